"""Corrections: an asker who called an answer wrong and picked another place gets that place from then on.

A button carries what was picked, so that a shared answer is the one that was seen.
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
# Corrections in order of time: a wrong destination, None for no place, and the code of the place that was picked.
Corrections = tuple[tuple[str | None, str], ...]


def nobody_of(index: Index, note: str) -> Nobody:
    """The answer where the asker says that no listed place is right."""
    registry = index.registry
    return Nobody(Reason.UNKNOWN, 1.0, registry.fallback, steps(registry), notes=(note,))


async def find_corrections(inquiry: Inquiry, thread: str, services: Services) -> Corrections:
    """The asker's corrections in a question's thread; none where the store is slow or down."""
    asker = services.person(inquiry.workspace, inquiry.asker)
    missed = "corrections in the thread of %s were not looked up"
    async with BestEffort(LOOK_UP_SECONDS, log.warning, missed, inquiry.key):
        return await services.store.questions.corrections(asker=asker, channel=inquiry.channel, thread=thread)
    return ()


def corrected(answer: Answer, corrections: Corrections, index: Index) -> Answer:
    """The answer or, where its destination was corrected, the answer of the place that was picked instead.

    The picked place can have been corrected too, so one correction leads to the next, and the last counts.
    """
    instead = answer
    for wrong_destination, code in corrections:
        if destination_of_answer(instead) == wrong_destination:
            instead = _picked(code, index) or instead
    if isinstance(instead, Found) and instead is not answer:
        return replace(instead, urgent=answer.urgent, notes=(YOU_SAID, *instead.notes))
    return instead


def _picked(code: str, index: Index) -> Found | Nobody | None:
    """The answer of the place that was picked; None where the registry has it no more."""
    return nobody_of(index, NOBODY_YOU_SAID) if code == NOBODY else pick(index, code)


def destination_of_answer(answer: Answer) -> str | None:
    """The destination of an answer's first place; None without a place."""
    place = first_place(answer)
    return place.destination if place else None


def picked_code(routed: Answer, answer: Answer, corrections: Corrections, index: Index) -> str:
    """The code of the correction that leads from one answer to another; "" where there was none."""
    codes = (code for _, code in reversed(corrections) if as_picked(routed, code, index) == answer)
    return "" if answer is routed else next(codes, "")


def as_picked(answer: Answer, code: str, index: Index) -> Answer:
    """The answer of the place with a code; the answer itself for "", and where the registry has the place no more."""
    place = first_place(answer)
    return corrected(answer, ((place.destination if place else None, code),), index) if code else answer


def for_others(answer: Answer) -> Answer:
    """The answer without the notes that are for the asker who picked the place."""
    return replace(answer, notes=tuple(note for note in answer.notes if note not in {YOU_SAID, NOBODY_YOU_SAID}))
