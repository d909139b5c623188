from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.slack.messages.wording import LONGEST_ANSWER, answer_text
from routing.answers import Found, Nobody, Several
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.route import route

DATA = Path(__file__).parents[2] / "data"
NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
QUESTIONS: list[dict[str, Any]] = [
    asked for asked in yaml.safe_load((DATA / "questions.yaml").read_text(encoding="utf-8")) if "fact" in asked
]


@pytest.fixture(scope="module")
def index() -> Index:
    return build_index(load(DATA / "teams.yaml"))


def test_there_is_a_question_of_our_own_for_every_fact() -> None:
    assert [asked["fact"] for asked in QUESTIONS] == [f"f{number:03}" for number in range(1, 141)]


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked["fact"])
def test_a_fact_is_answered_with_its_place_and_its_words(asked: dict[str, Any], index: Index) -> None:
    answer = route(asked["question"], index, NOW)
    text = answer_text(answer)

    assert destination(answer) in (asked["expect"] or [None])
    assert [words for words in asked["must_contain"] if words.lower() not in text.lower()] == []
    assert len(text) <= LONGEST_ANSWER


def destination(answer: Found | Several | Nobody) -> str | None:
    match answer:
        case Found():
            return answer.place.destination
        case Several():
            return answer.places[0].destination
        case Nobody():
            return None
