"""Confidence is a chance: between 0 and 1, and more of what speaks for a place never lowers it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.matching.confidence import Reading, confidence

SCORES = st.floats(0.01, 50)
SHARES = st.floats(0, 1)


@given(SCORES, SHARES, SHARES, st.lists(SHARES, max_size=8))
def test_it_is_between_0_and_1(score: float, following: float, not_ours: float, parts: list[float]) -> None:
    earned = tuple(score * part for part in parts)

    assert 0 <= confidence(Reading(score, score * following, score * not_ours, earned)) <= 1


@given(SCORES, SHARES, SHARES)
def test_the_greater_the_lead_the_surer(score: float, one: float, other: float) -> None:
    far, near = sorted((one, other))

    assert confidence(Reading(score, far * score, 0.0, (score,))) >= confidence(
        Reading(score, near * score, 0.0, (score,))
    )


@given(SCORES, SHARES, SHARES)
def test_the_nearer_it_is_to_nobodys_business_the_less_sure(score: float, one: float, other: float) -> None:
    little, much = sorted((one, other))

    assert confidence(Reading(score, 0.0, little, (score,))) >= confidence(Reading(score, 0.0, much, (score,)))


@given(SCORES, st.integers(1, 8))
def test_more_words_are_surer_up_to_the_fifth(score: float, count: int) -> None:
    fewer = Reading(score, 0.0, 0.0, (score / count,) * count)
    more = Reading(score, 0.0, 0.0, (score / (count + 1),) * (count + 1))

    assert confidence(more) > confidence(fewer)


def test_a_sixth_word_adds_nothing_where_the_best_one_earned_as_much() -> None:
    five = Reading(2.0, 0.0, 0.0, (1.0,) + (0.25,) * 4)
    six = Reading(2.0, 0.0, 0.0, (1.0,) + (0.2,) * 5)

    assert confidence(six) == pytest.approx(confidence(five))


def test_an_answer_that_hangs_on_one_word_is_less_sure() -> None:
    assert confidence(Reading(2.0, 0.0, 0.0, (1.0, 1.0))) > confidence(Reading(2.0, 0.0, 0.0, (1.9, 0.1)))


@pytest.mark.parametrize(
    "reading", [Reading(0.0, 0.0, 0.0, ()), Reading(0.0, 0.0, 0.0, (1.0,)), Reading(1.0, 0.0, 0.0, ())]
)
def test_nothing_to_go_by_is_hardly_sure(reading: Reading) -> None:
    assert confidence(reading) < 0.05
