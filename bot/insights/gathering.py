"""What a period tells: counted and grouped from what the store has of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from bot.insights.grouping import Text, UnknownWord, grouped, shared_words, text_of, unknown_words
from bot.store.after_answers import NOBODY
from bot.store.history import Figures, HistoryReader, Judgement, Period, TimeToPlace
from routing.answers import Evidence
from routing.matching.index import Index
from routing.matching.place_search import pick
from routing.registry.directory import destination_of


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
class Team:
    """A team of the registry."""

    key: str
    name: str
    destination: str


@dataclass(frozen=True, slots=True)
class Insights:
    """What a period tells. `groups` and `words` hold what people typed; everything else is counted.

    `surfaces` and `outcomes` have the commonest first. `judged` is how many verdicts were given and `right` how many of
    them were "right". `wait` is the median from asking to the right place, over the `reached` questions of which that
    is known. `unanswered` are all questions that got no place, `wordless` those of them whose words are not kept.
    """

    since: datetime
    until: datetime
    questions: int
    askers: int
    surfaces: tuple[tuple[str, int], ...]
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


async def gather(history: HistoryReader, period: Period, index: Index, *, words: bool = True) -> Insights:
    """The insights of a period. Without `words` nothing that people typed is read."""
    counted = insights_of(await history.figures(), period, index)
    if not words:
        return counted
    texts = [text_of(kept, index) for kept in await history.kept()]
    groups = groups_of(texts, await history.judgements())
    return replace(counted, groups=groups, words=unknown_words(texts, index))


def insights_of(figures: Figures, period: Period, index: Index) -> Insights:
    """What is counted."""
    surfaces: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for surface, outcome, count in figures.outcomes:
        surfaces[surface] += count
        outcomes[outcome] += count
    waits = [wait.total_seconds() for time in figures.times if (wait := _wait(time)) is not None]
    return Insights(
        since=period.since,
        until=period.until,
        questions=outcomes.total(),
        askers=figures.askers,
        surfaces=_ranked(surfaces),
        outcomes=_ranked(outcomes),
        judged=sum(figures.verdicts.values()),
        right=figures.verdicts.get("right", 0),
        wait=timedelta(seconds=median(waits)) if waits else None,
        reached=len(waits),
        detours=_detours(figures, index),
        unmatched=tuple(
            Team(key, team.name, destination_of(team))
            for key, team in index.registry.teams.items()
            if key not in figures.teams
        ),
        unanswered=outcomes[NOBODY],
        wordless=figures.wordless,
    )


def groups_of(texts: Iterable[Text], judgements: Iterable[Judgement]) -> tuple[Group, ...]:
    """The questions that got no place, alike ones together."""
    picks: dict[str, list[str]] = {}
    for judgement in judgements:
        if judgement.instead not in {None, NOBODY}:
            picks.setdefault(judgement.key, []).append(str(judgement.instead))
    unanswered = (text for text in texts if text.kept.outcome == NOBODY)
    return tuple(_group(group, picks) for group in grouped(unanswered))


def _group(group: Sequence[Text], picks: dict[str, list[str]]) -> Group:
    return Group(
        words=shared_words(group),
        count=len(group),
        people=len({text.kept.asker for text in group}),
        questions=tuple({text.plain.casefold(): text.plain for text in group}.values()),
        picked=_ranked(Counter(code for text in group for code in picks.get(text.kept.key, ()))),
    )


def _detours(figures: Figures, index: Index) -> tuple[Detour, ...]:
    detours = [
        Detour(one.said or NOBODY, place_in_words(one.instead, index), one.instead, one.count, one.people)
        for one in figures.instead
    ]
    return tuple(sorted(detours, key=lambda one: (-one.count, -one.people, one.said, one.code)))


def _wait(time: TimeToPlace) -> timedelta | None:
    """The time until the right place was known. A clock that was set back counts as no time."""
    there = min(filter(None, (time.right_at, time.posted_at)), default=None)
    return max(there - time.asked_at, timedelta()) if there else None


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def place_in_words(code: str, index: Index) -> str:
    """A place as people know it, by its code in the store: ``team:KEY`` or ``responsibility:TEAM/KEY``.

    One that the registry has no more is told by the code.
    """
    chosen = pick(index, code)
    if chosen is None:
        return f"{code} (no longer in the registry)"
    place = chosen.place
    return f"{place.destination} ({_what(place.because[0]) if code.startswith('responsibility:') else place.name})"


def _what(evidence: Evidence) -> str:
    return evidence.text.rstrip(".")
