"""The form of a question that is about to be posted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.features.post.form import BLANK, BORROWED, LONGEST_WORDS, NOT_KEPT, WORDS, PostForm, faults, post_modal
from bot.features.post.target import Target
from bot.slack.messages.controls import ButtonValue
from bot.slack.payloads.clicks import Click, Submission

CHANNEL, GROUP = Target("#platform"), Target(f"@{'g' * 80}", 3)


def form(target: Target = CHANNEL) -> PostForm:
    button = ButtonValue("T1:C1:1.1", "who owns DNS?", target.encode())
    click = Click("U1", "T1", "post_question", button.encode(), "1.2.a", "C1", "1.2", "1.1", response_url="https://r")
    return PostForm.by(click)


def submission(words: object) -> Submission:
    return Submission("U1", "T1", "V1", "post_question", "", "1.2.a", {WORDS: words})


def test_what_a_form_carries_is_read_as_it_was_written() -> None:
    view = post_modal(form(), "who owns DNS?", user="U1", ids={})

    assert PostForm.read(view["private_metadata"]) == form()
    named = replace(form(GROUP), group="S1")
    assert PostForm.read(post_modal(named, "who?", user="U1", ids={})["private_metadata"]) == named
    assert form().target == CHANNEL


@pytest.mark.parametrize("metadata", ["", "[]", '{"key": "k", "of another version": 1}'])
def test_the_form_of_another_version_is_read_as_far_as_it_can_be(metadata: str) -> None:
    assert PostForm.read(metadata) == PostForm("k" if "k" in metadata else "", "", None, None, None)


def test_somebody_elses_words_are_told_to_be_so() -> None:
    assert BORROWED in json.dumps(post_modal(form(), "who?", user="U1", ids={}, borrowed=True)["blocks"])
    assert BORROWED not in json.dumps(post_modal(form(), "who?", user="U1", ids={})["blocks"])


def test_the_form_says_where_and_in_whose_name() -> None:
    said = json.dumps(post_modal(form(), "who owns DNS?", user="U1", ids={})["blocks"])

    assert "I will post this in " in said
    assert "#platform" in said
    assert '"user_id": "U1"' in said
    assert '"channel_id": "C5"' in json.dumps(post_modal(form(), "?", user="U1", ids={"#platform": "C5"})["blocks"])


def test_the_form_for_a_group_says_whom_it_calls() -> None:
    view = post_modal(form(GROUP), "who owns DNS?", user="U1", ids={})

    assert f"This calls everybody in {GROUP.name}." in json.dumps(view["blocks"])
    assert view["submit"]["text"] == "Mention them"


def test_words_that_are_too_long_for_the_form_are_cut_and_missing_ones_asked_for() -> None:
    long = post_modal(form(), "a" * 9_000, user="U1", ids={})["blocks"]
    none = post_modal(form(), None, user="U1", ids={})["blocks"]

    assert len(long[1]["element"]["initial_value"]) == LONGEST_WORDS
    assert NOT_KEPT in json.dumps(none)
    assert "initial_value" not in none[1]["element"]


def test_a_blank_question_is_a_fault() -> None:
    assert [faults(submission(words)) for words in (None, "", " \n")] == [{WORDS: BLANK}] * 3
    assert faults(submission("who?")) == {}
