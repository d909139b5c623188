"""The weekly digest: counts and the registry's own words, never what anybody typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.insights.table import duration
from bot.insights.values import Insights
from bot.replies.sheet import Line, Sheet
from routing.opening_hours import spoken_date
from routing.registry import Registry
from routing.working_time import calendar_of, next_opening

WEEK = timedelta(days=7)
# A bot that was down as the week opened still sends it on that day; after that, nobody wants it any more.
LATEST = timedelta(hours=24)
MOST_DETOURS, MOST_TEAMS = 5, 10
FOOT = "These are counts, and nothing that anybody typed. Whoever runs me sees more with “whoask insights”."


@dataclass(frozen=True, slots=True)
class Due:
    """A digest to send: the ISO week it opens, such as "2026-W48", and when."""

    week: str
    at: datetime


def due(registry: Registry, now: datetime) -> Due | None:
    """The digest that is due now: from the first working hour of the week on, for a day; null at other times."""
    calendar = calendar_of(registry)
    today = now.astimezone(calendar.zone).date()
    monday = today - timedelta(days=today.weekday())
    opening = next_opening(datetime.combine(monday, time(), calendar.zone), calendar)
    year, week, _ = monday.isocalendar()
    return Due(f"{year}-W{week:02}", opening) if opening <= now < opening + LATEST else None


def digest(insights: Insights, registry: Registry) -> Sheet:
    """The digest of a week."""
    first, last = (moment.astimezone(registry.zone) for moment in (insights.since, insights.until))
    title = f"whoask from {spoken_date(first)} to {spoken_date(last)}"
    if not insights.questions:
        return Sheet(title, (Line("Nobody asked me anything."),), foot=FOOT)
    return Sheet(title, tuple(map(Line, _lines(insights))), tuple(map(Line, _points(insights))), FOOT)


def _lines(insights: Insights) -> Iterator[str]:
    yield f"{_people(insights.askers)} asked {_count(insights.questions, 'question')}."
    if insights.unanswered:
        yield f"I knew no place for {insights.unanswered:,} of them."
    if insights.judged:
        share = f"{insights.right / insights.judged:.0%}"
        yield f"You told me about {_count(insights.judged, 'answer')}: {share} led to the right place."
    if insights.wait is not None:
        yield f"Half of the right places were known within {duration(insights.wait)}."
    if insights.unmatched:
        names = [team.name for team in insights.unmatched]
        more = f" and {len(names) - MOST_TEAMS} more" if len(names) > MOST_TEAMS else ""
        yield f"No answer led to {', '.join(names[:MOST_TEAMS])}{more}."
    if insights.detours:
        yield "Where I was wrong, and where people went instead:"


def _points(insights: Insights) -> Iterator[str]:
    for one in insights.detours[:MOST_DETOURS]:
        said = "no place" if one.said == "nobody" else one.said
        yield f"{said} → {one.instead}, {'once' if one.count == 1 else f'{one.count:,} times'}"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _count(count: int, unit: str) -> str:
    return f"{count:,} {unit}{'s' * (count != 1)}"
