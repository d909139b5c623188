"""Who is on duty: what the clock says of the urgent path."""

from __future__ import annotations

from datetime import datetime, time

from routing.registry import Hours, Registry, Urgent, Weekday

# In the order of `date.weekday`.
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
