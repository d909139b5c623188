"""`make bench`: speed, accuracy, memory and growth, as ratios against named alternatives, in one run."""

from __future__ import annotations

import asyncio
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bot.commands.terminal import working
from bot.registry.files import registry_file
from routing.evaluation import read_questions
from routing.loading.loader import load
from tools.bench import growth, process, shipped
from tools.bench.throughput import contest


def main() -> None:
    """Print the parts as they are done."""
    start = time.perf_counter()
    registry = load(registry_file(None))
    questions = read_questions(growth.ROOT / "data" / "questions.yaml")
    with _section(f"The whole process (Python {platform.python_version()})"):
        ratio = process.compare_apart()
    _print(process.lines(ratio))
    with _section("The shipped registry"):
        rows = shipped.compare(registry, questions)
    _print(shipped.lines(rows, len(questions)))
    with _section("Throughput, many questions at once"):
        runs = asyncio.run(contest.compare(contest.CONTENDERS, rounds=3, count=1_000, together=50))
    _print(contest.lines(runs))
    _print(contest.lines_of_parts(runs))
    with _section("Throughput, one question after the other"):
        runs = asyncio.run(contest.compare(contest.CONTENDERS, rounds=1, count=200, together=1))
    _print(contest.lines(runs))
    with _section("Growth"):
        points = [growth.measure_apart(size) for size in growth.SIZES]
    _print(growth.lines(points))
    print(f"\nTook {time.perf_counter() - start:.0f} seconds.")


@contextmanager
def _section(title: str) -> Iterator[None]:
    """A title, and in a terminal that its part is being measured."""
    print(f"\n{title}\n{'-' * len(title)}", flush=True)
    with working("Measuring"):
        yield


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
