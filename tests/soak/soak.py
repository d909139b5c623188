"""One soak: questions while things break, then the ledger."""

from __future__ import annotations

from tests.soak.faults import Faults
from tests.soak.ledger import Ledger, draw_up
from tests.soak.options import Options
from tests.soak.replica_logs import late_claims
from tests.soak.stage import Stage, stage


async def soak(options: Options) -> Ledger:
    """Run it all; returns when everything is settled, or the patience is over."""
    async with stage(options) as running:
        faults = Faults(running)
        faults.begin()
        try:
            await running.load.ask(options.questions, options.rate)
        finally:
            await faults.end()
        await running.settled()
        return ledger_of(running)


def ledger_of(running: Stage) -> Ledger:
    """How things stand now."""
    load = running.load
    running.history.late = late_claims(running.logs)
    return draw_up(running.book, load.deliveries, running.history, load.duplicates)
