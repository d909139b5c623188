"""Feels how the running bot is, and writes it down for `whoask health`."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.monitor.standing import Standing
from bot.service import heartbeat
from bot.service.condition import Condition
from bot.service.heartbeat import Heartbeat
from bot.service.registry_watch import Current
from bot.store import Store

log = logging.getLogger(__name__)

# Twice what an intake waits for a claim: a store this slow is of no use to it.
PING_SECONDS = 1.0


class Connected(Protocol):
    """What the pulse asks of the connections to Slack (bot/slack/sockets.py)."""

    @property
    def live(self) -> int:
        """How many are open."""
        ...

    @property
    def last_envelope_seconds(self) -> float | None:
        """How long ago something came in."""
        ...


class Pulse:
    """One beat after the other. `connections` is null until there are any, `stopping` is set when that begins.

    `port` is where requests come in over HTTP, null in Socket Mode.
    """

    def __init__(
        self,
        path: Path,
        *,
        condition: Condition,
        current: Callable[[], Current],
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = path
        self._condition = condition
        self._current = current
        self._store = store
        self._now = now
        self._store_was_up: bool | None = None
        self._told_unwritable = False
        self._writing: asyncio.Future[None] | None = None
        self.connections: Connected | None = None
        self.port: int | None = None
        self.stopping = False

    def standing(self) -> Standing:
        """How the bot is now, and the store as the last beat felt it."""
        current, now = self._current(), self._now()
        beat = Heartbeat(
            pid=os.getpid(),
            time=now,
            sockets=self.connections.live if self.connections else 0,
            last_envelope_seconds=self.connections.last_envelope_seconds if self.connections else None,
            # The intake can meet a fault before the next ping does.
            store="degraded" if self._store_was_up is False or self._condition.doubts_store(now=now) else "ok",
            registry_loaded_at=current.loaded_at,
            registry_valid=not current.problems,
            registry_version=current.version,
            port=self.port,
        )
        return Standing(beat, stopping=self.stopping)

    async def beat(self) -> None:
        """Feel and write, once."""
        await self._feel_store()
        beat = self.standing().beat
        try:
            self._writing = asyncio.ensure_future(asyncio.to_thread(heartbeat.write, self._path, beat))
            await asyncio.shield(self._writing)
        except OSError as error:
            if not self._told_unwritable:
                log.warning(
                    "The heartbeat %s cannot be written (%s), so “whoask health” fails.", self._path, error.strerror
                )
            self._told_unwritable = True
        else:
            self._told_unwritable = False

    async def end(self) -> None:
        """Take the file away: whoever looks should see that the bot was stopped, not that it hangs."""
        with suppress(OSError):
            if self._writing:
                await self._writing  # a thread cannot be cancelled: it would put the file back
        with suppress(OSError):
            await asyncio.to_thread(self._path.unlink, missing_ok=True)

    async def _feel_store(self) -> None:
        """Find out whether the store is up. Says so in the log when that changes."""
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self._store.ping()
        except Exception as error:  # noqa: BLE001 - whatever keeps it from answering
            if self._store_was_up is not False:
                log.warning(
                    "The store is down (%s). Questions are answered, but not recorded, until it is back.", reason(error)
                )
            self._store_was_up = False
        else:
            if self._store_was_up is False:
                log.info("The store is back.")
            self._store_was_up = True


def reason(error: Exception) -> str:
    """What to tell the operator of a store's fault: its first line. SQLAlchemy adds the statement and a link."""
    return (str(error).splitlines() or [type(error).__name__])[0]
