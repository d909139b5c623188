from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.explanation import explain
from routing.index import Index, build_index
from routing.loader import parse
from routing.route import decide, think
from tests.builders import SMALL_REGISTRY

INDEX: Index = build_index(parse(SMALL_REGISTRY.encode(), "small.yaml"))
NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def explained(question: str) -> str:
    thought = think(question, INDEX)
    return "\n".join(explain(thought, decide(thought, INDEX, NOW)))


def test_it_shows_how_the_message_was_read() -> None:
    text = explained("hi all\nour nameserver is new here\nwho does dns?")

    assert "greeting   hi all" in text
    assert "background our nameserver is new here" in text
    assert "ask        who does dns?" in text


def test_it_shows_what_each_word_earned_what_came_second_and_why_that_lost() -> None:
    text = explained("who changes a dns zone, the printer?")

    assert "1. #govuk-platform-engineering" in text
    assert "dns (" in text
    assert "lost by" in text
    assert "and has nothing for" in text


def test_it_says_which_typing_mistakes_it_mended() -> None:
    assert "I read “certficate” as “certificate”." in explained("who renews a certficate")


def test_it_says_which_place_it_left_out() -> None:
    text = explained("#govuk-platform-engineering told me it is not theirs, who does dns")

    assert "I left #govuk-platform-engineering out" in text


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("who does dns?", "the first place"),
        ("the whole site is down for everyone right now!!", "it is urgent"),
        ("help", "too little to go by"),
        ("the printer has no toner", "the words speak for something that is not ours"),
    ],
)
def test_it_ends_with_the_rule_that_decided(question: str, rule: str) -> None:
    assert rule in explained(question).splitlines()[-1]


def test_a_question_without_a_word_of_ours_says_so() -> None:
    assert "No word of the question is in the registry." in explained("zzyzx")
