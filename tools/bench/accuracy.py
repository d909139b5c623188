"""How many guesses are right, to the advantage of whoever has no don't-know of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.evaluation import NOBODY, LabelledQuestion
from tools.bench.contenders import Guess


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares from 0 to 1: of the questions that have an answer, and of all."""

    answerable: float
    overall: float


def accuracy(questions: Sequence[LabelledQuestion], guesses: Sequence[Guess], *, says_dont_know: bool) -> Accuracy:
    """The shares that are right.

    Without a don't-know of its own a contender gets two favours: what has an answer is judged as if it never said
    don't know, and all questions at the threshold that serves it best on these very questions.
    """
    answerable = [_right(asked, guess) for asked, guess in zip(questions, guesses, strict=True) if asked.expect]
    all_right = [_right(asked, guess) for asked, guess in zip(questions, guesses, strict=True)]
    overall = sum(all_right) if says_dont_know else _at_best_threshold(questions, guesses)
    return Accuracy(sum(answerable) / max(1, len(answerable)), overall / max(1, len(questions)))


def _right(asked: LabelledQuestion, guess: Guess) -> bool:
    return guess.leads_to in (asked.expect or (NOBODY,))


def _at_best_threshold(questions: Sequence[LabelledQuestion], guesses: Sequence[Guess]) -> int:
    """How many are right if every guess below the best possible threshold is a don't-know."""
    pairs = sorted(zip(questions, guesses, strict=True), key=lambda pair: pair[1].score)
    right = best = sum(_right(asked, guess) for asked, guess in pairs)
    for at, (asked, guess) in enumerate(pairs):
        right += (not asked.expect) - _right(asked, guess)
        if at + 1 == len(pairs) or pairs[at + 1][1].score > guess.score:
            best = max(best, right)
    return best
