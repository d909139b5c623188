"""Still stuck: shows the next step of the ladder, one with each click."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.answering.services import Services
from bot.features.escalate.ladder_step import LadderStep
from bot.features.interactions import RequestContext
from bot.features.post.target import can_mention
from bot.slack.messages.blocks import layout_blocks, layout_text
from bot.slack.messages.layout import Line
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click
from bot.store.best_effort import BestEffort
from bot.store.questions import QuestionRecord

log = logging.getLogger(__name__)

# The store only says whose ladder it is. The asker does not wait for that.
LOOK_UP_SECONDS = 1.0
STORE_DOWN = "I cannot reach my store, so this is the ladder that everybody has."


async def on_stuck(click: Click, request: RequestContext) -> None:
    """Show the next step of the ladder, to the user who clicked alone."""
    if step := await escalate(click, request.services):
        await request.send_privately(click.user, click, step)


async def escalate(click: Click, services: Services) -> Reply | None:
    """The step after the one that the button was shown with; None for the second click of a double click.

    A button shows the same step however often it is clicked: ephemeral messages disappear, and the asker can then
    escalate again from the answer.
    """
    button, ids = click.button, services.channel_ids(click.workspace)
    registry = services.index(click.workspace).registry
    seen = int(button.note) if button.note.isdecimal() else 0
    person = services.person(click.workspace, click.user)
    asked = None
    async with BestEffort(LOOK_UP_SECONDS, log.warning, "the ladder of %s was not looked up", button.key) as look_up:
        if not await _is_first(button.key, person, seen, services):
            return None
        asked = await services.find(button.key, click.workspace)
    lines = [Line(STORE_DOWN)] if look_up.fault else []  # the ladder is in the registry
    step = LadderStep(registry, asked.team if asked else None, seen + 1, click.external_user)
    layout = step.layout()
    layout = replace(layout, lines=(*lines, *layout.lines))
    mention = step.target is not None and can_mention(step.target.name, asked, ids)
    buttons = step.buttons(button, post=_is_asker(asked, person), mention=mention)
    return Reply(layout_text(layout), [*layout_blocks(layout, ids), *buttons], "stuck")


async def _is_first(key: str, person: str, seen: int, services: Services) -> bool:
    """Whether this is no double click; always true for a button that belongs to no question."""
    return not key or await services.store.escalations.climb(key=key, person=person, seen=seen, at=services.now())


def _is_asker(asked: QuestionRecord | None, person: str) -> bool:
    """Whether `person` asked the question; false where the store does not know, so that it cannot be posted."""
    return asked is not None and asked.asker == person
