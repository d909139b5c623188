"""`make urgency` in short: ten examples instead of two thousand."""

from __future__ import annotations

import pytest

from routing.english import urgency_weights
from routing.evaluation import read_questions
from routing.parsing.urgency import BIAS
from tools.urgency import ASKED, ROOT, WEIGHTS, Example, examples, main

URGENT = (
    "publisher crashed and nobody can publish",
    "whitehall crashed, editors are locked out",
    "it crashed again, every page shows an error",
    "the importer crashed while we watched",
    "search crashed for everybody",
)
CALM = (
    "who looks after whitehall?",
    "which team looks after search?",
    "who looks after the importer these days?",
    "a colleague asks who looks after publisher",
    "who looks after zorbulator deploys?",
)
TEN = [Example(text, text in URGENT, ASKED) for text in (*URGENT, *CALM)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """The weights learned from the ten, as the router would read them."""
    path = tmp_path_factory.mktemp("urgency") / "weights.txt"
    main(TEN, path)
    lines = [line.split(" ", 1) for line in path.read_text(encoding="ascii").splitlines()]
    return {name: float(weight) for weight, name in lines}


def test_a_word_of_urgent_messages_adds_and_a_word_of_calm_ones_takes_away(written: dict[str, float]) -> None:
    assert written["crash"] > 0 > written["looks after"]


def test_the_bias_is_written_and_the_heaviest_weights_come_first(written: dict[str, float]) -> None:
    assert BIAS in written
    sizes = [abs(weight) for weight in written.values()]
    assert sizes == sorted(sizes, reverse=True)


def test_neither_a_name_of_a_system_nor_a_word_of_one_example_gets_a_weight(written: dict[str, float]) -> None:
    assert {"whitehall", "zorbulator", "colleagu"}.isdisjoint(written)


def test_the_weights_go_where_the_router_reads_them() -> None:
    names = [line.partition(" ")[2] for line in WEIGHTS.read_text(encoding="ascii").splitlines()]
    assert names == list(urgency_weights())


def test_the_scored_questions_are_not_learned_from() -> None:
    told = {example.text for example in examples()}
    asked = read_questions(ROOT / "data" / "questions.yaml")
    assert {one.question for one in asked if one.part == "scored"}.isdisjoint(told)
    assert {one.question for one in asked if one.part != "scored"} <= told
