"""The Home tab: what it shows whom, and what can be done on it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from bot.fair_share import TOO_MANY
from bot.followups.directory_search import search
from bot.followups.home_view import LONGEST_SEARCH, Home, Told, home_view
from bot.followups.office import Office
from bot.replies.mrkdwn import plain
from bot.replies.reply import Reply
from routing.opening_hours import opening_now

log = logging.getLogger(__name__)

Result = TypeVar("Result")

MOST_QUESTIONS = 5
GAPS = timedelta(days=30)
# Somebody looks at an empty tab meanwhile.
LOOK_UP_SECONDS = 2.0
LATER = "Slack does not take my answer at the moment. It comes in your direct messages as soon as it can."
NOT_SENT = "I could not write to you in your direct messages. Ask me with /whoask in a channel."


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who looks at their Home tab, what they search for there, and what they have just asked and been told."""

    user: str
    workspace: str
    search: str = ""
    told: Told | None = None


async def home(visit: Visit, office: Office, *, bot: str | None) -> dict[str, Any]:
    """The Home tab as a view. `bot` is our own user id. Without the store it shows everything else."""
    index, now, asker = office.index(visit.workspace), office.now(), office.person(visit.workspace, visit.user)
    keeper, wanted = visit.user in office.keepers, visit.search.strip()[:LONGEST_SEARCH]
    questions = office.store.questions
    mine = await _if_it_can(questions.latest(asker, limit=MOST_QUESTIONS))
    gaps = _if_it_can(questions.counts(workspace=visit.workspace, since=now - GAPS)) if keeper else None
    return home_view(
        Home(
            registry=index.registry,
            state=office.state(visit.workspace),
            now=now,
            questions=mine,
            teams=search(index, wanted),
            # In a thread of its own: the bank holidays are made from a list in a file.
            opening=await asyncio.to_thread(opening_now, index.registry, now),
            bot=bot,
            search=wanted,
            told=visit.told,
            keeper=keeper,
            counts=await gaps if gaps else None,
            channels=office.channels(),
        )
    )


def told(question: str, reply: Reply | None) -> Told:
    """What the Home tab says of a question that was asked on it: the first line of the answer."""
    if reply is None:
        return not_sent(question, TOO_MANY)
    return Told(plain(question, None), plain(reply.text.partition("\n")[0], None), sent=True)


def not_sent(question: str, why: str) -> Told:
    """What the Home tab says of a question whose answer was not sent."""
    return Told(plain(question, None), why, sent=False)


async def mark_sorted(key: str, visit: Visit, office: Office) -> None:
    """Mark a question as sorted, and end its reminder. Only its asker can."""
    asked = await office.find(key)
    if asked and asked.asker == office.person(visit.workspace, visit.user):
        await office.store.questions.mark_sorted(key, at=office.now())
        await office.store.reminders.cancel(key, "sorted")


async def _if_it_can(look_up: Awaitable[Result]) -> Result | None:
    """What the store says; null where it is down."""
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            return await look_up
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the rest can be shown
        log.warning("the Home tab goes without what the store has: %s", type(error).__name__)
        return None
