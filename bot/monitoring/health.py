"""The health of the running bot: written down for `whoask health`, and told to monitors with gauges."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.monitoring import heartbeat
from bot.monitoring.heartbeat import Heartbeat
from bot.registry.current import Current
from bot.store.best_effort import BestEffort
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)

# Twice what a claim may take: a store this slow is as good as down.
PING_SECONDS = 1.0


class Connected(Protocol):
    """What is asked of the connections to Slack (bot/slack/receiving/socket_mode.py)."""

    @property
    def live(self) -> int:
        """How many are open."""
        ...

    @property
    def last_envelope_seconds(self) -> float | None:
        """How long ago something came in."""
        ...


class HealthReporter:
    """Checks health and writes the heartbeat. `connections` is None until there are any, `stopping` is set at the end.

    `port` is where requests come in over HTTP, None in Socket Mode.
    """

    def __init__(
        self,
        path: Path,
        *,
        doubts_store: Callable[[datetime], bool],
        current: Callable[[], Current],
        store: SqlStore,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = path
        self._doubts_store = doubts_store
        self._current = current
        self._store = store
        self._now = now
        self._store_was_up: bool | None = None
        self._told_unwritable = False
        self._writing: asyncio.Future[None] | None = None
        self.connections: Connected | None = None
        self.port: int | None = None
        self.stopping = False

    def status(self) -> HealthStatus:
        """The bot's health now, with the store as the last beat found it."""
        current, now = self._current(), self._now()
        beat = Heartbeat(
            pid=os.getpid(),
            machine=heartbeat.machine(),
            time=now,
            sockets=self.connections.live if self.connections else 0,
            last_envelope_seconds=self.connections.last_envelope_seconds if self.connections else None,
            # A claim can meet a fault before the next ping does.
            store="degraded" if self._store_was_up is False or self._doubts_store(now) else "ok",
            registry_loaded_at=current.loaded_at,
            registry_valid=not current.problems,
            registry_version=current.version,
            port=self.port,
        )
        return HealthStatus(beat, stopping=self.stopping)

    async def beat(self) -> None:
        """Check and write, once."""
        await self._check_store()
        beat = self.status().beat
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
        """Remove the file, so that `whoask health` tells a bot that was stopped from one that hangs."""
        with suppress(OSError):
            if self._writing:
                await self._writing  # a thread cannot be cancelled: it would put the file back
        with suppress(OSError):
            await asyncio.to_thread(self._path.unlink, missing_ok=True)

    async def _check_store(self) -> None:
        """Find out whether the store is up, and log when that changes."""
        async with BestEffort(PING_SECONDS) as ping:
            await self._store.ping()
        if ping.fault and self._store_was_up is not False:
            why = reason(ping.fault)
            log.warning("The store is down (%s). Questions are answered, but not recorded, until it is back.", why)
        elif not ping.fault and self._store_was_up is False:
            log.info("The store is back.")
        self._store_was_up = ping.fault is None


def reason(error: Exception) -> str:
    """A store's fault for the operator: its first line. SQLAlchemy adds the statement and a link."""
    return (str(error).splitlines() or [type(error).__name__])[0]


@dataclass(frozen=True, slots=True)
class HealthStatus:
    """The bot's health. `stopping` is true from the moment it takes no more questions until it is gone."""

    beat: Heartbeat
    stopping: bool

    @property
    def ready(self) -> bool:
        """Whether questions can come in.

        A store that is down or a registry that is bad is a warning: the bot answers all the same, and taking it out
        would leave fewer, or none, that do.
        """
        return not self.stopping and self.beat.sockets > 0

    def as_json(self, now: datetime) -> dict[str, Any]:
        """What /readyz says."""
        beat = self.beat
        age = (now - beat.registry_loaded_at).total_seconds()
        return {
            "ready": self.ready,
            "reason": self._reason(),
            "mode": "socket" if beat.port is None else "http",
            "connections": beat.sockets,
            "last_envelope_seconds": _tenths(beat.last_envelope_seconds),
            "store": beat.store,
            "registry": {
                "valid": beat.registry_valid,
                "version": beat.registry_version,
                "loaded_at": beat.registry_loaded_at.isoformat(timespec="seconds"),
                "age_seconds": round(age),
            },
        }

    def _reason(self) -> str:
        if self.stopping:
            return "whoask is stopping"
        if not self.ready:
            return "whoask is not connected to Slack"
        warnings = self.beat.warnings()
        return f"whoask answers, but {'; '.join(warnings)}" if warnings else "whoask answers"


class Gauges(Collector):
    """The health as gauges, read whenever Prometheus asks."""

    def __init__(self, status: Callable[[], HealthStatus]) -> None:
        self._status = status

    def describe(self) -> Iterator[Metric]:
        """The names, without asking the bot. https://prometheus.github.io/client_python/collector/custom/."""
        return self._families()

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        beat = self._status().beat
        values = (
            float(beat.sockets),
            float(beat.store == "ok"),
            float(beat.registry_valid),
            beat.registry_loaded_at.timestamp(),
        )
        *plain, info = self._families()
        for family, value in zip(plain, values, strict=True):
            family.add_metric([], value)
            yield family
        info.add_metric([beat.registry_version], 1)
        yield info

    @staticmethod
    def _families() -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("whoask_connections", "Open connections to Slack; in HTTP mode 1 while it listens.")
        yield GaugeMetricFamily("whoask_store_up", "1 while the store takes questions.")
        yield GaugeMetricFamily("whoask_registry_valid", "1 while each newest registry file is the one in use.")
        yield GaugeMetricFamily("whoask_registry_loaded_timestamp_seconds", "When the registry in use was loaded.")
        yield GaugeMetricFamily(
            "whoask_registry_info", "The registry in use, by the first digits of its SHA-256.", labels=["version"]
        )


def _tenths(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
