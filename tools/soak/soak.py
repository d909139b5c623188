"""One soak: questions while things break, then the ledger."""

from __future__ import annotations

from tools.soak.faults import Faults
from tools.soak.ledger import Ledger, draw_up
from tools.soak.options import Options
from tools.soak.replica_logs import late_claims
from tools.soak.stage import Stage, stage


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
