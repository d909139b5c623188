"""The keys of an answer as JSON, exactly as docs/command-line.md promises them to other tools."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.commands.ask_output import as_json
from bot.slack.messages.wording import LONGEST_ANSWER
from routing.answers import Answer
from tests.bot.answers import ALL, EXCLUDED, FOUND, GROUP, NOT_OURS, SEVERAL, UNKNOWN, URGENT, VAGUE

# design: keys are added, never taken away or renamed.
CONTRACT = {
    "question",
    "outcome",
    "urgent",
    "destination",
    "team",
    "confidence",
    "fallback",
    "because",
    "alternatives",
    "guidance",
    "ladder",
    "text",
}
ADDED = {"notes"}
DOCUMENT = (Path(__file__).parents[3] / "docs" / "command-line.md").read_text(encoding="utf-8")


def told(answer: Answer) -> dict[str, Any]:
    return as_json("who?", answer)


@pytest.mark.parametrize("answer", ALL)
def test_every_answer_has_the_keys_of_the_contract_and_those_added_since(answer: Answer) -> None:
    told_back = told(answer)

    assert told_back.keys() - {"reason", "parts"} == CONTRACT | ADDED
    assert ("reason" in told_back) == (told_back["outcome"] == "nobody")
    assert ("parts" in told_back) == (told_back["outcome"] == "several")
    assert told_back["question"] == "who?"
    assert isinstance(told_back["urgent"], bool)
    assert 0 <= told_back["confidence"] <= 1
    assert len(told_back["text"]) <= LONGEST_ANSWER
    assert [step.keys() for step in told_back["ladder"]] == [{"step", "who", "contact"}] * 3
    for why in told_back["because"]:
        assert why.keys() == {"responsibility", "text", "matched", "source", "edition"}
    for other in told_back["alternatives"]:
        assert other.keys() == {"destination", "team", "confidence"}


@pytest.mark.parametrize("answer", ALL)
def test_every_answer_is_json_as_it_stands(answer: Answer) -> None:
    assert json.loads(json.dumps(told(answer))) == told(answer)


@pytest.mark.parametrize(
    ("answer", "outcome", "destination", "team", "fallback"),
    [
        (FOUND, "found", "#govuk-platform-engineering", "platform", None),
        (URGENT, "found", "#govuk-2ndline-tech", "second-line", None),
        (GROUP, "found", "@govuk-senior-tech-people", None, None),
        (SEVERAL, "several", "#govuk-platform-engineering", "platform", None),
        (UNKNOWN, "nobody", None, None, "#govuk-developers"),
        (VAGUE, "nobody", None, None, "#govuk-developers"),
        (NOT_OURS, "nobody", None, None, "#govuk-developers"),
        (EXCLUDED, "nobody", None, None, "#govuk-developers"),
    ],
)
def test_a_destination_or_a_fallback_never_both(
    answer: Answer, outcome: str, destination: str | None, team: str | None, fallback: str | None
) -> None:
    told_back = told(answer)

    assert (told_back["outcome"], told_back["destination"], told_back["team"]) == (outcome, destination, team)
    assert told_back["fallback"] == fallback


def test_what_else_there_is_stands_under_alternatives() -> None:
    second = {"destination": "#govuk-2ndline-tech", "team": "second-line", "confidence": 0.5}

    assert told(SEVERAL)["alternatives"] == [second]
    assert told(UNKNOWN)["alternatives"] == [second]
    assert told(FOUND)["alternatives"] == []


def test_the_reason_of_a_dont_know_is_told() -> None:
    assert [told(answer)["reason"] for answer in (UNKNOWN, VAGUE, NOT_OURS, EXCLUDED)] == [
        "unknown",
        "vague",
        "not-ours",
        "excluded",
    ]


def test_why_it_is_excluded_is_told() -> None:
    assert [why["responsibility"] for why in told(EXCLUDED)["because"]] == ["dns"]


def test_guidance_and_notes_are_told_line_by_line() -> None:
    assert told(FOUND)["guidance"] == ["Step one.", "Step two."]
    assert told(FOUND)["notes"] == ["A note."]


def test_every_key_is_documented() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE))

    assert documented >= CONTRACT | ADDED
