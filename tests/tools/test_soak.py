"""The short form of `make soak`, for every run of the tests."""

from __future__ import annotations

import asyncio
import random

from tools.soak.faults import Faults
from tools.soak.ledger import DOWN, UP
from tools.soak.options import AS_SHIPPED, Options, parse
from tools.soak.soak import ledger_of
from tools.soak.stage import stage

SHORT = Options(
    questions=360, rate=36, replicas=2, lease=3, faults=frozenset({"limited", "broken"}), patience=25, seed=243
)


def test_a_run_without_options_is_the_one_as_shipped() -> None:
    assert parse(["--seed", "0"]) == AS_SHIPPED


def test_options_of_the_command_line_are_those_of_the_run() -> None:
    words = ["--questions", "9", "--faults", "kill,drop", "--patience", "5", "--socket-only", "--store", "sqlite"]

    asked = parse(words)

    assert (asked.questions, asked.faults, asked.patience) == (9, frozenset({"kill", "drop"}), 5.0)
    assert (asked.http, asked.store) == (False, "sqlite")


async def test_what_was_acknowledged_is_answered_once_though_a_replica_is_killed_and_the_database_stops() -> None:
    async with stage(SHORT) as running:
        faults, rng = Faults(running), random.Random(SHORT.seed)  # noqa: S311 - chance that can be repeated
        asking = asyncio.create_task(running.load.ask(SHORT.questions, SHORT.rate))
        await faults.kill(rng)
        await faults.restart_database(rng)
        await asking
        await faults.end()
        await running.settled()
        ledger = ledger_of(running)
    assert ledger.broken == []
    assert sum(ledger.faults[kind] for kind in ledger.faults if kind.startswith("replica killed")) == 1
    assert ledger.accounts[UP].acknowledged > 50
    assert ledger.accounts[DOWN].acknowledged > 20
    assert ledger.duplicates > 100
