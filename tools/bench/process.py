"""A whole `whoask ask` beside a Python that only imports the libraries it is made with. Run as a module it measures.

It imports nothing beyond the standard library: Linux counts the peak memory of whoever starts a process into the
peak of that process, so the measuring process has to be smaller than what it measures.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUESTION = "who renews TLS certificates?"
WHOASK = (str(Path(sys.executable).with_name("whoask")), "ask", QUESTION)
IMPORTS = (sys.executable, "-c", "import yaml, pydantic, rapidfuzz")
RUNS, LONGEST = 9, 120.0


@dataclass(frozen=True, slots=True)
class Run:
    """One process: how long it took, and the most memory it held, in KiB (bytes on macOS; only ratios are told)."""

    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """Medians of whoask over medians of the imports."""

    runs: int
    seconds: float
    peak: float
    whoask_seconds: float


def compare(runs: int = RUNS) -> Ratio:
    """Run the two in turn, each so many times after one that is not counted."""
    pairs = [(_run(WHOASK), _run(IMPORTS)) for _ in range(runs + 1)][1:]
    return Ratio(
        runs,
        statistics.median(ours.seconds for ours, _ in pairs) / statistics.median(bare.seconds for _, bare in pairs),
        statistics.median(ours.peak for ours, _ in pairs) / statistics.median(bare.peak for _, bare in pairs),
        statistics.median(ours.seconds for ours, _ in pairs),
    )


def compare_apart(runs: int = RUNS) -> Ratio:
    """Compare from a small process of its own."""
    command = [sys.executable, "-m", "tools.bench.process", str(runs)]
    done = subprocess.run(  # noqa: S603 -- this very Python
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=LONGEST
    )
    return Ratio(*json.loads(done.stdout))


def lines(ratio: Ratio) -> Iterator[str]:
    yield f"whoask ask {QUESTION!r} beside python -c {IMPORTS[2]!r}: medians of {ratio.runs} runs each, in turn."
    yield f"It takes {ratio.seconds:.2f} times the wall time ({ratio.whoask_seconds * 1e3:.0f} ms)"
    yield f"and {ratio.peak:.2f} times the peak memory."


def _run(command: Sequence[str]) -> Run:
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], list(command), os.environ, file_actions=silent)
    _, status, used = os.wait4(pid, 0)
    taken = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{' '.join(command)} failed: exit status {os.waitstatus_to_exitcode(status)}")
    return Run(taken, used.ru_maxrss)


if __name__ == "__main__":
    ratio = compare(int(sys.argv[1]))
    print(json.dumps([ratio.runs, ratio.seconds, ratio.peak, ratio.whoask_seconds]))
