"""Opening a modal, which Slack allows for three seconds after a click."""

from __future__ import annotations

from typing import Any

from bot.listeners.interactions import Means
from bot.replies.cards import sentence
from bot.slack.click import Click
from bot.slack.sending import NotTakenError, Patience, patiently

TOO_LATE = "Slack did not let me open the form in time. Select the button again."
# https://docs.slack.dev/reference/methods/views.open#errors
EXPIRED = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


async def open_modal(view: dict[str, Any], click: Click, means: Means) -> None:
    """Open a modal for a click. Where it was too late for that, say so."""
    if not await is_opened(view, click.trigger_id, means):
        await means.tell(click.user, click, sentence(TOO_LATE, outcome="too-late"))


async def is_opened(view: dict[str, Any], trigger: str, means: Means) -> bool:
    """Open a modal, once: a trigger_id is good for one try. False where Slack did not, in time."""
    try:
        await patiently(lambda: means.client.views_open(trigger_id=trigger, view=view), Patience(attempts=1))
    except NotTakenError as error:
        if error.code not in EXPIRED and not error.passing:
            raise
        return False
    return True
