"""The ledger finds what it is there to find."""

from __future__ import annotations

import pytest

from tools.soak.book import Book
from tools.soak.history import History
from tools.soak.ledger import AMBIGUOUS, CAUSES, DOWN, KILLED, STORE_DOWN, UNEXPLAINED, UP, Ledger, draw_up
from tools.soak.question import Question


def asked(book: Book, *, at: float = 100.0, acked: bool = True) -> Question:
    question = Question(len(book.questions) + 1, "command", "who runs DNS? (case 1)", "1.1", sent=[at])
    question.acked_at = at if acked else None
    book.add(question)
    return question


def shown(book: Book, question: Question, *, at: float, life: str | None = "1.1", ambiguous: bool = False) -> None:
    words = f"Ask #dns. (case {question.number})"
    book.shown(f"/respond/{question.number}", words, at=at, life=life, ambiguous=ambiguous)


def drawn_up(book: Book, history: History | None = None) -> Ledger:
    return draw_up(book, [], history or History(), 0)


def test_an_acknowledged_question_without_an_answer_breaks_the_promise() -> None:
    book = Book()
    asked(book)
    assert drawn_up(book).broken == ["1 acknowledged questions were not answered (store up)"]


def test_a_question_that_was_not_acknowledged_breaks_nothing() -> None:
    book = Book()
    asked(book, acked=False)
    ledger = drawn_up(book)
    assert ledger.broken == []
    assert ledger.accounts[UP].failed == 1


def test_an_apology_is_no_answer() -> None:
    book = Book()
    question = asked(book)
    book.shown(f"/respond/{question.number}", "Something went wrong.", at=101, life="1.1", ambiguous=False)
    assert drawn_up(book).accounts[UP].unanswered == drawn_up(book).accounts[UP].apologies == 1


def test_a_second_answer_without_a_cause_breaks_the_promise() -> None:
    book = Book()
    question = asked(book)
    shown(book, question, at=100.1)
    shown(book, question, at=140.0)
    assert drawn_up(book).broken == ["1 second answers are unexplained (store up)"]


@pytest.mark.parametrize(
    ("died", "cause"), [(100.2, KILLED), (99.9, KILLED), (110.0, UNEXPLAINED), (98.0, UNEXPLAINED)]
)
def test_a_kill_explains_a_second_answer_only_around_the_first(died: float, cause: str) -> None:
    book, history = Book(), History(killed={"1.1": died})
    question = asked(book)
    shown(book, question, at=100.1)
    shown(book, question, at=140.0, life="2.1")
    assert drawn_up(book, history).accounts[UP].doubles == {one: int(one == cause) for one in CAUSES}


def test_the_kill_of_another_replica_explains_nothing() -> None:
    book, history = Book(), History(killed={"2.1": 100.2})
    question = asked(book)
    shown(book, question, at=100.1)
    shown(book, question, at=140.0)
    assert drawn_up(book, history).accounts[UP].doubles[UNEXPLAINED] == 1


def test_an_answer_that_slack_broke_off_after_taking_explains_the_next() -> None:
    book = Book()
    question = asked(book)
    shown(book, question, at=100.1, ambiguous=True)
    shown(book, question, at=101.0)
    assert drawn_up(book).accounts[UP].doubles[AMBIGUOUS] == 1


def test_a_store_that_was_down_for_a_delivery_is_counted_apart() -> None:
    book, history = Book(), History(outages=[(103.0, 105.0)])
    question = asked(book)
    question.sent.append(104.0)
    shown(book, question, at=100.1)
    shown(book, question, at=104.1, life="2.1")
    ledger = drawn_up(book, history)
    assert ledger.accounts[UP].delivered == 0
    assert ledger.accounts[DOWN].doubles[STORE_DOWN] == 1
    assert ledger.broken == []


def test_somebody_elses_answer_breaks_the_promise() -> None:
    book = Book()
    first, second = asked(book), asked(book)
    book.shown(f"/respond/{first.number}", f"(case {second.number})", at=101, life="1.1", ambiguous=False)
    book.shown("C0NOBODY", f"(case {second.number})", at=101, life="1.1", ambiguous=False)
    assert "2 answers went to somebody else" in drawn_up(book).broken
