"""Who is on duty: by the clock of the registry's time zone, whatever zone the time came in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from routing.registry.hours import duty_guidance, is_open
from routing.registry.schema import Hours
from tests.builders import small_index

REGISTRY = small_index().registry
IN_HOURS, OUT_OF_HOURS = "Second line leads.", "The on-call engineer leads."


def told(now: datetime) -> tuple[str, ...]:
    assert REGISTRY.urgent
    return duty_guidance(REGISTRY.urgent, REGISTRY, now)


def at(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-02T09:29:59.999", OUT_OF_HOURS),  # a Monday in winter
        ("2026-03-02T09:30", IN_HOURS),
        ("2026-03-02T12:00", IN_HOURS),
        ("2026-03-02T16:59:59.999", IN_HOURS),
        ("2026-03-02T17:00", OUT_OF_HOURS),
        ("2026-03-02T00:00", OUT_OF_HOURS),
        ("2026-03-06T16:59", IN_HOURS),  # the Friday
        ("2026-03-07T12:00", OUT_OF_HOURS),
        ("2026-03-08T12:00", OUT_OF_HOURS),
    ],
)
def test_the_closing_minute_and_the_weekend_are_out_of_hours(local: str, expected: str) -> None:
    assert told(at(local))[-1] == expected


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        ("2026-03-27T09:15", OUT_OF_HOURS),  # winter: 9:15 in London
        ("2026-03-30T08:29", OUT_OF_HOURS),  # summer: 9:29 in London
        ("2026-03-30T08:30", IN_HOURS),
        ("2026-03-30T16:00", OUT_OF_HOURS),  # 17:00 in London
        ("2026-10-23T08:45", IN_HOURS),  # the last Friday of summer time
        ("2026-10-26T08:45", OUT_OF_HOURS),  # the Monday after it
    ],
)
def test_summer_time_moves_the_hours(utc: str, expected: str) -> None:
    assert told(datetime.fromisoformat(utc).replace(tzinfo=UTC))[-1] == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("2026-03-02T05:00", "America/New_York"), IN_HOURS),
        (at("2026-03-02T21:00", "Asia/Tokyo"), IN_HOURS),
        (at("2026-03-03T02:30", "Asia/Tokyo"), OUT_OF_HOURS),
        (at("2026-03-08T23:00", "America/Los_Angeles"), OUT_OF_HOURS),  # Monday 7:00 in London
        (at("2026-03-09T02:00", "America/Los_Angeles"), OUT_OF_HOURS),  # 9:00 in London: theirs is summer time already
        (datetime(2026, 3, 2, 15, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))), IN_HOURS),
    ],
)
def test_the_time_may_come_in_any_zone(now: datetime, expected: str) -> None:
    assert told(now)[-1] == expected


def test_what_holds_always_is_said_first() -> None:
    assert told(at("2026-03-02T12:00")) == ("Say that it is time critical.", "A Slack message pages nobody.", IN_HOURS)


def test_hours_are_read_with_one_digit_or_two() -> None:
    hours = Hours(days=("sunday",), opens="9:05", closes="09:06")

    assert is_open(hours, datetime(2026, 3, 8, 9, 5, 59))  # noqa: DTZ001 -- a local time
    assert not is_open(hours, datetime(2026, 3, 8, 9, 6))  # noqa: DTZ001
    assert not is_open(hours, datetime(2026, 3, 9, 9, 5))  # noqa: DTZ001
