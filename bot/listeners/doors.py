"""How a question is answered at each door, whether it has just come in or was left behind."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from bot.clerk import Clerk
from bot.inquiry import Door, Inquiry
from bot.listeners.mention import on_mention
from bot.listeners.message_shortcut import on_message_shortcut
from bot.slack.voice import Voice

Listener = Callable[[Inquiry, Voice, Clerk], Coroutine[Any, Any, None]]


async def on_question(inquiry: Inquiry, voice: Voice, clerk: Clerk) -> None:
    """A command, a direct message, a form: everything that a person writes there is for us."""
    await clerk.serve(inquiry, voice)


ANSWERS: Mapping[Door, Listener] = {
    Door.COMMAND: on_question,
    Door.MENTION: on_mention,
    Door.DIRECT_MESSAGE: on_question,
    Door.SHORTCUT: on_message_shortcut,
    Door.FORM: on_question,
}
