"""Working time: a wait runs while somebody is there to answer, and stands still at night, at weekends, on holidays."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.loading.loader import load
from routing.registry import hours as working_time
from routing.registry.directory import wait_at
from routing.registry.hours import (
    WEEKDAYS,
    Calendar,
    add_working_time,
    calendar_of,
    closing,
    is_open,
    is_working_time,
    next_opening,
)
from routing.registry.schema import Hours
from tests.builders import changed_index, small_index

GOV_UK = load(Path(__file__).parents[3] / "data/teams.yaml")
LONDON = calendar_of(GOV_UK)
ALL_WEEK = replace(LONDON, days=frozenset(WEEKDAYS))
# In London the clocks go forward at 1:00 on 28 March 2027, and back at 2:00 on 25 October 2026.
NIGHT = replace(ALL_WEEK, opens=time(0, 30), closes=time(3))


def at(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def after(start: str, wait: timedelta, calendar: Calendar = LONDON) -> str:
    """When a wait is over, by the clock on the wall."""
    over = add_working_time(datetime.fromisoformat(start).replace(tzinfo=calendar.zone), wait, calendar)
    return f"{over.astimezone(calendar.zone):%a %Y-%m-%d %H:%M}"


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "wait", "over"),
    [
        ("2026-11-23T09:30", 2, "Mon 2026-11-23 11:30"),
        ("2026-11-23T10:15:30", 2, "Mon 2026-11-23 12:15"),
        ("2026-11-23T16:30", 2, "Tue 2026-11-24 10:30"),  # an hour on either day
        ("2026-11-23T06:00", 2, "Mon 2026-11-23 11:30"),  # early
        ("2026-11-23T17:30", 2, "Tue 2026-11-24 11:30"),  # exactly as they close
        ("2026-11-23T17:29", 2, "Tue 2026-11-24 11:29"),
        ("2026-11-23T22:00", 2, "Tue 2026-11-24 11:30"),
        ("2026-11-27T16:30", 2, "Mon 2026-11-30 10:30"),  # over a weekend
        ("2026-11-28T12:00", 2, "Mon 2026-11-30 11:30"),  # a Saturday
        ("2026-11-23T15:30", 2, "Tue 2026-11-24 09:30"),  # over as they close: somebody is there in the morning
        ("2026-11-23T09:30", 8, "Tue 2026-11-24 09:30"),  # a working day
        ("2026-11-23T12:00", 20, "Wed 2026-11-25 16:00"),  # two and a half
        ("2026-11-25T12:00", 99, "Fri 2026-12-11 15:00"),
        ("2026-11-23T10:00", 0, "Mon 2026-11-23 10:00"),
        ("2026-11-28T12:00", 0, "Mon 2026-11-30 09:30"),
    ],
)
def test_a_wait_runs_in_working_time(start: str, wait: float, over: str) -> None:
    assert after(start, hours(wait)) == over


@pytest.mark.parametrize(
    ("start", "over"),
    [
        ("2026-12-24T16:30", "Tue 2026-12-29 10:30"),  # Christmas Day is a Friday, Boxing Day's substitute a Monday
        ("2026-12-28T12:00", "Tue 2026-12-29 11:30"),
        ("2026-12-31T16:30", "Mon 2027-01-04 10:30"),  # New Year's Day is a Friday
        ("2027-03-25T16:30", "Tue 2027-03-30 10:30"),  # Good Friday to Easter Monday, and the clocks go forward
        ("2027-12-24T16:30", "Wed 2027-12-29 10:30"),  # Christmas on Saturday and Sunday: two substitutes
        ("2027-12-31T16:30", "Tue 2028-01-04 10:30"),  # a substitute for New Year's Day
    ],
)
def test_bank_holidays_stand_still(start: str, over: str) -> None:
    assert after(start, hours(2)) == over


@pytest.mark.parametrize(
    ("division", "free"),
    [
        ("england-and-wales", {"2027-03-29", "2027-08-30"}),
        ("scotland", {"2026-11-30", "2027-01-04"}),
        ("northern-ireland", {"2027-03-17", "2027-03-29", "2027-07-12", "2027-08-30"}),
        ("none", set()),
    ],
)
def test_each_part_of_the_united_kingdom_has_its_own_bank_holidays(division: str, free: set[str]) -> None:
    looked_at = ["2026-11-30", "2027-01-04", "2027-03-17", "2027-03-29", "2027-07-12", "2027-08-30"]
    calendar = calendar_of(changed_index(("bank_holidays: scotland", f"bank_holidays: {division}")).registry)

    assert {day for day in looked_at if date.fromisoformat(day) in calendar.holidays} == free


def test_beyond_the_list_of_bank_holidays_every_working_day_counts() -> None:
    beyond = max(LONDON.holidays).year + 1
    christmas = next(day for year in range(beyond, beyond + 7) if (day := date(year, 12, 25)).weekday() < 5)

    assert is_working_time(datetime.combine(christmas, time(12), LONDON.zone), LONDON)


@pytest.mark.parametrize(
    ("start", "over"),
    [
        ("2026-10-23T16:30", "Mon 2026-10-26 10:30"),  # the clocks go back on the Sunday
        ("2027-03-19T16:30", "Mon 2027-03-22 10:30"),
        ("2028-03-24T16:30", "Mon 2028-03-27 10:30"),  # the clocks go forward on the Sunday
    ],
)
def test_summer_time_begins_and_ends_while_nobody_works(start: str, over: str) -> None:
    assert after(start, hours(2)) == over


@pytest.mark.parametrize(
    ("start", "wait", "over"),
    [
        ("2027-03-21T00:30", 2, "Sun 2027-03-21 02:30"),  # no change
        ("2027-03-28T00:30", 1, "Sun 2027-03-28 02:30"),  # from 1:00 to 2:00 in no time
        ("2027-03-28T00:30", 1.5, "Mon 2027-03-29 00:30"),
        ("2027-03-28T00:30", 2, "Mon 2027-03-29 01:00"),
        ("2026-10-25T00:30", 2, "Sun 2026-10-25 01:30"),  # 1:30 comes twice, and this is the second
        ("2026-10-25T00:30", 3, "Sun 2026-10-25 02:30"),
        ("2026-10-25T00:30", 3.5, "Mon 2026-10-26 00:30"),
    ],
)
def test_hours_that_span_the_change_of_clocks_are_as_long_as_they_are(start: str, wait: float, over: str) -> None:
    calendar = replace(NIGHT, holidays=frozenset())

    assert after(start, hours(wait), calendar) == over


def test_opening_in_the_hour_that_is_skipped_is_an_hour_later() -> None:
    calendar = replace(NIGHT, opens=time(1, 30))

    assert next_opening(at("2027-03-28T00:00"), calendar) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_day_whose_hours_are_skipped_has_none() -> None:
    calendar = replace(NIGHT, opens=time(1, 30), closes=time(2, 15), holidays=frozenset())

    assert next_opening(at("2027-03-28T00:00"), calendar) == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "start", "over"),
    [
        ("America/New_York", "2026-11-23T16:30", "Tue 2026-11-24 10:30"),
        ("Asia/Kolkata", "2026-11-27T16:30", "Mon 2026-11-30 10:30"),
        ("Pacific/Auckland", "2026-09-25T16:30", "Mon 2026-09-28 10:30"),  # their summer time begins on the Sunday
    ],
)
def test_the_hours_are_those_of_the_calendars_zone(zone: str, start: str, over: str) -> None:
    assert after(start, hours(2), replace(LONDON, zone=ZoneInfo(zone))) == over


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (at("2026-11-23T09:29:59.999"), False),
        (at("2026-11-23T09:30"), True),
        (at("2026-11-23T17:29:59.999"), True),
        (at("2026-11-23T17:30"), False),
        (at("2026-11-22T12:00"), False),  # a Sunday
        (at("2026-12-28T12:00"), False),  # a bank holiday
        (at("2026-11-23T05:00", "America/New_York"), True),
        (at("2026-11-24T04:00", "Asia/Tokyo"), False),
        (datetime(2026, 7, 1, 8, 30, tzinfo=UTC), True),  # 9:30 in summer
        (datetime(2026, 7, 1, 16, 30, tzinfo=UTC), False),
        (at("2026-10-25T01:30"), False),
        (at("2026-10-25T01:30").replace(fold=1), False),
    ],
)
def test_working_time_includes_the_opening_and_not_the_closing(moment: datetime, open_: bool) -> None:  # noqa: FBT001
    assert is_working_time(moment, LONDON) == open_


def test_both_hours_that_the_clock_shows_twice_are_working_time() -> None:
    twice = at("2026-10-25T01:30")

    assert is_working_time(twice, NIGHT)
    assert is_working_time(twice.replace(fold=1), NIGHT)


def test_closing_is_that_of_the_day_or_of_the_next_to_come() -> None:
    assert closing(at("2026-11-23T12:00"), LONDON) == at("2026-11-23T17:30")
    assert closing(at("2026-11-23T17:30"), LONDON) == at("2026-11-24T17:30")


# Clocks change between 1:00 and 3:00 in these zones, so no day begins or ends then.
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kolkata", "UTC"]
HALVES = [time(0), time(0, 30), *(time(hour, minute) for hour in range(3, 24) for minute in (0, 30))]
STEP = timedelta(minutes=30)
SHUT = st.sets(st.dates(date(2026, 10, 20), date(2027, 4, 10)), max_size=20)
STARTS = st.integers(0, 17_000).map(lambda steps: datetime(2026, 10, 20, tzinfo=UTC) + steps * STEP)
WAITS = st.integers(0, 16).map(lambda steps: steps * STEP)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    opens, closes = sorted(draw(st.lists(st.sampled_from(HALVES), min_size=2, max_size=2, unique=True)))
    days = draw(st.frozensets(st.sampled_from(WEEKDAYS), min_size=1))
    return Calendar(ZoneInfo(draw(st.sampled_from(ZONES))), days, opens, closes, frozenset(draw(SHUT)))


@given(calendars(), STARTS, WAITS)
def test_exactly_the_wait_has_passed_in_working_time(calendar: Calendar, start: datetime, wait: timedelta) -> None:
    """Counted again from half hour to half hour, by the rule that says who is on duty."""
    open_at = Hours(days=tuple(calendar.days), opens=f"{calendar.opens:%H:%M}", closes=f"{calendar.closes:%H:%M}")
    passed, now, over = timedelta(), start, add_working_time(start, wait, calendar)
    while now < over:
        local = now.astimezone(calendar.zone)
        passed += STEP * (is_open(open_at, local) and local.date() not in calendar.holidays)
        now += STEP

    assert passed == wait
    assert is_open(open_at, over.astimezone(calendar.zone))


@given(calendars(), STARTS, WAITS)
def test_a_wait_is_over_in_working_time_and_not_before_it_began(
    calendar: Calendar, start: datetime, wait: timedelta
) -> None:
    over = add_working_time(start, wait, calendar)

    assert is_working_time(over, calendar)
    assert over >= start + wait
    assert closing(over, calendar) > over


@given(calendars(), STARTS, STARTS, WAITS, WAITS)
def test_who_asks_later_or_waits_longer_is_reminded_no_sooner(
    calendar: Calendar, start: datetime, other: datetime, wait: timedelta, more: timedelta
) -> None:
    earlier, later = sorted((start, other))

    assert add_working_time(earlier, wait, calendar) <= add_working_time(later, wait, calendar)
    assert add_working_time(start, wait, calendar) <= add_working_time(start, wait + more, calendar)


@given(calendars(), STARTS, WAITS, WAITS)
def test_two_waits_are_as_long_as_their_sum(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    between = add_working_time(start, first, calendar)

    assert add_working_time(between, second, calendar) == add_working_time(start, first + second, calendar)


@given(calendars(), STARTS, WAITS)
def test_the_offset_that_a_moment_comes_with_does_not_matter(
    calendar: Calendar, start: datetime, wait: timedelta
) -> None:
    over = add_working_time(start, wait, calendar)

    assert over == add_working_time(start.astimezone(calendar.zone), wait, calendar)
    assert over.tzinfo is UTC


def test_the_ladders_hours_come_before_those_of_the_urgent_path() -> None:
    registry = small_index().registry
    without = registry.model_copy(update={"ladder": registry.ladder.model_copy(update={"hours": None})})
    calendar = calendar_of(registry)

    assert (calendar.opens, calendar.closes) == (time(10), time(16))
    assert calendar.days == {"tuesday", "wednesday", "thursday"}
    assert (calendar_of(without).opens, calendar_of(without).closes) == (time(9, 30), time(17))


def test_a_registry_without_hours_has_the_usual_ones() -> None:
    registry = small_index().registry
    ladder = registry.ladder.model_copy(update={"hours": None})
    calendar = calendar_of(registry.model_copy(update={"ladder": ladder, "urgent": None}))

    assert (calendar.opens, calendar.closes) == (time(9), time(17))
    assert calendar.days == {"monday", "tuesday", "wednesday", "thursday", "friday"}


def test_the_registry_of_gov_uk_waits_two_hours_from_half_past_nine_to_half_past_five() -> None:
    assert {wait_at(GOV_UK, step) for step in range(4)} == {hours(2)}
    assert LONDON.zone.key == "Europe/London"
    assert (LONDON.opens, LONDON.closes) == (time(9, 30), time(17, 30))
    assert LONDON.days == {"monday", "tuesday", "wednesday", "thursday", "friday"}
    assert date(2027, 3, 29) in LONDON.holidays  # Easter Monday, which Scotland works on


def test_the_list_of_bank_holidays_never_comes_from_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        pytest.fail("looked for the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    working_time._bank_holidays.cache_clear()

    assert calendar_of(GOV_UK) == LONDON


def test_the_library_is_loaded_only_when_a_calendar_is_made() -> None:
    look = (
        "import sys; import routing.registry.hours, routing.registry.hours;"
        "print(sorted({'govuk_bank_holidays', 'requests'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("today", "warned"), [(date(2028, 6, 30), False), (date(2028, 7, 2), True), (date(2030, 1, 1), True)]
)
def test_half_a_year_before_the_list_of_bank_holidays_runs_out_it_is_told(today: date, warned: bool) -> None:  # noqa: FBT001
    registry = changed_index(("bank_holidays: scotland", "bank_holidays: scotland")).registry
    until = working_time.holidays_known_until(registry)
    assert until is not None
    shifted = today.replace(year=today.year + until.year - 2028)
    assert bool(working_time.holidays_warning(registry, shifted)) is warned


def test_a_registry_without_bank_holidays_is_not_warned_of_them() -> None:
    registry = changed_index(("bank_holidays: scotland", "bank_holidays: none")).registry
    assert working_time.holidays_known_until(registry) is None
    assert working_time.holidays_warning(registry, date(2040, 1, 1)) is None
