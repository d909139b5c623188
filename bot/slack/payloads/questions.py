"""Reads inquiries from Slack's payloads: events, commands, shortcuts and forms.

Shapes: https://docs.slack.dev/reference/events/app_mention, https://docs.slack.dev/reference/events/message.im,
https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.inquiry import Inquiry, Surface
from bot.slack.messages.mrkdwn import encode
from bot.slack.payloads.clicks import Click, Payload, Submission, read_click, read_submission
from bot.slack.payloads.installation import Installation, is_read_by_external_users
from bot.slack.payloads.message_text import NEW_MESSAGES, forwarded_words_of, own_words_of, words_of

SLACKBOT = "USLACKBOT"
# Callback ids of the shortcut on a message and of the global one, which the modal shares; action id of the Home's box.
ASK_ABOUT_MESSAGE, ASK_QUESTION, ASK_AT_HOME = "ask_about_message", "ask_question", "ask_at_home"
# The modal's one field.
QUESTION = "question"


class NotAQuestion(Enum):
    """Why a payload is no inquiry: a message that is not for the bot, or a payload of another kind."""

    NOT_FOR_US = auto()
    ANOTHER_KIND = auto()


@dataclass(frozen=True, slots=True)
class ThreadReply:
    """A new message in a thread of a channel: perhaps the reply that the asker of a posted question waits for."""

    workspace: str
    channel: str
    thread: str
    user: str


def read_question(body: Payload, here: Installation, *, asked_at: datetime) -> Inquiry | ThreadReply | NotAQuestion:
    """The inquiry in a payload, else a thread reply, else why it is neither. `here` is where the bot is installed."""
    if body.get("command"):
        return _from_command(body, here, asked_at)
    if asked := read_interaction(body, here, asked_at=asked_at):
        return asked
    event = body.get("event")
    if not isinstance(event, dict) or event.get("type") not in ("message", "app_mention"):
        return NotAQuestion.ANOTHER_KIND
    event = _as_edited(event)
    if not _is_personal(event, _our_ids(body)):
        return NotAQuestion.NOT_FOR_US
    return _from_message(body, event, here, asked_at)


def _from_command(body: Payload, here: Installation, asked_at: datetime) -> Inquiry:
    return Inquiry(
        key=str(body["trigger_id"]),
        surface=Surface.COMMAND,
        text=str(body.get("text") or ""),
        asker=str(body["user_id"]),
        workspace=here.workspace,
        channel=str(body["channel_id"]),
        asked_at=asked_at,
        response_url=str(body["response_url"]) if body.get("response_url") else None,
        external_user=here.is_external_user(body),
    )


def _from_message(
    body: Payload, event: Payload, here: Installation, asked_at: datetime
) -> Inquiry | ThreadReply | NotAQuestion:
    """One message can come as app_mention and as message.channels, with two event ids: the key is the same."""
    mention = event["type"] == "app_mention"
    workspace, channel, ts = here.workspace, str(event["channel"]), str(event["ts"])
    if not mention and event.get("channel_type") != "im":  # a conversation in a channel that the bot is in
        if event.get("thread_ts") in (None, ts):
            return NotAQuestion.NOT_FOR_US
        return ThreadReply(workspace, channel, str(event["thread_ts"]), str(event["user"]))
    thread = event.get("thread_ts") or (ts if mention else None)
    return Inquiry(
        key=f"{workspace}:{channel}:{ts}",
        surface=Surface.MENTION if mention else Surface.DIRECT_MESSAGE,
        text=own_words_of(event),
        asker=str(event["user"]),
        workspace=workspace,
        channel=channel,
        asked_at=asked_at,
        thread=str(thread) if thread else None,
        in_thread=event.get("thread_ts") not in (None, "", ts),
        external_user=here.is_external_user(body),
        shared=mention and is_read_by_external_users(body),
        forwarded=forwarded_words_of(event),
    )


def _as_edited(event: Payload) -> Payload:
    """A direct message whose text was edited, as if it were new; any other event as it is.

    Its key is that of the message, so one that was answered is not answered again. Slack sends the same event when it
    unfurls a link: then the text has not changed.
    """
    edited, before = event.get("message"), event.get("previous_message")
    if event.get("subtype") != "message_changed" or event.get("channel_type") != "im" or not isinstance(edited, dict):
        return event
    if isinstance(before, dict) and before.get("text") == edited.get("text"):
        return event
    return {**edited, "type": "message", "channel": event.get("channel"), "channel_type": "im"}


def _is_personal(event: Payload, ours: set[str]) -> bool:
    """Whether an event is a person's message. Bots are not answered: two bots could go on for ever.

    An edited message comes again as app_mention, without a subtype but with `edited` (slackapi/bolt-js issue 960): an
    edit can add the mention. An event without a user, channel and timestamp is no message: a fault in it would be
    reported to users who asked nothing.
    """
    return (
        event.get("subtype") in NEW_MESSAGES
        and not (event.get("bot_id") or event.get("bot_profile") or event.get("hidden"))
        and all(event.get(name) and isinstance(event[name], str) for name in ("user", "channel", "ts"))
        and event["user"] not in ours | {SLACKBOT}
    )


def _our_ids(body: Payload) -> set[str]:
    """The bot's user id in each workspace this event is for: Slack names it in every event's envelope."""
    authorizations = body.get("authorizations")
    known = authorizations if isinstance(authorizations, list) else ()
    return {str(one.get("user_id")) for one in known if isinstance(one, dict) and one.get("is_bot")}


def read_interaction(body: Payload, here: Installation, *, asked_at: datetime) -> Inquiry | None:
    """The inquiry in an interaction; None where it asks nothing, such as a form that was left blank."""
    match body:
        case {"type": "message_action", "callback_id": callback} if callback == ASK_ABOUT_MESSAGE:
            return _from_shortcut(body, here, asked_at)
        case {"type": "view_submission", "view": {"callback_id": callback}} if callback == ASK_QUESTION:
            submission = read_submission(body, here)
            return _from_form(submission, str(submission.values.get(QUESTION) or ""), submission.view, asked_at)
        case {"type": "block_actions", "actions": [{"action_id": action}, *_]} if action == ASK_AT_HOME:
            click = read_click(body, here)
            return _from_form(click, click.value, click.trigger_id, asked_at)
        case _:
            return None


def _from_shortcut(body: Payload, here: Installation, asked_at: datetime) -> Inquiry:
    message, user = body["message"], body["user"]
    thread = message.get("thread_ts")
    return Inquiry(
        key=str(body["trigger_id"]),
        surface=Surface.SHORTCUT,
        text=words_of(message),
        forwarded=forwarded_words_of(message),
        asker=str(user["id"]),
        workspace=here.workspace,
        channel=str(body["channel"]["id"]),
        asked_at=asked_at,
        # A thread's first message is in the channel as well, where the menu was most likely opened.
        thread=str(thread) if thread and thread != message.get("ts") else None,
        in_thread=bool(thread) and thread != message.get("ts"),
        response_url=str(body["response_url"]) if body.get("response_url") else None,
        external_user=here.is_external_user(body),
    )


def _from_form(form: Click | Submission, words: str, key: str, asked_at: datetime) -> Inquiry | None:
    """The inquiry of a form, None for a blank one. Its words are not encoded by Slack, and an inquiry's text is."""
    if not words.strip():
        return None
    return Inquiry(
        key=key,
        surface=Surface.FORM,
        text=encode(words),
        asker=form.user,
        workspace=form.workspace,
        channel=form.user,
        asked_at=asked_at,
        external_user=form.external_user,
    )
