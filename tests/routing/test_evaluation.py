"""How often the router is right: shares with their intervals, alarms, confusions, calibration."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.evaluation import (
    LabelledQuestion,
    Result,
    Share,
    answerable,
    calibration,
    confusions,
    dont_know,
    evaluate,
    false_alarms,
    share,
    urgent_recall,
)
from tests.builders import small_index

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def result(
    expect: tuple[str, ...], got: str, *, wanted: bool = False, urgent: bool = False, sure: float = 0.5
) -> Result:
    asked = LabelledQuestion(id="q", question="who?", expect=expect, urgent=wanted)
    return Result(asked, got, urgent, sure)


RESULTS = (
    result(("#a",), "#a", sure=0.95),
    result(("#a", "#b"), "#b", sure=0.65),
    result(("#a",), "#c", wanted=True, urgent=True, sure=0.65),
    result(("#a", "#b"), "#c", sure=0.9),
    result(("#b",), "nobody", wanted=True),
    result((), "nobody", urgent=True),
    result((), "#a", sure=1.0),
)


@pytest.mark.parametrize(
    ("expect", "got", "right"),
    [
        (("#a",), "#a", True),
        (("#a", "#b"), "#b", True),
        (("#a",), "#b", False),
        (("#a",), "nobody", False),
        ((), "nobody", True),
        ((), "#a", False),
    ],
)
def test_right_is_one_of_what_was_expected_or_nobody(expect: tuple[str, ...], got: str, *, right: bool) -> None:
    assert result(expect, got).right is right


def test_the_shares_count_what_they_are_of() -> None:
    assert share(RESULTS) == Share(3, 7)
    assert answerable(RESULTS) == Share(2, 5)
    assert dont_know(RESULTS) == Share(1, 2)
    assert urgent_recall(RESULTS) == Share(1, 2)
    assert false_alarms(RESULTS) == Share(1, 5)
    assert share(iter(())) == Share(0, 0)


@pytest.mark.parametrize(
    ("right", "total", "rate", "low", "high"),
    [
        # Known values of Wilson's score interval at 95%.
        (0, 10, 0.0, 0.0, 0.2775),
        (10, 10, 1.0, 0.7225, 1.0),
        (1, 10, 0.1, 0.0179, 0.4042),
        (5, 10, 0.5, 0.2366, 0.7634),
        (81, 263, 0.30799, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.10135, 0.0624, 0.1605),  # likewise
        (0, 0, 0.0, 0.0, 1.0),
    ],
)
def test_the_interval_is_wilsons(right: int, total: int, rate: float, low: float, high: float) -> None:
    of = Share(right, total)

    assert of.rate == pytest.approx(rate, abs=5e-5)
    assert list(of.interval) == pytest.approx([low, high], abs=5e-5)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_interval_holds_the_rate_and_stays_between_0_and_1(one: int, other: int) -> None:
    of = Share(min(one, other), max(one, other))
    low, high = of.interval

    assert 0 <= low <= of.rate + 1e-12
    assert of.rate - 1e-12 <= high <= 1


def test_confusions_are_counted_by_the_first_that_was_expected() -> None:
    assert confusions(RESULTS) == [("#a", "#c", 2), ("#b", "nobody", 1), ("nobody", "#a", 1)]
    assert confusions(RESULTS[:2]) == []


def test_places_are_counted_in_their_band_of_confidence_and_nobody_in_none() -> None:
    assert calibration(RESULTS) == [
        (0.0, 0.6, Share(0, 0)),
        (0.6, 0.7, Share(1, 2)),
        (0.7, 0.8, Share(0, 0)),
        (0.8, 0.9, Share(0, 0)),
        (0.9, 1.01, Share(1, 3)),
    ]


@given(st.floats(0, 1))
def test_every_confidence_has_one_band(sure: float) -> None:
    assert sum(of.total for _, _, of in calibration([result(("#a",), "#a", sure=sure)])) == 1


def test_every_question_is_asked_in_order() -> None:
    questions = [
        LabelledQuestion(id="1", question="who renews our TLS certificate?", expect=("#govuk-platform-engineering",)),
        LabelledQuestion(id="2", question="who mends the printer?", expect=()),
        LabelledQuestion(
            id="3", question="the whole site is down for everyone", expect=("#govuk-2ndline-tech",), urgent=True
        ),
    ]
    results = evaluate(questions, small_index(), NOW)

    assert [found.asked for found in results] == questions
    assert [found.got for found in results] == ["#govuk-platform-engineering", "nobody", "#govuk-2ndline-tech"]
    assert [found.urgent for found in results] == [False, False, True]
    assert all(found.right for found in results)
    assert all(0.5 < found.confidence <= 1 for found in results)
