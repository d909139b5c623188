"""Still stuck: the next step of the ladder, one with each click."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from bot.followups.ladder_step import LadderStep
from bot.followups.office import Office
from bot.followups.target import can_mention
from bot.replies.blocks import drawn, written
from bot.replies.reply import Reply
from bot.replies.sheet import Line
from bot.slack.click import Click
from bot.store.asked import Asked

log = logging.getLogger(__name__)

# The store only says whose ladder it is. Whoever is stuck does not wait for that.
LOOK_UP_SECONDS = 1.0
STORE_DOWN = "I cannot reach my store, so this is the ladder that everybody has."


async def climb(click: Click, office: Office) -> Reply | None:
    """The step after the one that the button was shown with; null for the second click of a double click.

    A button shows the same step however often it is clicked: somebody whose messages are gone, because only they could
    see them, can climb again from the answer.
    """
    ticket, registry, ids = click.ticket, office.index(click.workspace).registry, office.channels()
    seen = int(ticket.note) if ticket.note.isdecimal() else 0
    person = office.person(click.workspace, click.user)
    asked, lines = None, []
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            if not await _is_first(ticket.key, person, seen, office):
                return None
            asked = await office.find(ticket.key)
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the ladder is in the registry
        log.warning("the ladder of %s was not looked up: %s", ticket.key, type(error).__name__)
        lines = [Line(STORE_DOWN)]
    step = LadderStep(registry, asked.team if asked else None, seen + 1, click.stranger)
    sheet = step.sheet()
    sheet = replace(sheet, lines=(*lines, *sheet.lines))
    mention = step.target is not None and can_mention(step.target.name, asked, ids)
    buttons = step.buttons(ticket, post=_is_theirs(asked, person), mention=mention)
    return Reply(written(sheet), [*drawn(sheet, ids), *buttons], "stuck")


async def _is_first(key: str, person: str, seen: int, office: Office) -> bool:
    """Whether this is no double click. Nobody can say so of a button that belongs to no question."""
    return not key or await office.store.climbs.climb(key=key, person=person, seen=seen, at=office.now())


def _is_theirs(asked: Asked | None, person: str) -> bool:
    """Whether somebody asked this. Where the store does not know, nobody can post it in their name."""
    return asked is not None and asked.asker == person
