"""From Slack's payload to an Inquiry: which of all that Slack sends is a person asking us something.

Shapes: https://docs.slack.dev/reference/events/message, .../events/app_mention and
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from bot.inquiry import Inquiry, Surface
from bot.slack.payloads.installation import Installation, is_read_by_external_users
from bot.slack.payloads.shortcuts import read_shortcut

Payload = Mapping[str, Any]

# A person's new message is one without a subtype, or one of these: with a file, also sent to the channel, "/me".
# Anything else is Slack telling of a change: an edit, a deletion, somebody who joined, a link that was unfolded.
NEW_MESSAGES = (None, "file_share", "thread_broadcast", "me_message")
SLACKBOT = "USLACKBOT"


class NotAQuestion(Enum):
    """What is no inquiry: a message that is none of our business, or a payload of another kind."""

    NOT_FOR_US = auto()
    ANOTHER_KIND = auto()


@dataclass(frozen=True, slots=True)
class ThreadReply:
    """A person's new message in a thread of a channel: perhaps what the asker of a posted question waits for."""

    workspace: str
    channel: str
    thread: str
    user: str


def read(body: Payload, here: Installation, *, asked_at: datetime) -> Inquiry | ThreadReply | NotAQuestion:
    """The inquiry in a payload, if there is one. `here` is where we are installed."""
    if body.get("command"):
        return _from_command(body, here, asked_at)
    if asked := read_shortcut(body, here, asked_at=asked_at):
        return asked
    event = body.get("event")
    if not isinstance(event, dict) or event.get("type") not in ("message", "app_mention"):
        return NotAQuestion.ANOTHER_KIND
    if not _is_new_and_personal(event, _our_ids(body)):
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
        external_user=here.is_stranger(body),
    )


def _from_message(
    body: Payload, event: Payload, here: Installation, asked_at: datetime
) -> Inquiry | ThreadReply | NotAQuestion:
    """One message can come as app_mention and as message.channels, with two event ids: the key is the same."""
    mention = event["type"] == "app_mention"
    workspace, channel, ts = here.workspace, str(event["channel"]), str(event["ts"])
    if not mention and event.get("channel_type") != "im":  # people talking in a channel that we are in
        if event.get("thread_ts") in (None, ts):
            return NotAQuestion.NOT_FOR_US
        return ThreadReply(workspace, channel, str(event["thread_ts"]), str(event["user"]))
    thread = event.get("thread_ts") or (ts if mention else None)
    return Inquiry(
        key=f"{workspace}:{channel}:{ts}",
        surface=Surface.MENTION if mention else Surface.DIRECT_MESSAGE,
        text=str(event.get("text") or ""),
        asker=str(event["user"]),
        workspace=workspace,
        channel=channel,
        asked_at=asked_at,
        thread=str(thread) if thread else None,
        in_thread=event.get("thread_ts") not in (None, "", ts),
        external_user=here.is_stranger(body),
        shared=mention and is_read_by_external_users(body),
    )


def _is_new_and_personal(event: Payload, ours: set[str]) -> bool:
    """A person's new message. Other bots are not answered either: two bots could talk for ever.

    An edited message comes again as app_mention, without a subtype but with `edited` (slackapi/bolt-js issue 960).
    What names nobody and nowhere in Slack's way is no message: a fault in it would be told to people who asked nothing.
    """
    return (
        event.get("subtype") in NEW_MESSAGES
        and not (event.get("bot_id") or event.get("bot_profile") or event.get("hidden") or event.get("edited"))
        and all(event.get(name) and isinstance(event[name], str) for name in ("user", "channel", "ts"))
        and event["user"] not in ours | {SLACKBOT}
    )


def _our_ids(body: Payload) -> set[str]:
    """Our own user id in each workspace this event is for: Slack names it in every event's envelope."""
    authorizations = body.get("authorizations")
    known = authorizations if isinstance(authorizations, list) else ()
    return {str(one.get("user_id")) for one in known if isinstance(one, dict) and one.get("is_bot")}
