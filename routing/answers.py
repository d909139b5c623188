"""What a question gets back: a closed set of cases, which every renderer matches on.

    Answer = Found | Several | Nobody

`Found` names one place, `Several` two or three for the asker to pick from, `Nobody` is an honest don't-know.
All three carry the ladder, so that nobody is left without a next step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a place was named: one entry of the registry and the asker's own words that earned it.

    `source` and `edition` are the registry's keys (null where the entry names none). `caveat` is a sentence for
    the asker where the entry comes from an earlier edition of its source.
    """

    responsibility: str
    text: str
    matched: tuple[str, ...]
    source: str | None = None
    edition: str | None = None
    caveat: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to ask: a channel (`#name`) or a user group (`@handle`).

    `team` is the key of a team in the registry, null for a rung of the ladder; `name` is for people to read.
    `confidence` runs from 0 to 1: of the answers given with 0.9, about nine in ten are right.
    """

    destination: str
    team: str | None
    name: str
    confidence: float
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder. `contact` is a channel or group, null where it is a person the asker knows."""

    step: int
    who: str
    contact: str | None


class Reason(StrEnum):
    """Why nobody was named."""

    UNKNOWN = "unknown"
    VAGUE = "vague"
    NOT_OURS = "not-ours"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Found:
    """One place to ask. `alternatives` came second and are shown only on request.

    `notes` are things the asker should know first: what an old name became, what the team does not do.
    `guidance` says what to do there: how to raise a ticket, what to write, who leads.
    """

    place: Place
    ladder: tuple[Step, ...]
    urgent: bool = False
    notes: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    alternatives: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """Two or three places, the likeliest first: the asker picks.

    `parts` are the words of each place's question, in the order of the places, where the message asks two things.
    """

    places: tuple[Place, ...]
    ladder: tuple[Step, ...]
    urgent: bool = False
    notes: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nobody:
    """An honest don't-know. `confidence` is the confidence in not knowing; `fallback` is the general channel.

    `because` holds the exclusion where that is the reason; `question_back` is one short question to a question
    too vague to answer; `nearest` are places that came close.
    """

    reason: Reason
    confidence: float
    fallback: str
    ladder: tuple[Step, ...]
    urgent: bool = False
    notes: tuple[str, ...] = ()
    because: tuple[Evidence, ...] = ()
    question_back: str | None = None
    guidance: tuple[str, ...] = ()
    nearest: tuple[Place, ...] = ()


Answer = Found | Several | Nobody


def first_place(answer: Answer) -> Place | None:
    """The place that an answer leads to first; null where it leads nowhere."""
    match answer:
        case Found(place=place):
            return place
        case Several(places=places):
            return places[0]
        case Nobody():
            return None
        case _:
            assert_never(answer)
