from __future__ import annotations

from dataclasses import replace

import pytest

from routing.evaluation import Result
from routing.matching.index import Index
from tools.release_record import Record, lost, read_record, record_of, results, shipped_index, won


@pytest.fixture(scope="module")
def index() -> Index:
    return shipped_index()


@pytest.fixture(scope="module")
def asked(index: Index) -> tuple[Result, ...]:
    return results(index)


@pytest.fixture(scope="module")
def before() -> Record:
    return read_record()


def test_the_open_questions_are_answered_no_worse_than_at_the_last_release(
    asked: tuple[Result, ...], before: Record, index: Index
) -> None:
    now = record_of(asked)

    said = [*lost(asked, before, index), f"won: {', '.join(won(asked, before)) or 'none'}"]
    assert len(now.open_wrong) <= len(before.open_wrong), "questions lost:\n" + "\n".join(said)


def test_the_scored_questions_are_answered_no_worse(asked: tuple[Result, ...], before: Record) -> None:
    assert record_of(asked).scored_right >= before.scored_right


def test_urgency_is_heard_no_worse(asked: tuple[Result, ...], before: Record) -> None:
    now = record_of(asked)

    assert now.urgent_recognised >= before.urgent_recognised
    assert now.false_alarms <= before.false_alarms


def test_a_lost_question_is_named_with_the_words_that_lost_it(
    asked: tuple[Result, ...], before: Record, index: Index
) -> None:
    forgotten = before.open_wrong[0]
    stricter = replace(before, open_wrong=before.open_wrong[1:])

    named = [line for line in lost(asked, stricter, index) if line.startswith(f"{forgotten}: said ")]

    assert len(named) == 1
    assert " for " in named[0]
    assert "right is " in named[0]


def test_the_scored_part_is_large_and_so_are_the_questions_that_are_not_ours(asked: tuple[Result, ...]) -> None:
    assert len(asked) >= 400
    assert sum(result.asked.part == "scored" for result in asked) >= 200
    assert sum(not result.asked.expect for result in asked) >= 80
