"""The short form of `make soak`, for every run of the tests."""

from __future__ import annotations

import asyncio
import random

from tools.soak.faults import Faults
from tools.soak.ledger import DOWN, UP
from tools.soak.options import Options
from tools.soak.soak import ledger_of
from tools.soak.stage import stage

SHORT = Options(
    questions=360, rate=36, replicas=2, lease=3, faults=frozenset({"limited", "broken"}), retry=25, seed=243
)


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
