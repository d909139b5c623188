"""From the store to insights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import median

from bot.insights.grouping import Text, grouped, shared_words, text_of, unknown_words
from bot.insights.table import place_in_words
from bot.insights.values import Detour, Group, Insights, Team
from bot.store.after_answers import NOBODY
from bot.store.history import Figures, HistoryReader, Judgement, OutcomeCount, Period
from routing.matching.index import Index
from routing.registry.directory import destination_of


async def gather(readings: HistoryReader, period: Period, index: Index, *, words: bool = True) -> Insights:
    """The insights of a period. Without `words` nothing that people typed is read."""
    counted = insights_of(await readings.figures(), period, index)
    if not words:
        return counted
    texts = [text_of(kept, index) for kept in await readings.kept()]
    groups = groups_of(texts, await readings.judgements())
    return replace(counted, groups=groups, words=unknown_words(texts, index))


def insights_of(figures: Figures, period: Period, index: Index) -> Insights:
    """What is counted."""
    doors: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for surface, outcome, count in figures.outcomes:
        doors[surface] += count
        outcomes[outcome] += count
    waits = [wait.total_seconds() for way in figures.ways if (wait := _wait(way)) is not None]
    return Insights(
        since=period.since,
        until=period.until,
        questions=outcomes.total(),
        askers=figures.askers,
        doors=_ranked(doors),
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
    """The questions that nobody answered, alike ones together."""
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


def _wait(way: OutcomeCount) -> timedelta | None:
    """The time until the right place was known. A clock that was set back counts as no time."""
    there = min(filter(None, (way.right_at, way.posted_at)), default=None)
    return max(there - way.asked_at, timedelta()) if there else None


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
