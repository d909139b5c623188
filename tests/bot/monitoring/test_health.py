from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.answering.claims import StoreHealth
from bot.monitoring import health
from bot.monitoring.health import HealthReporter
from bot.monitoring.heartbeat import check, machine
from bot.registry.current import Current
from bot.store.sql import MemoryStore
from routing.errors import Problem
from routing.loading.loader import parse
from routing.matching.index import build_index
from tests.builders import SMALL_REGISTRY

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class FlakyStore(MemoryStore):
    """Up, down or hanging, as the test says."""

    state = "up"

    async def ping(self) -> None:
        if self.state == "down":
            raise OSError("disk is gone\nand more that nobody needs")
        if self.state == "hangs":
            await asyncio.Event().wait()


class TwoConnections:
    live = 2
    last_envelope_seconds = 1.5


class Body:
    """A pulse and what it feels."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = FlakyStore(retention=timedelta())
        self.store_health = StoreHealth()
        index = build_index(parse(SMALL_REGISTRY.encode(), "teams.yaml"))
        self.current = Current(index, NOON, version="0123456789ab")
        self.now = NOON
        self.health = HealthReporter(
            path,
            doubts_store=self.store_health.doubts_store,
            current=lambda: self.current,
            store=self.store,
            now=lambda: self.now,
        )

    async def beat(self) -> dict[str, Any]:
        await self.health.beat()
        beat: dict[str, Any] = json.loads(await asyncio.to_thread(self.path.read_text))
        return beat


@pytest.fixture
def body(tmp_path: Path) -> Body:
    return Body(tmp_path / "heartbeat.json")


async def test_a_beat_writes_down_how_the_bot_is(body: Body) -> None:
    body.health.connections = TwoConnections()
    assert await body.beat() == {
        "pid": os.getpid(),
        "time": NOON.isoformat(),
        "sockets": 2,
        "store": "ok",
        "registry_loaded_at": NOON.isoformat(),
        "registry_valid": True,
        "last_envelope_seconds": 1.5,
        "registry_version": "0123456789ab",
        "port": None,
        "machine": machine(),
    }
    assert check(body.path, NOON)[0]


async def test_before_it_is_connected_there_are_no_sockets(body: Body) -> None:
    assert (await body.beat())["sockets"] == 0


async def test_a_bad_registry_shows(body: Body) -> None:
    body.current.problems = (Problem("teams.yaml", 1, 1, "the file", "is empty"),)
    assert (await body.beat())["registry_valid"] is False


async def test_a_store_that_goes_and_comes_back_is_told_once_each_time(
    body: Body, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    felt = []
    for body.store.state in ("up", "down", "down", "up", "up"):
        felt.append((await body.beat())["store"])
    assert felt == ["ok", "degraded", "degraded", "ok", "ok"]
    assert caplog.messages == [
        "The store is down (disk is gone). Questions are answered, but not recorded, until it is back.",
        "The store is back.",
    ]


async def test_a_store_that_hangs_does_not_stop_the_heart(body: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PING_SECONDS", 0.01)
    body.store.state = "hangs"
    assert (await body.beat())["store"] == "degraded"


async def test_what_the_intake_missed_counts_for_a_minute_even_when_a_ping_goes_through(body: Body) -> None:
    body.store_health.store_missed(now=NOON)
    felt = []
    for seconds in (0, 59, 60):
        body.now = NOON + timedelta(seconds=seconds)
        felt.append((await body.beat())["store"])
    assert felt == ["degraded", "degraded", "ok"]


async def test_after_that_the_ping_decides(body: Body) -> None:
    body.store_health.store_missed(now=NOON)
    body.now, body.store.state = NOON + timedelta(minutes=2), "down"
    assert (await body.beat())["store"] == "degraded"


async def test_a_claim_that_the_store_takes_ends_the_doubt_at_once(body: Body) -> None:
    body.store_health.store_missed(now=NOON)
    body.store_health.store_answered()
    assert (await body.beat())["store"] == "ok"


async def test_a_place_that_cannot_be_written_is_told_once_and_the_heart_goes_on(
    body: Body, caplog: pytest.LogCaptureFixture
) -> None:
    body.health._path = body.path / "no such folder" / "heartbeat.json"
    await body.health.beat()
    await body.health.beat()
    assert len(caplog.messages) == 1
    assert "cannot be written (No such file or directory)" in caplog.messages[0]
    await body.health.end()


async def test_at_the_end_the_file_is_gone_so_that_health_says_not_running(body: Body) -> None:
    await body.beat()
    await body.health.end()
    assert "not running" in check(body.path, NOON)[1]


async def test_a_monitor_hears_of_connections_as_they_are_and_of_stopping_at_once(body: Body) -> None:
    assert not body.health.status().ready
    body.health.connections = TwoConnections()
    assert body.health.status().ready
    body.health.stopping = True
    assert not body.health.status().ready


async def test_before_the_first_beat_the_store_is_not_said_to_be_down(body: Body) -> None:
    body.store.state = "down"
    assert body.health.status().beat.store == "ok"
    await body.beat()
    assert body.health.status().beat.store == "degraded"
