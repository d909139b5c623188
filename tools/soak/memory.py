"""`make memory`: the memory of a replica over 18,000 questions, an hour at five a second, asked faster than that."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tools.soak.options import Options, parse
from tools.soak.report import lines
from tools.soak.soak import ledger_of
from tools.soak.stage import stage

AS_SHIPPED = ["--questions", "18000", "--rate", "60", "--replicas", "1", "--faults", "none", "--socket-only"]
PARTS = 18
# It levels off where the last third of the questions adds less than this share; 10,000 keys and askers are remembered.
LEVEL = 0.03
MIB = 2**20


async def measure(options: Options) -> tuple[list[int], bool]:
    """The resident memory in bytes at the start and after each part of the questions; and whether all was well."""
    async with stage(replace(options, patience=30.0, lease=2.0)) as running:
        pid = running.replicas[0].pid
        assert pid is not None
        held = [resident(pid)]
        for part in range(1, PARTS + 1):
            await running.load.ask(options.questions // PARTS, options.rate)
            held.append(resident(pid))
            print(f"{part * options.questions // PARTS:>7,} questions: {held[-1] / MIB:.1f} MiB", flush=True)
        await running.settled()
        ledger = ledger_of(running)
        for line in lines(ledger):
            print(line)
        return held, not ledger.broken


def resident(pid: int) -> int:
    """The resident memory of a process, in bytes, as Linux counts it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) * 1024


def levels_off(held: Sequence[int]) -> bool:
    """Whether the last third of the questions added next to nothing."""
    before = held[len(held) * 2 // 3]
    return held[-1] - before < before * LEVEL


def main(argv: list[str]) -> int:
    options = parse([*AS_SHIPPED, *argv])
    print(f"{options.questions:,} questions at {options.rate:g} a second, {options.store}.", flush=True)
    began = time.monotonic()
    held, well = asyncio.run(measure(options))
    start, middle, end = (size / MIB for size in (held[0], held[len(held) // 2], held[-1]))
    print(f"Resident memory: {start:.1f} MiB at the start, {middle:.1f} in the middle, {end:.1f} at the end.")
    print("Growth levels off." if levels_off(held) else "BROKEN: it still grows in the last third.")
    print(f"Took {time.monotonic() - began:.0f} seconds.")
    return 0 if well and levels_off(held) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
