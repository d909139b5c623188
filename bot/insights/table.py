"""Insights as a table for the terminal and as JSON for tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from bot.insights.gathering import Group, Insights, place_in_words
from bot.slack.messages.mrkdwn import clip
from routing.matching.index import Index

# What is listed in the terminal; the JSON has all.
MOST_ROWS, MOST_WORDINGS, LONGEST_WORDING = 15, 3, 100
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def table(insights: Insights, index: Index) -> Iterator[str]:
    """The insights for people."""
    days = (insights.until - insights.since).days
    yield f"{_count(insights.questions, 'question')} of {_people(insights.askers)} in the last {_count(days, 'day')}"
    if not insights.questions:
        return
    yield f"  How they ended: {_listed(insights.outcomes)}"
    yield f"  Where they came in: {_listed(insights.surfaces)}"
    yield f"  Called the right place: {right_in_words(insights)}"
    yield f"  Time to the right place: {wait_in_words(insights)}"
    yield from _section("Nobody answered", list(_groups(insights, index)))
    detours = [f"{_times(one.count, one.people)}  {one.said} → {one.instead}" for one in insights.detours]
    yield from _section("Wrong places, and where people went instead", detours)
    words = [f"{_times(one.count, one.people)}  {flat(one.word)}" for one in insights.words]
    yield from _section("Words that people use and the registry lacks", words)
    yield from _section(
        "Teams that no answer led to", [f"{one.name} ({one.destination})" for one in insights.unmatched]
    )


def as_json(insights: Insights) -> dict[str, Any]:
    """The insights for tools: the keys of docs/command-line.md."""
    wait = insights.wait
    return {
        "since": insights.since.isoformat(timespec="seconds"),
        "until": insights.until.isoformat(timespec="seconds"),
        "questions": insights.questions,
        "askers": insights.askers,
        "outcomes": dict(insights.outcomes),
        "doors": dict(insights.surfaces),
        "feedback": {"total": insights.judged, "right": insights.right},
        "right_place": {"reached": insights.reached, "median_seconds": wait and round(wait.total_seconds(), 1)},
        "unanswered": {
            "total": insights.unanswered,
            "without_words": insights.wordless,
            "groups": [_group(group) for group in insights.groups],
        },
        "wrong_places": [asdict(detour) for detour in insights.detours],
        "unknown_words": [asdict(word) for word in insights.words],
        "unmatched_teams": [asdict(team) for team in insights.unmatched],
    }


def right_in_words(insights: Insights) -> str:
    """How many verdicts were "right"."""
    if not insights.judged:
        return "nobody said"
    return f"{insights.right:,} of {insights.judged:,} times ({insights.right / insights.judged:.0%})"


def wait_in_words(insights: Insights) -> str:
    """How long it took until the right place was known."""
    if insights.wait is None:
        return "not known of any question"
    return f"{duration(insights.wait)} (the median of {_count(insights.reached, 'question')})"


def duration(wait: timedelta) -> str:
    """A time in its largest unit.

    >>> duration(timedelta(minutes=95))
    '2 hours'
    """
    seconds = wait.total_seconds()
    for unit, length in _UNITS:
        if seconds >= length:
            return _count(round(seconds / length), unit)
    return "less than a second"


def flat(text: str) -> str:
    """A text on one line, without characters that could move a cursor."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in " ".join(text.split()))


def _groups(insights: Insights, index: Index) -> Iterator[str]:
    for group in insights.groups[:MOST_ROWS]:
        yield f"{_times(group.count, group.people)}  {flat(', '.join(group.words)) or 'too few words to tell'}"
        yield from (f"      “{clip(flat(wording), LONGEST_WORDING)}”" for wording in group.questions[:MOST_WORDINGS])
        if (more := len(group.questions) - MOST_WORDINGS) > 0:
            yield f"      … and {more} more wordings"
        for code, count in group.picked:
            yield f"      {place_in_words(code, index)} was picked {'once' if count == 1 else f'{count} times'}"
    if (left := len(insights.groups) - MOST_ROWS) > 0:
        yield f"… and {left} more; --json has them all"
    if insights.wordless:
        yield f"{_count(insights.wordless, 'question')} whose words are not kept"


def _group(group: Group) -> dict[str, Any]:
    return {**asdict(group), "picked": [{"place": code, "count": count} for code, count in group.picked]}


def _section(title: str, rows: Sequence[str]) -> Iterator[str]:
    """A titled list, cut where it would not be read; wordings that belong to a row do not count as rows."""
    yield f"\n{title}"
    if not rows:
        yield "  none"
    whole = rows if title == "Nobody answered" else rows[:MOST_ROWS]
    yield from (f"  {row}" for row in whole)
    if left := len(rows) - len(whole):
        yield f"  … and {left} more; --json has them all"


def _times(count: int, people: int) -> str:
    return f"{count:4,} ({_people(people)})"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _count(count: int, unit: str) -> str:
    return f"{count:,} {unit}{'s' * (count != 1)}"


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts)
