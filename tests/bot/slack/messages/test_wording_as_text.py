"""The reply as plain text: never too long, and what matters least goes first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.messages.wording import LONGEST_ANSWER, answer_text
from routing.answers import Answer, Evidence, Found, Place, Step
from tests.bot.answers import ALL, FOUND, LADDER, TLS

FOOT = "Still stuck? 1 your tech lead → 2 #govuk-tech-leads → 3 senior tech (@govuk-senior-tech-people)"


def found(*evidence: Evidence, guidance: tuple[str, ...] = (), notes: tuple[str, ...] = ()) -> Found:
    return Found(Place("#a", "a", "A", 0.9, evidence), LADDER, guidance=guidance, notes=notes)


def why(key: str, length: int) -> Evidence:
    return Evidence(key, f"{key} " + "x" * length, ())


def test_an_answer_reads_from_the_place_to_the_ladder() -> None:
    assert answer_text(FOUND).splitlines() == [
        "Ask #govuk-platform-engineering (Platform Engineering)",
        "A note.",
        "Platform Engineering obtains and renews TLS certificates. (you said: cert, expires)",
        TLS.caveat,
        "Step one.",
        "Step two.",
        FOOT,
    ]


@pytest.mark.parametrize("answer", ALL)
def test_every_answer_ends_with_the_ladder(answer: Answer) -> None:
    assert answer_text(answer).endswith(FOOT)
    assert len(answer_text(answer)) <= LONGEST_ANSWER


def test_the_last_of_the_further_reasons_goes_first() -> None:
    text = answer_text(found(why("first", 300), why("second", 300), why("third", 600), guidance=("Step one.",)))

    assert [word in text for word in ("first", "second", "third", "Step one.")] == [True, True, False, True]


def test_then_the_last_points_go_and_the_first_reason_stays() -> None:
    points = tuple(f"{number}. " + "y" * 250 for number in range(6))
    text = answer_text(found(why("first", 300), why("second", 300), guidance=points))

    assert "first" in text
    assert "second" not in text
    assert [f"{number}. y" in text for number in range(6)] == [True, True, True, False, False, False]
    assert text.endswith(FOOT)


def test_then_the_last_lines_go_and_the_ladder_stays() -> None:
    text = answer_text(found(why("first", 900), notes=("A note. " + "z" * 300,)))

    assert "A note." in text
    assert "first" not in text
    assert text.endswith(FOOT)


def test_a_headline_and_a_ladder_that_are_too_long_are_cut() -> None:
    endless = replace(found(), ladder=(Step(1, "Somebody " + "w" * 2_000, None),))

    assert len(answer_text(endless)) == LONGEST_ANSWER
    assert answer_text(endless).endswith("…")


LONG = st.text(max_size=900)


@given(st.lists(LONG, max_size=3), st.lists(LONG, max_size=6), st.lists(LONG, max_size=3), LONG)
def test_no_answer_is_too_long(reasons: list[str], points: list[str], notes: list[str], who: str) -> None:
    evidence = tuple(Evidence(str(number), text, (text,), caveat=text) for number, text in enumerate(reasons))
    answer = replace(found(*evidence, guidance=tuple(points), notes=tuple(notes)), ladder=(Step(1, who, None),))

    assert len(answer_text(answer)) <= LONGEST_ANSWER
