"""What an edit does to the answers, before it is written: the questions it wins and those it loses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from routing.evaluation import NOBODY, LabelledQuestion, Result, evaluate
from routing.matching.entries import entries
from routing.matching.index import Index, build_index
from routing.registry.schema import Registry


@dataclass(frozen=True, slots=True)
class Change:
    """One question, asked before and after. `before` and `after` are destinations, or "nobody"."""

    asked: LabelledQuestion
    before: str
    after: str

    @property
    def expected(self) -> str:
        """What is right, in words."""
        return " or ".join(self.asked.expect) or NOBODY


@dataclass(frozen=True, slots=True)
class Comparison:
    """A list of questions, asked before and after. `right_before` and `right_after` count the right answers."""

    won: tuple[Change, ...]
    lost: tuple[Change, ...]
    unchanged: tuple[Change, ...]
    right_before: int
    right_after: int

    @property
    def total(self) -> int:
        """How many questions there are."""
        return len(self.won) + len(self.lost) + len(self.unchanged)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit does to a question file, where there is one, and to the registry's own examples."""

    questions: Comparison | None
    examples: Comparison


def effect(old: Registry, new: Registry, questions: Sequence[LabelledQuestion] | None, now: datetime) -> Effect:
    """Ask everything of the old registry and of the new one. Takes about a second for 3,000 questions."""
    before, after = build_index(old), build_index(new)
    return Effect(
        questions=None if questions is None else _compared(questions, before, after, now),
        examples=_compared(tuple(examples(new)), before, after, now),
    )


def examples(registry: Registry) -> Iterator[LabelledQuestion]:
    """The registry's own example questions, each right where its entry sends people.

    Of two entries with one key, the examples count on, so that every id is there once.
    """
    numbers: dict[str, Iterator[int]] = {}
    for entry in entries(registry):
        for question in entry.asked:
            number = next(numbers.setdefault(entry.key, count(1)))
            expect = (entry.destination,) if entry.destination else ()
            yield LabelledQuestion(id=f"{entry.key}-{number}", question=question, expect=expect)


def _compared(questions: Sequence[LabelledQuestion], old: Index, new: Index, now: datetime) -> Comparison:
    pairs = list(zip(evaluate(questions, old, now), evaluate(questions, new, now), strict=True))
    return Comparison(
        won=_changes(pair for pair in pairs if pair[1].right and not pair[0].right),
        lost=_changes(pair for pair in pairs if pair[0].right and not pair[1].right),
        unchanged=_changes(pair for pair in pairs if pair[0].right == pair[1].right),
        right_before=sum(before.right for before, _ in pairs),
        right_after=sum(after.right for _, after in pairs),
    )


def _changes(pairs: Iterable[tuple[Result, Result]]) -> tuple[Change, ...]:
    return tuple(Change(before.asked, before.got, after.got) for before, after in pairs)
