"""What a run is asked to do, from the command line."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FAULTS = ("kill", "pause", "database", "drop", "refresh", "limited", "broken", "ambiguous")


@dataclass(frozen=True, slots=True)
class Options:
    """One run. `rate` is questions a second; `every` stretches or shortens the pauses between two faults of a kind.

    `store` is "postgres" or "sqlite" for one of the run's own, else a database URL, which is never stopped. `lease` is
    WHOASK_LEASE_SECONDS. `http` is whether every second replica runs in HTTP mode.
    """

    questions: int = 20_000
    rate: float = 60.0
    replicas: int = 4
    seed: int = 0
    faults: frozenset[str] = frozenset(FAULTS)
    store: str = "postgres"
    lease: float = 30.0
    every: float = 1.0
    http: bool = True
    patience: float = 300.0
    json: Path | None = None
    logs: Path | None = None


AS_SHIPPED = Options()


def parse(argv: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description="Ask real replicas while things break.")
    parser.add_argument("--questions", type=int, default=AS_SHIPPED.questions, metavar="N")
    parser.add_argument("--rate", type=float, default=AS_SHIPPED.rate, metavar="N", help="questions a second")
    parser.add_argument("--replicas", type=int, default=AS_SHIPPED.replicas, metavar="N")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), metavar="N")  # noqa: S311
    parser.add_argument(
        "--faults", type=_faults, default=AS_SHIPPED.faults, help=f"none, all, or of {','.join(FAULTS)}"
    )
    parser.add_argument("--store", default=AS_SHIPPED.store, help="postgres, sqlite, or the URL of a database")
    parser.add_argument("--lease", type=float, default=AS_SHIPPED.lease, metavar="SECONDS")
    parser.add_argument("--every", type=float, default=AS_SHIPPED.every, metavar="X", help="2: faults half as often")
    parser.add_argument("--socket-only", action="store_false", dest="http", help="no replica in HTTP mode")
    parser.add_argument(
        "--patience", type=float, default=AS_SHIPPED.patience, metavar="SECONDS", help="to wait at the end"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the ledger there as well")
    parser.add_argument("--logs", type=Path, metavar="DIR", help="keep the logs of the replicas there")
    return Options(**vars(parser.parse_args(argv)))


def _faults(text: str) -> frozenset[str]:
    if text in {"all", "none"}:
        return frozenset(FAULTS if text == "all" else ())
    named = frozenset(text.split(","))
    if unknown := named - set(FAULTS):
        raise argparse.ArgumentTypeError(f"no such fault: {', '.join(sorted(unknown))}")
    return named
