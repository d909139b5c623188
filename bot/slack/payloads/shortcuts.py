"""Questions that come by a shortcut, a form or the Home tab, out of Slack's payload.

Shapes: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.inquiry import Inquiry, Surface
from bot.slack.messages.mrkdwn import encode
from bot.slack.payloads.clicks import Click, Submission, read_click, read_submission
from bot.slack.payloads.installation import Installation
from bot.slack.payloads.message_text import words_of

Payload = Mapping[str, Any]

# Callback ids of the shortcut on a message and of the global one, which the modal shares; action id of the Home's box.
ASK_ABOUT_MESSAGE, ASK_QUESTION, ASK_AT_HOME = "ask_about_message", "ask_question", "ask_at_home"
# The modal's one field.
QUESTION = "question"


def read_shortcut(body: Payload, here: Installation, *, asked_at: datetime) -> Inquiry | None:
    """The inquiry in an interaction, if it is one that asks something. A form that was left blank asks nothing."""
    match body:
        case {"type": "message_action", "callback_id": callback} if callback == ASK_ABOUT_MESSAGE:
            return _from_message(body, here, asked_at)
        case {"type": "view_submission", "view": {"callback_id": callback}} if callback == ASK_QUESTION:
            submission = read_submission(body, here)
            return _from_form(submission, str(submission.values.get(QUESTION) or ""), submission.view, asked_at)
        case {"type": "block_actions", "actions": [{"action_id": action}, *_]} if action == ASK_AT_HOME:
            click = read_click(body, here)
            return _from_form(click, click.value, click.trigger_id, asked_at)
        case _:
            return None


def _from_message(body: Payload, here: Installation, asked_at: datetime) -> Inquiry:
    message, user = body["message"], body["user"]
    thread = message.get("thread_ts")
    return Inquiry(
        key=str(body["trigger_id"]),
        surface=Surface.SHORTCUT,
        text=words_of(message),
        asker=str(user["id"]),
        workspace=here.workspace,
        channel=str(body["channel"]["id"]),
        asked_at=asked_at,
        # A thread's first message is in the channel as well, where the menu was most likely opened.
        thread=str(thread) if thread and thread != message.get("ts") else None,
        in_thread=bool(thread) and thread != message.get("ts"),
        response_url=str(body["response_url"]) if body.get("response_url") else None,
        external_user=here.is_stranger(body),
    )


def _from_form(form: Click | Submission, words: str, key: str, asked_at: datetime) -> Inquiry | None:
    """What is typed into a form comes as it stands, without Slack's encoding, which an inquiry's text has."""
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
