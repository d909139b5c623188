"""Hours: when somebody can be expected to answer, how long a wait takes, and who is on duty.

Opening and closing are times on the wall of the registry's zone; what lies between them is counted as it passes, so a
day on which the clocks change is as long as it really is. Moments go in with any offset and come out in UTC. Hours in
words have times and dates as GOV.UK writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from routing.registry.schema import Hours, Registry, Urgent, Weekday

# In the order of `date.weekday`.
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# A registry's keeper needs time to ask for a newer list, and an operator to install it.
WARNED_BEFORE = timedelta(days=183)
_NOON = 12
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


def holidays_known_until(registry: Registry) -> date | None:
    """The last day whose bank holidays are known: a list goes by whole years. None for a registry without any."""
    division = registry.ladder.bank_holidays
    return None if division == "none" else date(max(_bank_holidays(division)).year, 12, 31)


def holidays_warning(registry: Registry, today: date) -> str | None:
    """A sentence for the keeper and the operator from half a year before the list of bank holidays runs out."""
    until = holidays_known_until(registry)
    if until is None or today < until - WARNED_BEFORE:
        return None
    return (
        f"Bank holidays are known until {until.day} December {until.year}, then waits run through them. "
        "Install a newer whoask, with a newer list."
    )


@cache
def _bank_holidays(division: str) -> frozenset[date]:
    """The list that the library brings along. Read without importing the library, which loads an HTTP client."""
    library = find_spec("govuk_bank_holidays")
    if library is None or library.origin is None:
        raise ModuleNotFoundError("govuk_bank_holidays is not installed")
    known = json.loads(Path(library.origin).with_name("bank-holidays.json").read_text(encoding="utf-8"))
    return frozenset(date.fromisoformat(holiday["date"]) for holiday in known[division]["events"])


def opening_now(registry: Registry, now: datetime) -> str | None:
    """Whether somebody is there now, and until or from when; None where the registry gives no hours.

    >>> opening_now(registry, now)      # doctest: +SKIP
    'Closed now. Opens on Monday 24 November at 9:30am.'
    """
    if stated_hours(registry) is None:
        return None
    calendar = calendar_of(registry)
    if is_working_time(now, calendar):
        return f"Open now, until {spoken_time(closing(now, calendar).astimezone(calendar.zone))}."
    opens = next_opening(now, calendar).astimezone(calendar.zone)
    today = opens.date() == now.astimezone(calendar.zone).date()
    return f"Closed now. Opens {'today' if today else f'on {spoken_date(opens)}'} at {spoken_time(opens)}."


def spoken_time(at: time | datetime) -> str:
    """A time of day: 9:30am, 5pm, midday or midnight."""
    if not at.minute and at.hour % _NOON == 0:
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % _NOON or _NOON}{minutes}{'am' if at.hour < _NOON else 'pm'}"


def spoken_date(day: date) -> str:
    """A date of the coming days, such as Monday 24 November."""
    return f"{day:%A} {day.day} {day:%B}"


def duty_guidance(urgent: Urgent, registry: Registry, now: datetime) -> tuple[str, ...]:
    """What to do about something urgent at this time: always `say`, then the lines for in hours or out of hours."""
    by_clock = urgent.in_hours if is_open(urgent.hours, now.astimezone(registry.zone)) else urgent.out_of_hours
    return (*urgent.say, *by_clock)


def is_open(hours: Hours, local: datetime) -> bool:
    """Whether the hours cover a local time. The closing minute itself is closed."""
    opens, closes = (clock_time(text) for text in (hours.opens, hours.closes))
    return WEEKDAYS[local.weekday()] in hours.days and opens <= local.time().replace(tzinfo=None) < closes


def clock_time(text: str) -> time:
    """A time of day as the registry writes it."""
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
