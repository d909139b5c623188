"""`make bench`: speed, accuracy, memory and growth, as ratios against named alternatives, in one run."""

from __future__ import annotations

import asyncio
import platform
import time
from collections.abc import Iterator

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
    _section(f"The whole process (Python {platform.python_version()})")
    _print(process.lines(process.compare_apart()))
    _section("The shipped registry")
    rows = shipped.compare(registry, questions)
    _print(shipped.lines(rows, len(questions)))
    _section("Throughput, many questions at once")
    runs = asyncio.run(contest.compare(contest.CONTENDERS, rounds=3, count=1_000, together=50))
    _print(contest.lines(runs))
    _print(contest.lines_of_parts(runs))
    _section("Throughput, one question after the other")
    _print(contest.lines(asyncio.run(contest.compare(contest.CONTENDERS, rounds=1, count=200, together=1))))
    _section("Growth")
    _print(growth.lines([growth.measure_apart(size) for size in growth.SIZES]))
    print(f"\nTook {time.perf_counter() - start:.0f} seconds.")


def _section(title: str) -> None:
    print(f"\n{title}\n{'-' * len(title)}", flush=True)


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
