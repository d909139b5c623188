"""Working time: the hours in which somebody can be expected to answer, and how long a wait takes in them.

Opening and closing are times on the wall of the registry's zone; what lies between them is counted as it passes, so a
day on which the clocks change is as long as it really is. Moments go in with any offset and come out in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from routing.duty import WEEKDAYS, clock_time
from routing.registry import Hours, Registry, Weekday

# For a registry that says nothing of hours. Reminders have to count in some, and nobody wants one at night.
_USUAL_HOURS = Hours(days=WEEKDAYS[:5], opens="9:00", closes="17:00")


@dataclass(frozen=True, slots=True)
class Calendar:
    """When working time runs: on these days, but for the holidays, from `opens` to `closes` of the same day."""

    zone: ZoneInfo
    days: frozenset[Weekday]
    opens: time
    closes: time
    holidays: frozenset[date] = frozenset()


def stated_hours(registry: Registry) -> Hours | None:
    """The hours that a registry gives: those of the ladder, else those of the urgent path."""
    return registry.ladder.hours or (registry.urgent.hours if registry.urgent else None)


def calendar_of(registry: Registry) -> Calendar:
    """The calendar that a registry's waits run in. Without any hours in it: Monday to Friday, 9am to 5pm.

    Bank holidays come from a list that is part of a library, never from the network. Beyond the years of the list
    (0.19 has 2012 to 2028) none is known: then every working day counts, and a reminder may come on a bank holiday.
    """
    hours = stated_hours(registry) or _USUAL_HOURS
    division = registry.ladder.bank_holidays
    holidays: frozenset[date] = frozenset() if division == "none" else _bank_holidays(division)
    days = frozenset(hours.days)
    return Calendar(registry.zone, days, clock_time(hours.opens), clock_time(hours.closes), holidays)


def is_working_time(at: datetime, calendar: Calendar) -> bool:
    """Whether working time runs at a moment. The moment of closing is outside."""
    return next_opening(at, calendar) == at.astimezone(UTC)


def next_opening(at: datetime, calendar: Calendar) -> datetime:
    """The first moment of working time from a moment on: that moment itself, where working time runs already."""
    return add_working_time(at, timedelta(), calendar)


def closing(at: datetime, calendar: Calendar) -> datetime:
    """When the working time that runs at a moment, or the next to come, is over."""
    return next(_stretches(at, calendar))[1]


def add_working_time(start: datetime, wait: timedelta, calendar: Calendar) -> datetime:
    """The moment of working time by which a wait is over.

    A wait that would be over as the day closes is over at the next opening, when somebody is there to act on it.
    """
    stretches = _stretches(start, calendar)
    opens, closes = next(stretches)
    while wait >= closes - opens:
        wait -= closes - opens
        opens, closes = next(stretches)
    return opens + wait


def _stretches(since: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The working time of each day from a moment on, in UTC: Python takes times of one zone apart by their clocks.

    Of a time that comes twice when the clocks go back, the first counts; one that is skipped when they go forward is
    an hour later.
    """
    since = since.astimezone(UTC)
    day = since.astimezone(calendar.zone).date()
    while True:
        if WEEKDAYS[day.weekday()] in calendar.days and day not in calendar.holidays:
            opens, closes = (
                datetime.combine(day, at, calendar.zone).astimezone(UTC) for at in (calendar.opens, calendar.closes)
            )
            if (left := max(since, opens)) < closes:
                yield left, closes
        day += timedelta(days=1)


@cache
def _bank_holidays(division: str) -> frozenset[date]:
    # Imported when it is needed: it brings an HTTP client, which we never use and `whoask ask` must not wait for.
    from govuk_bank_holidays.bank_holidays import BankHolidays  # noqa: PLC0415

    known = BankHolidays(use_cached_holidays=True).get_holidays(division=division)
    return frozenset(holiday["date"] for holiday in known)
