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

from bot.registry_file import registry_file
from routing.index import build_index
from routing.loader import load
from routing.question_file import AskedQuestion, read_questions
from routing.registry import Registry
from tests.bench.accuracy import accuracy
from tests.bench.contenders import Contender, Scan, Whoask
from tests.bench.measure import duration, exponent, spread_sample, timed
from tests.bench.synthetic import MOST_NEW_WORDS, NEW_EACH, PER_TEAM, WORDS_EACH, grown
from tests.bench.texts import texts

ROOT = Path(__file__).parents[2]
SIZES = (100, 1_000, 10_000, 100_000)
# At this size the scan is measured too, on so many of the questions.
SCANNED_SIZE, SCANNED_QUESTIONS = 10_000, 100
LONGEST = 300.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Times in seconds of one contender, over some questions, and the shares that are right."""

    questions: int
    median: float
    p99: float
    answerable: float
    overall: float


@dataclass(frozen=True, slots=True)
class Point:
    """One size. `memory` is what the index holds, in bytes, beyond the registry; `scan` is null where none was made."""

    size: int
    build: float
    memory: int
    whoask: Asked
    whoask_on_sample: Asked | None = None
    scan: Asked | None = None


def measure(registry: Registry, questions: Sequence[AskedQuestion], size: int, scanned: int = 0) -> Point:
    """Measure one size, here and now. `scanned` is how many questions the scan gets."""
    large = grown(registry, size)
    build_index(registry)  # what English needs is loaded once and is no part of any size
    start = time.perf_counter()
    index = build_index(large)
    build = time.perf_counter() - start
    asked = _ask(Whoask(index), questions)
    ours = scan = None
    if scanned:
        sample = spread_sample(questions, scanned)
        ours = _ask(Whoask(index), sample)
        scan = _ask(Scan(texts(large), fuzz.token_set_ratio), sample)
    del index
    return Point(size, build, _memory(large), asked, ours, scan)


def measure_apart(size: int) -> Point:
    """Measure one size of the shipped registry in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.growth", str(size)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=LONGEST)
    told = json.loads(done.stdout)
    asked = {name: told[name] and Asked(**told[name]) for name in ("whoask", "whoask_on_sample", "scan")}
    return Point(told["size"], told["build"], told["memory"], **asked)


def lines(points: Sequence[Point]) -> Iterator[str]:
    """The table, and what it comes to."""
    yield f"A made-up responsibility has {WORDS_EACH} telling words, {NEW_EACH} of them new until there are {MOST_NEW_WORDS:,} new ones;"
    yield f"{PER_TEAM} make a team. The shipped registry is among them, and its own questions are asked, each once."
    yield f"{'responsibilities':>16}{'median':>10}{'p99':>10}{'overall':>9}{'build':>10}{'index':>10}{'each':>10}"
    for point in points:
        times = f"{duration(point.whoask.median):>10}{duration(point.whoask.p99):>10}{point.whoask.overall:9.3f}"
        memory = f"{point.memory / 1e6:7.1f} MB{point.memory / point.size / 1e3:7.1f} kB"
        yield f"{point.size:16,}{times}{duration(point.build):>10}{memory}"
    sizes = [point.size for point in points]
    time_exponent = exponent(sizes, [point.whoask.median for point in points])
    memory_exponent = exponent(sizes, [point.memory for point in points])
    yield f"Median time grows with size to the power of {time_exponent:.2f}, memory to the power of {memory_exponent:.2f}."
    for point in points:
        if point.scan and point.whoask_on_sample:
            yield from _scan_lines(point, point.scan, point.whoask_on_sample)


def _scan_lines(point: Point, scan: Asked, ours: Asked) -> Iterator[str]:
    yield f"Beside rapidfuzz's scan (token_set_ratio) at {point.size:,}, on {scan.questions} questions spread over all:"
    for name, asked in (("whoask", ours), ("scan", scan)):
        shares = f"{asked.answerable:.3f} of the answerable right, {asked.overall:.3f} overall"
        yield f"  {name:7}{duration(asked.median):>9} median{duration(asked.p99):>9} p99   {shares}"
    yield f"  whoask is {scan.median / ours.median:.0f} times as fast at the median, {scan.p99 / ours.p99:.1f} times at p99"


def _ask(contender: Contender, questions: Sequence[AskedQuestion]) -> Asked:
    guesses, times = timed(contender.guess, [asked.question for asked in questions])
    shares = accuracy(questions, guesses, says_dont_know=contender.says_dont_know)
    return Asked(len(questions), times.median, times.p99, shares.answerable, shares.overall)


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
