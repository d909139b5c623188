"""`whoask run`: the bot on its database, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging

from bot.app import App
from bot.monitor.telemetry import Telemetry
from bot.monitor.tracing import tracing
from bot.service.logs import set_up_logs
from bot.service.serving import serve
from bot.service.settings import Settings
from bot.service.stopping import stop_on_signals
from bot.store.people import People
from bot.store.sealing import Sealer
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)


def main(settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT; returns the exit status.

    Raises WhoaskError for what a person can mend: a bad registry, a token that Slack refuses, an impossible store.
    """
    set_up_logs(settings.log_level, settings.log_format)
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    store = SqlStore(
        settings.store,
        people=People(settings.people),
        retention=settings.retention,
        sealer=Sealer(settings.keys),
    )
    with stop_on_signals() as stop:
        try:
            with tracing(wanted=settings.traces) as span:
                await serve(settings, store, stop=stop, telemetry=Telemetry(span=span), connected=_spare_garbage)
        finally:
            await store.close()
    log.info("Stopped.")


def _spare_garbage(_: App) -> None:
    """Take what is there by now, the registry above all, out of what Python searches for garbage again and again.

    It stays for as long as the process does. Going through it took a sixth of the time of each answer.
    """
    gc.collect()
    gc.freeze()
