"""The shipped registry and its own questions: whoask beside the alternatives, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from routing.index import build_index
from routing.question_file import AskedQuestion
from routing.registry import Registry
from tests.bench.accuracy import Accuracy, accuracy
from tests.bench.contenders import Contender, Guess, Whoask, alternatives
from tests.bench.measure import Times, duration, middle_of, timed
from tests.bench.texts import texts

# Every contender answers all questions at most so often, and stops early when it has taken this long.
PASSES, LONG_ENOUGH = 5, 10.0


@dataclass(frozen=True, slots=True)
class Row:
    """What one contender reached."""

    name: str
    accuracy: Accuracy
    times: Times


def compare(registry: Registry, questions: Sequence[AskedQuestion], passes: int = PASSES) -> tuple[Row, ...]:
    """Whoask first, then the alternatives, on the same questions."""
    whoask = _row(
        lambda: Whoask(build_index(registry)), questions, passes
    )  # a fresh index has no typing mistakes by heart
    return (whoask, *(_row(_same(other), questions, passes) for other in alternatives(texts(registry))))


def lines(rows: Sequence[Row], questions: int, text_count: int) -> Iterator[str]:
    """The table."""
    yield f"{questions} questions, {text_count} texts. Times are per question; × is the multiple of whoask's time."
    yield f"{'':26}{'answerable':>11}{'overall':>9}{'median':>10}{'×':>8}{'p99':>10}{'×':>8}"
    ours = rows[0].times
    for row in rows:
        shares = f"{row.accuracy.answerable:11.3f}{row.accuracy.overall:9.3f}"
        median = f"{duration(row.times.median):>10}{row.times.median / ours.median:8.2f}"
        yield f"{row.name:26}{shares}{median}{duration(row.times.p99):>10}{row.times.p99 / ours.p99:8.2f}"
    yield "The alternatives have no don't-know. To their favour they are judged without one on what has an answer,"
    yield "and overall with the threshold that is best for them on these very questions."


def _row(make: Callable[[], Contender], questions: Sequence[AskedQuestion], passes: int) -> Row:
    taken: list[Times] = []
    guesses: list[Guess] = []
    start = time.perf_counter()
    while len(taken) < passes and (not taken or time.perf_counter() - start < LONG_ENOUGH):
        contender = make()
        guesses, times = timed(contender.guess, [asked.question for asked in questions])
        taken.append(times)
    return Row(contender.name, accuracy(questions, guesses, says_dont_know=contender.says_dont_know), middle_of(taken))


def _same(contender: Contender) -> Callable[[], Contender]:
    return lambda: contender
