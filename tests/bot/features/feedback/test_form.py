"""The form that asks which place is right, and what it carries."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.features.feedback.form import LONGEST_METADATA, FeedbackForm, wrong_place_modal

JUDGED = FeedbackForm("T1:C1:1.1", "who owns DNS?", "C1", "1.1", "https://hooks.slack.example/actions/1")


def test_what_a_form_carries_is_read_as_it_was_written() -> None:
    assert FeedbackForm.read(wrong_place_modal(JUDGED)["private_metadata"]) == JUDGED


@pytest.mark.parametrize("character", ["😀", "证", "ж"])
def test_a_question_in_any_script_is_carried(character: str) -> None:
    long = FeedbackForm(JUDGED.key, character * 500, "C1", None, None)

    assert FeedbackForm.read(long.write()) == long


@given(question=st.text())
@example(question="\x01" * 500)
@example(question='"' * 1_500)
def test_whatever_is_asked_slack_takes_what_the_form_carries(question: str) -> None:
    written = FeedbackForm(JUDGED.key, question, "C1", "1.1", None).write()

    assert len(written) <= LONGEST_METADATA
    assert FeedbackForm.read(written).key == JUDGED.key


@pytest.mark.parametrize("metadata", ["", "[]", "{}", json.dumps({"key": "k", "of_tomorrow": 1})])
def test_of_another_versions_form_as_much_as_can_be_read_is(metadata: str) -> None:
    assert FeedbackForm.read(metadata) == FeedbackForm("k" if "key" in metadata else "", None, None, None, None)
