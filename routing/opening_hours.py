"""Opening hours in words, with times and dates as GOV.UK writes them."""

from __future__ import annotations

from datetime import date, datetime, time

from routing.registry import Registry
from routing.working_time import calendar_of, closing, is_working_time, next_opening, stated_hours

_NOON = 12


def opening_now(registry: Registry, now: datetime) -> str | None:
    """Whether somebody is there now, and until or from when; null where the registry gives no hours.

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
