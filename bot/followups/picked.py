"""The place that an asker picked instead, as a ticket carries it: so that an answer passed on is the one they saw."""

from __future__ import annotations

from dataclasses import replace

from bot.followups.feedback import NOBODY_YOU_SAID, YOU_SAID, Corrections, corrected
from routing.answers import Answer, first_place
from routing.index import Index


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
