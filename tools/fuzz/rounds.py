"""Rounds of cases. A round follows from the seed and its number, so that it can be had again."""

from __future__ import annotations

import resource
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from random import Random
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase

from bot.inquiry import Surface
from tools.fuzz.deliveries import deliveries
from tools.fuzz.payload_checks import payload_checks
from tools.fuzz.registries import registry_cases
from tools.fuzz.registry_checks import check_registry
from tools.fuzz.text_checks import check_text
from tools.fuzz.texts import texts

PER_ROUND = 500
# As many as a case may be made of.
MOST_BYTES = 16_384
# A case that takes this much of the processor is ended, and is a finding; so is one that takes this much memory.
LONGEST_SECONDS = 20.0
MOST_MEMORY = 64 * 1024 * 1024
LONGEST_REPORT = 6_000
Check = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is fuzzed: how its cases are made, and a context that gives their check."""

    cases: st.SearchStrategy[Any]
    checking: Callable[[], AbstractContextManager[Check]]


# Of four texts one is asked on a surface of Slack, which takes longer.
SURFACE = st.one_of(st.none(), st.none(), st.none(), st.sampled_from(Surface))
SUBJECTS = {
    "texts": Subject(st.tuples(texts(), SURFACE), lambda: nullcontext(check_text)),
    "payloads": Subject(deliveries(), payload_checks),
    "documents": Subject(registry_cases(), lambda: nullcontext(check_registry)),
}


def check(subject: Subject, first_seed: int, cases: int) -> None:
    """Make and check cases. Raises what was found first, with the smallest case that shows it.

    Each case is made anew of random bytes. Hypothesis' own generation would spend five of six cases on copying parts of
    one case over another; it gets to work when a case fails, to make that one small.
    """
    with subject.checking() as check_case:

        @settings(
            database=InMemoryExampleDatabase(),
            phases=[Phase.reuse, Phase.shrink],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(subject.cases)
        def one(case: Any) -> None:
            with bounds():
                check_case(case)

        rng = Random(first_seed)  # noqa: S311 - nothing secret is made of them
        for _ in range(cases):
            try:
                one.hypothesis.fuzz_one_input(rng.randbytes(MOST_BYTES))  # type: ignore[attr-defined]
            except Exception:
                one()
                raise


def run(subject: Subject, first_seed: int, number: int) -> bool:
    """Do a round and print what it found; says whether there was anything."""
    try:
        check(subject, first_seed * 1_000_000 + number, PER_ROUND)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        told = "".join(traceback.format_exception(error))
        print(f"round {number} (to see it again: --seed {first_seed} --round {number})\n{told[-LONGEST_REPORT:]}")
        return True
    return False


class TooLongError(BaseException):
    """A case has taken too long. No `except Exception` may swallow it."""


@contextmanager
def bounds(seconds: float = LONGEST_SECONDS) -> Iterator[None]:
    """Bound what a block takes: processor time and memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except TooLongError as error:
        raise AssertionError(f"took more than {seconds:g} seconds") from error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown <= MOST_MEMORY, f"took more than {MOST_MEMORY // 2**20} MiB: {grown // 2**20} MiB"


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TooLongError
