"""A campaign: cases by number, checked one after the other, with a state file to go on from."""

from __future__ import annotations

import json
import resource
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Protocol

# A case that takes this much of the processor is ended: the campaign goes on, and the case is a finding.
LONGEST_SECONDS = 20.0
MOST_MEMORY = 64 * 1024 * 1024
# So many findings are kept word for word; beyond that a campaign only counts.
MOST_KEPT = 200
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a case, by the case's number. The first line of `what` says what kind of fault it is."""

    case: int
    what: str

    @property
    def kind(self) -> str:
        """The first line, which faults of a kind share."""
        return self.what.partition("\n")[0]


class Subject(Protocol):
    """What is fuzzed. A case follows from the seed and its number alone."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    @property
    def count(self) -> int:
        """How many cases a whole campaign has."""

    def run(self, cases: Iterable[int], seed: int) -> Iterator[Finding]:
        """Make and check cases."""

    def show(self, case: int, seed: int) -> str:
        """A case to look at."""


@dataclass(slots=True)
class State:
    """How far a campaign has come. `next_case` is the first that is not done."""

    seed: int
    next_case: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> State | None:
        """The state in a file; null where there is none."""
        if not path.exists():
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
        findings = [Finding(**one) for one in found.pop("findings")]
        return cls(**found, findings=findings)

    def write(self, path: Path) -> None:
        """Put the state into a file, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)

    def add(self, finding: Finding) -> None:
        """Keep a finding."""
        if finding.kind not in self.kinds:
            print(f"  case {finding.case}: {finding.what[:2_000]}", flush=True)
        self.kinds[finding.kind] = self.kinds.get(finding.kind, 0) + 1
        if len(self.findings) < MOST_KEPT:
            self.findings.append(finding)


def carry_out(subject: Subject, state: State, count: int, path: Path | None) -> State:
    """Run a campaign up to `count` cases, with its state in a file after each chunk."""
    began, before, told = time.monotonic(), state.seconds, time.monotonic()
    while state.next_case < count:
        chunk = range(state.next_case, min(state.next_case + CHUNK, count))
        for finding in subject.run(chunk, state.seed):
            state.add(finding)
        state.next_case, state.seconds = chunk.stop, before + time.monotonic() - began
        if path:
            state.write(path)
        if time.monotonic() - told > 30:
            told = time.monotonic()
            print(f"{subject.name}: {state.next_case:,} of {count:,} in {state.seconds:,.0f} s", flush=True)
    return state


def numbers(seed: int, name: str, case: int) -> Random:
    """The random numbers of a case: the same in every process."""
    return Random(f"{name} {seed} {case}")  # noqa: S311 - nothing secret is made of them


class TooLongError(BaseException):
    """A case has taken too long. No `except Exception` may swallow it."""


@contextmanager
def bounds(seconds: float = LONGEST_SECONDS) -> Iterator[list[str]]:
    """Bound what a block takes: processor time and memory. What it took too much of is in the list, afterwards."""
    faults: list[str] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield faults
    except TooLongError:
        faults.append(f"took more than {seconds:g} seconds")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    if grown > MOST_MEMORY:
        faults.append(f"took more than {MOST_MEMORY // 2**20} MiB\n{grown // 2**20} MiB")


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TooLongError
