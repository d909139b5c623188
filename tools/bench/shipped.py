"""The shipped registry and its own questions: whoask beside the alternatives, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from routing.evaluation import LabelledQuestion
from routing.matching.index import build_index
from routing.registry.schema import Registry
from tools.bench.accuracy import Accuracy, accuracy
from tools.bench.contenders import Contender, Whoask, alternatives
from tools.bench.measure import Times, duration, middle_of, timed
from tools.bench.texts import joined_texts, separate_texts

# Every contender answers all questions at most so often, and stops early when it has taken this long.
PASSES, LONG_ENOUGH = 5, 10.0


@dataclass(frozen=True, slots=True)
class Row:
    """What one contender reached. `form` is how it was given the registry."""

    name: str
    form: str
    accuracy: Accuracy
    times: Times


def compare(registry: Registry, questions: Sequence[LabelledQuestion], passes: int = PASSES) -> tuple[Row, ...]:
    """Whoask first, then the alternatives, on the same questions."""
    # A fresh index for each pass: it has no typing mistakes by heart.
    rows = [_row(lambda: Whoask(build_index(registry)), "", questions, passes)]
    for form, texts in (("each text", separate_texts(registry)), ("joined", joined_texts(registry))):
        rows += (_row(_same(other), form, questions, passes) for other in alternatives(texts))
    return tuple(rows)


def lines(rows: Sequence[Row], questions: int) -> Iterator[str]:
    """The table."""
    yield f"{questions} questions; times are per question, and x is their ratio to whoask's."
    yield f"{'':26}{'':11}{'answerable':>10}{'overall':>9}{'median':>10}{'x':>8}{'p99':>10}{'x':>8}"
    ours = rows[0].times
    for row in rows:
        shares = f"{row.accuracy.answerable:10.3f}{row.accuracy.overall:9.3f}"
        median = f"{duration(row.times.median):>10}{row.times.median / ours.median:8.2f}"
        p99 = f"{duration(row.times.p99):>10}{row.times.p99 / ours.p99:8.2f}"
        yield f"{row.name:26}{row.form:11}{shares}{median}{p99}"
    yield "The alternatives get every text of the registry: each text by itself, or those of an entry joined into one."
    yield "They have no don't-know. To their favour, what has an answer is judged as if they never said it, and all"
    yield "questions at the threshold that is best for them on these very questions."


def _row(make: Callable[[], Contender], form: str, questions: Sequence[LabelledQuestion], passes: int) -> Row:
    taken: list[Times] = []
    start = time.perf_counter()
    while True:
        contender = make()
        guesses, times = timed(contender.guess, [asked.question for asked in questions])
        taken.append(times)
        if len(taken) == passes or time.perf_counter() - start > LONG_ENOUGH:
            break
    shares = accuracy(questions, guesses, says_dont_know=contender.says_dont_know)
    return Row(contender.name, form, shares, middle_of(taken))


def _same(contender: Contender) -> Callable[[], Contender]:
    return lambda: contender
