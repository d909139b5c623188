"""What a measurement is made of: times of each question, their middle and their tail, and how a figure grows."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Answer = TypeVar("Answer")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds for each question of a list."""

    each: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.each)

    @property
    def p99(self) -> float:
        """The time that 99 of 100 questions stay within (nearest rank)."""
        return sorted(self.each)[math.ceil(0.99 * len(self.each)) - 1]


def timed(ask: Callable[[str], Answer], questions: Iterable[str]) -> tuple[list[Answer], Times]:
    """The answers to some questions, and how long each took."""
    answers: list[Answer] = []
    each: list[float] = []
    for question in questions:
        start = time.perf_counter()
        answer = ask(question)
        each.append(time.perf_counter() - start)
        answers.append(answer)
    return answers, Times(tuple(each))


def middle_of(passes: Sequence[Times]) -> Times:
    """For each question the median of several passes, so that a hiccup of the machine is no property of a question."""
    return Times(tuple(statistics.median(times) for times in zip(*(one.each for one in passes), strict=True)))


def exponent(sizes: Sequence[float], figures: Sequence[float]) -> float:
    """The k of figure ~ size ** k: the slope of the straight line that fits the logarithms best."""
    return statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(figure) for figure in figures]
    ).slope


def spread_sample(items: Sequence[Item], most: int) -> Sequence[Item]:
    """At most so many items, evenly from the whole list."""
    return items if len(items) <= most else [items[at * len(items) // most] for at in range(most)]


def duration(seconds: float) -> str:
    """A time as people read it: 180 µs, 12.3 ms, 4.50 s."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
