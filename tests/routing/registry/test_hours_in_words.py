"""Whether somebody is there now, in a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from routing.loading.loader import load
from routing.registry.hours import opening_now, spoken_date, spoken_time
from tests.builders import changed_index, small_index

GOV_UK = load(Path(__file__).parents[3] / "data/teams.yaml")


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("2026-11-23T09:30", "Open now, until 5:30pm."),
        ("2026-11-23T17:29:59", "Open now, until 5:30pm."),
        ("2026-11-23T17:30", "Closed now. Opens on Tuesday 24 November at 9:30am."),
        ("2026-11-23T06:00", "Closed now. Opens today at 9:30am."),
        ("2026-11-20T23:59", "Closed now. Opens on Monday 23 November at 9:30am."),
        ("2026-11-24T00:01", "Closed now. Opens today at 9:30am."),
        ("2026-12-24T18:00", "Closed now. Opens on Tuesday 29 December at 9:30am."),  # over Christmas
        ("2026-12-31T18:00", "Closed now. Opens on Monday 4 January at 9:30am."),
    ],
)
def test_it_says_until_or_from_when(now: str, sentence: str) -> None:
    assert opening_now(GOV_UK, datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/London"))) == sentence


def test_now_may_come_in_any_zone() -> None:
    assert opening_now(GOV_UK, datetime(2026, 7, 1, 8, 30, tzinfo=UTC)) == "Open now, until 5:30pm."
    # Sunday evening there, Monday morning in London.
    night = datetime(2026, 11, 22, 21, 0, tzinfo=ZoneInfo("America/New_York"))
    assert opening_now(GOV_UK, night) == "Closed now. Opens today at 9:30am."


def test_whole_hours_and_noon_are_told_as_people_say_them() -> None:
    registry = changed_index(('opens: "10:00", closes: "16:00"', 'opens: "9:00", closes: "12:00"')).registry

    assert opening_now(registry, datetime(2026, 11, 24, 10, 0, tzinfo=UTC)) == "Open now, until midday."
    assert opening_now(registry, datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) == "Closed now. Opens today at 9am."


def test_a_registry_that_gives_no_hours_says_nothing_of_them() -> None:
    registry = small_index().registry
    ladder = registry.ladder.model_copy(update={"hours": None})

    without = registry.model_copy(update={"ladder": ladder, "urgent": None})
    assert opening_now(without, datetime(2026, 11, 24, 10, 0, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (time(0), "midnight"),
        (time(0, 5), "12:05am"),
        (time(9), "9am"),
        (time(9, 30), "9:30am"),
        (time(11, 59, 59), "11:59am"),
        (time(12), "midday"),
        (time(12, 1), "12:01pm"),
        (time(13), "1pm"),
        (time(23, 59), "11:59pm"),
    ],
)
def test_times_are_written_as_on_gov_uk(clock: time, words: str) -> None:
    assert spoken_time(clock) == words


def test_a_day_of_one_digit_has_no_nought() -> None:
    assert spoken_date(date(2027, 3, 1)) == "Monday 1 March"
