"""How the router got there: each step that it took, and only those."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.commands.ask_output import RULES, SHOWN, explanation
from routing.answers import Reason
from routing.matching.index import Index
from routing.route import analyse, decide
from tests.builders import changed_index, small_index

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
INDEX = small_index()
TEA = changed_index(
    ("[dns, nameserver, outage]", "[dns, nameserver, outage, kettle, samovar, saucer]"),
    ("[code review, pull request]", "[code review, pull request, teapot, urn, biscuit]"),
)


def explained(text: str, index: Index = INDEX) -> list[str]:
    analysis = analyse(text, index)
    return list(explanation(analysis, decide(analysis, index, NOW)))


def test_the_stretches_come_first_in_their_order() -> None:
    lines = explained("Hi all. We moved. Who does dns?\nNameError: x")

    assert lines[:5] == [
        "How I got there",
        "  greeting   Hi all.",
        "  background We moved.",
        "  ask        Who does dns?",
        "  error      NameError: x",
    ]


def test_a_mended_word_and_a_place_left_out_are_told() -> None:
    lines = explained("PE told me it is not theirs: who does nameservr and code review?")

    assert "  I read “nameservr” as “nameserver”." in lines
    assert "  I left #govuk-platform-engineering out, because you have been there or said it is not that." in lines


def test_urgency_is_told_with_what_was_heard() -> None:
    [line] = [line for line in explained("the whole site is down for everyone") if "urgent it sounds" in line]
    assert ": urgent." in line
    assert "down" in line

    [line] = [line for line in explained("dns") if "urgent it sounds" in line]
    assert line.endswith(": not urgent.")


def test_what_came_second_says_by_how_much_it_lost_and_what_it_lacks() -> None:
    lines = explained("who does code review of tests, or nameserver")
    [first] = [line for line in lines if line.startswith("  1. ")]
    [second] = [line for line in lines if line.startswith("  2. ")]

    assert first.startswith("  1. #govuk-developers  ")
    assert "lost" not in first
    assert second.startswith("  2. #govuk-platform-engineering  ")
    assert "  lost by " in second
    assert "and has nothing for “code”, “review”" in second or "and has nothing for “review”, “code”" in second
    assert any(line.startswith("       code-review (") and "review 0." in line for line in lines)


def test_one_that_has_all_the_words_lacks_none() -> None:
    [second] = [line for line in explained("outage") if line.startswith("  2. ")]

    assert "lost by" in second
    assert "has nothing for" not in second


def test_what_is_not_ours_is_called_so() -> None:
    assert any(line.startswith("  1. not ours  ") for line in explained("printer"))


def test_only_the_first_few_options_are_shown() -> None:
    lines = explained("certificate, code review, incident, escalation, architecture decision and a printer")

    assert sum(line[2:5] in {f"{number}. " for number in range(1, 10)} for line in lines) == SHOWN


@pytest.mark.parametrize(
    ("text", "index", "decided"),
    [
        ("dns", INDEX, "the first place"),
        ("kettle teapot samovar urn saucer biscuit", TEA, "places that are as good as each other, for you to pick"),
        (
            "the whole site is down for everyone now",
            INDEX,
            "it is urgent, so it goes the urgent path whatever else its words speak for",
        ),
        ("who?", INDEX, RULES[Reason.VAGUE]),
        ("where can I buy shoes", INDEX, RULES[Reason.UNKNOWN]),
        ("the printer", INDEX, RULES[Reason.NOT_OURS]),
        ("a service domain", INDEX, RULES[Reason.EXCLUDED]),
    ],
)
def test_the_rule_that_decided_comes_last(text: str, index: Index, decided: str) -> None:
    assert explained(text, index)[-1] == f"  Decided: {decided}."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("dns", "and 0.48 is needed: enough."),
        ("where can I buy shoes", "and 0.48 is needed: not enough."),
        ("who?", "  No word of the question is in the registry."),
    ],
)
def test_whether_it_is_sure_enough_is_told(text: str, line: str) -> None:
    assert explained(text)[-2].endswith(line)


def test_every_reason_has_its_rule() -> None:
    assert set(RULES) == set(Reason)
