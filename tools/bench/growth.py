"""How time and memory grow with the registry. Each size is measured in a process of its own: `python -m ... SIZE`."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rapidfuzz import fuzz

from bot.registry.files import registry_file
from routing.evaluation import LabelledQuestion, read_questions
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.registry.schema import Registry
from tools.bench.accuracy import accuracy
from tools.bench.contenders import Contender, Scan, Whoask
from tools.bench.measure import duration, exponent, spread_sample, timed
from tools.bench.synthetic import MOST_NEW_WORDS, NEW_EACH, PER_TEAM, WORDS_EACH, grown
from tools.bench.texts import joined_texts, separate_texts

ROOT = Path(__file__).parents[2]
SIZES = (100, 1_000, 10_000, 100_000)
# At this size the scan is measured too, on so many of the questions.
SCANNED_SIZE, SCANNED_QUESTIONS = 10_000, 100
LONGEST = 300.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Times in seconds of one contender, over some questions, and the shares that are right."""

    name: str
    questions: int
    median: float
    p99: float
    answerable: float
    overall: float


@dataclass(frozen=True, slots=True)
class Point:
    """One size. `memory` is what the index holds beyond the registry, in bytes; `beside` is empty without a scan."""

    size: int
    build: float
    memory: int
    whoask: Asked
    beside: tuple[Asked, ...] = ()


def measure(registry: Registry, questions: Sequence[LabelledQuestion], size: int, scanned: int = 0) -> Point:
    """Measure one size, here and now. `scanned` is how many questions the scan gets."""
    large = grown(registry, size)
    build_index(registry)  # what English needs is loaded once and is no part of any size
    start = time.perf_counter()
    index = build_index(large)
    build = time.perf_counter() - start
    asked = _ask(Whoask(index), questions)
    beside = tuple(_beside(index, spread_sample(questions, scanned))) if scanned else ()
    del index
    return Point(size, build, _memory(large), asked, beside)


def _beside(index: Index, sample: Sequence[LabelledQuestion]) -> Iterator[Asked]:
    """Whoask once more and the scan over either form of the texts, on the same questions."""
    yield _ask(Whoask(index), sample)
    for form, texts in (("joined", joined_texts(index.registry)), ("each text", separate_texts(index.registry))):
        yield _ask(Scan(texts, fuzz.token_set_ratio), sample, f"scan, {form}")


def measure_apart(size: int) -> Point:
    """Measure one size of the shipped registry in a process of its own."""
    command = [sys.executable, "-m", "tools.bench.growth", str(size)]
    done = subprocess.run(  # noqa: S603 -- this very Python
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=LONGEST
    )
    told = json.loads(done.stdout)
    beside = tuple(Asked(**asked) for asked in told["beside"])
    return Point(told["size"], told["build"], told["memory"], Asked(**told["whoask"]), beside)


def lines(points: Sequence[Point]) -> Iterator[str]:
    """The table, and what it comes to."""
    yield f"A made-up responsibility has {WORDS_EACH} telling words, {NEW_EACH} of them new, up to {MOST_NEW_WORDS:,};"
    yield f"{PER_TEAM} make a team. The shipped registry is among them: its own questions are asked, each once."
    yield f"{_times_heading('responsibilities')}{'build':>10}{'index':>11}{'each':>10}"
    for point in points:
        times = f"{duration(point.whoask.median):>10}{duration(point.whoask.p99):>10}"
        shares = f"{point.whoask.answerable:12.3f}{point.whoask.overall:9.3f}"
        memory = f"{point.memory / 1e6:8.1f} MB{point.memory / point.size / 1e3:7.1f} kB"
        yield f"{point.size:16,}{times}{shares}{duration(point.build):>10}{memory}"
    sizes = [point.size for point in points]
    for name, figures in (
        ("Median time", [point.whoask.median for point in points]),
        ("p99 time", [point.whoask.p99 for point in points]),
        ("Memory", [point.memory for point in points]),
    ):
        overall, last = exponent(sizes, figures), exponent(sizes[-2:], figures[-2:])
        yield f"{name} grows with the size to the power of {overall:.2f} over all sizes, {last:.2f} over the last two."
    for point in points:
        if point.beside:
            yield from _beside_lines(point)


def _times_heading(first: str) -> str:
    return f"{first:>16}{'median':>10}{'p99':>10}{'answerable':>12}{'overall':>9}"


def _beside_lines(point: Point) -> Iterator[str]:
    ours = point.beside[0]
    yield f"Beside rapidfuzz's scan (token_set_ratio) at {point.size:,}, on {ours.questions} questions spread over all:"
    yield f"{_times_heading('')}{'x median':>10}{'x p99':>10}"
    for asked in point.beside:
        shares = f"{asked.answerable:12.3f}{asked.overall:9.3f}"
        ratios = f"{asked.median / ours.median:10.1f}{asked.p99 / ours.p99:10.1f}"
        yield f"{asked.name:>16}{duration(asked.median):>10}{duration(asked.p99):>10}{shares}{ratios}"


def _ask(contender: Contender, questions: Sequence[LabelledQuestion], name: str | None = None) -> Asked:
    guesses, times = timed(contender.guess, [asked.question for asked in questions])
    shares = accuracy(questions, guesses, says_dont_know=contender.says_dont_know)
    return Asked(name or contender.name, len(questions), times.median, times.p99, shares.answerable, shares.overall)


def _memory(registry: Registry) -> int:
    """What Python holds for an index beyond its registry. Counting is slow, so nothing is timed meanwhile."""
    gc.collect()
    tracemalloc.start()
    index = build_index(registry)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del index
    return held


if __name__ == "__main__":
    shipped = load(registry_file(None))
    wanted = int(sys.argv[1])
    point = measure(
        shipped,
        read_questions(ROOT / "data" / "questions.yaml"),
        wanted,
        SCANNED_QUESTIONS if wanted == SCANNED_SIZE else 0,
    )
    print(json.dumps(asdict(point)))
