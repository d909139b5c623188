"""What a button carries, and how much room that takes."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.messages.controls import LONGEST_CARRIED_QUESTION, LONGEST_VALUE, ButtonValue, carried

KEY = "T0123456789:C0123456789:1234567890.123456"


@pytest.mark.parametrize("character", ["a", "ж", "证", "😀"])
def test_a_short_question_travels_with_its_button_in_any_script(character: str) -> None:
    button = ButtonValue(KEY, character * LONGEST_CARRIED_QUESTION, "right")

    assert ButtonValue.decode(button.encode()) == button


@pytest.mark.parametrize(
    "question",
    ["a" * (LONGEST_CARRIED_QUESTION + 1), "\x01" * 420, '"' * 400, "\\" * 400, "\n" * 400],
    ids=["long", "control characters", "quotation marks", "backslashes", "lines"],
)
def test_a_question_that_would_fill_the_message_stays_behind(question: str) -> None:
    assert ButtonValue.decode(ButtonValue(KEY, question, "right").encode()) == ButtonValue(KEY, None, "right")


@given(question=st.text(max_size=600), note=st.text(max_size=90))
@example(question='\\"' * 250, note="")
def test_whatever_is_asked_the_value_has_room_in_the_button_and_in_the_message(question: str, note: str) -> None:
    value = ButtonValue(KEY, question, note).encode()

    assert len(value) < 2_000
    assert len(json.dumps(value, ensure_ascii=False)) <= LONGEST_VALUE


@pytest.mark.parametrize("text", ["", "[]", "1", "null", "{", '{"k": null}'])
def test_what_is_no_ticket_carries_nothing(text: str) -> None:
    assert carried(text) == {}
    assert ButtonValue.decode(text) == ButtonValue("")


def test_a_key_that_slack_never_makes_is_not_carried() -> None:
    value = ButtonValue("\x00" * 3_000, "who owns dns?", "2").encode()

    assert len(value) <= 2_000
    assert ButtonValue.decode(value) == ButtonValue("", "who owns dns?", "2")
