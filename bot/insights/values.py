"""Insights as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Detour:
    """People were led to `said` ("nobody" for no place) and said that `instead` was right. `code` is the registry's."""

    said: str
    instead: str
    code: str
    count: int
    people: int


@dataclass(frozen=True, slots=True)
class Group:
    """Questions alike. `words` are those that most of them share, `questions` the different wordings.

    `picked` are the codes of places that people picked for them instead, with how often.
    """

    words: tuple[str, ...]
    count: int
    people: int
    questions: tuple[str, ...]
    picked: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word of people's that the registry lacks."""

    word: str
    count: int
    people: int


@dataclass(frozen=True, slots=True)
class Team:
    """A team of the registry."""

    key: str
    name: str
    destination: str


@dataclass(frozen=True, slots=True)
class Insights:
    """What a period tells. `groups` and `words` hold what people typed; everything else is counted.

    `doors` and `outcomes` have the commonest first. `judged` is how many verdicts were given and `right` how many of
    them were "right". `wait` is the median from asking to the right place, over the `reached` questions of which that
    is known. `unanswered` are all questions that got no place, `wordless` those of them whose words are not kept.
    """

    since: datetime
    until: datetime
    questions: int
    askers: int
    doors: tuple[tuple[str, int], ...]
    outcomes: tuple[tuple[str, int], ...]
    judged: int
    right: int
    wait: timedelta | None
    reached: int
    detours: tuple[Detour, ...]
    unmatched: tuple[Team, ...]
    unanswered: int
    wordless: int
    groups: tuple[Group, ...] = ()
    words: tuple[UnknownWord, ...] = ()
