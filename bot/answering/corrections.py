"""Corrections: an asker who called an answer wrong and picked another place gets that place the next time they ask.

A button carries what was picked, so that an answer passed on is the one that was seen.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.answering.services import Services
from bot.inquiry import Inquiry
from bot.store.after_answers import NOBODY
from bot.store.best_effort import BestEffort
from routing.answers import Answer, Found, Nobody, Reason, first_place
from routing.matching.index import Index
from routing.matching.place_search import pick
from routing.registry.directory import steps

log = logging.getLogger(__name__)

YOU_SAID = "You told me that this is the right place for your question."
NOBODY_YOU_SAID = "You told me that nobody I know of handles this."
# The asker waits for the answer; without the correction they get the ordinary one.
LOOK_UP_SECONDS = 0.3
# What somebody put right, the first first: a wrong destination, null for none, and the code of what they picked.
Corrections = tuple[tuple[str | None, str], ...]


def nobody_of(index: Index, note: str) -> Nobody:
    """The answer when somebody says that nobody listed is right."""
    registry = index.registry
    return Nobody(Reason.UNKNOWN, 1.0, registry.fallback, steps(registry), notes=(note,))


async def corrections(inquiry: Inquiry, thread: str, services: Services) -> Corrections:
    """What the asker put right before in a question's thread. A store that is slow is not waited for."""
    asker = services.person(inquiry.workspace, inquiry.asker)
    missed = "corrections in the thread of %s were not looked up"
    async with BestEffort(LOOK_UP_SECONDS, log.warning, missed, inquiry.key):
        return await services.store.questions.corrections(asker=asker, channel=inquiry.channel, thread=thread)
    return ()


def corrected(answer: Answer, put_right: Corrections, index: Index) -> Answer:
    """The answer, or where it leads to a place that its asker called wrong, the one that they picked instead.

    What they picked can have been wrong too, so one correction leads to the next, and the last word counts.
    """
    instead = answer
    for wrong_destination, code in put_right:
        if destination_of_answer(instead) == wrong_destination:
            instead = _picked(code, index) or instead
    if isinstance(instead, Found) and instead is not answer:
        return replace(instead, urgent=answer.urgent, notes=(YOU_SAID, *instead.notes))
    return instead


def _picked(code: str, index: Index) -> Found | Nobody | None:
    """The answer of what somebody picked; null where the registry does not have it any more."""
    return nobody_of(index, NOBODY_YOU_SAID) if code == NOBODY else pick(index, code)


def destination_of_answer(answer: Answer) -> str | None:
    """Where an answer leads first; None where it leads nowhere."""
    place = first_place(answer)
    return place.destination if place else None


def picked_code(routed: Answer, answer: Answer, put_right: Corrections, index: Index) -> str:
    """The code of the correction that leads from one answer to another; "" where there was none."""
    codes = (code for _, code in reversed(put_right) if as_picked(routed, code, index) == answer)
    return "" if answer is routed else next(codes, "")


def as_picked(answer: Answer, code: str, index: Index) -> Answer:
    """The answer of the place that was picked; the answer itself for "", and where the place is there no more."""
    place = first_place(answer)
    return corrected(answer, ((place.destination if place else None, code),), index) if code else answer


def for_others(answer: Answer) -> Answer:
    """The answer without what only whoever picked the place would understand."""
    return replace(answer, notes=tuple(note for note in answer.notes if note not in {YOU_SAID, NOBODY_YOU_SAID}))
