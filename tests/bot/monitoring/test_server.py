"""The site over real sockets, as a load balancer and Prometheus ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring.health import HealthStatus
from bot.monitoring.heartbeat import Heartbeat
from bot.monitoring.metrics import Metrics
from bot.monitoring.server import monitor_site
from bot.settings.settings import MonitorAddress
from routing.errors import SettingsError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WELL = HealthStatus(
    Heartbeat(
        pid=7,
        time=NOON,
        sockets=2,
        store="ok",
        registry_loaded_at=NOON,
        registry_valid=True,
        last_envelope_seconds=1.234,
        registry_version="0123456789ab",
    ),
    stopping=False,
)


@dataclass
class Site:
    """The site, and the bot behind it as the test sets it."""

    status: HealthStatus = WELL
    metrics: Metrics = field(default_factory=Metrics)
    port: int = 0

    async def get(self, path: str) -> tuple[int, str, str]:
        async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, await response.text(), response.headers["Content-Type"]

    async def ready(self, **beat: Any) -> tuple[int, dict[str, Any]]:
        stopping = beat.pop("stopping", False)
        self.status = HealthStatus(replace(WELL.beat, **beat), stopping=stopping)
        async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{self.port}/readyz") as response:
            return response.status, await response.json()


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    site = Site()
    async with monitor_site(MonitorAddress(), site.metrics.registry, lambda: site.status) as port:
        assert port
        site.port = port
        yield site


async def test_a_bot_that_is_well_is_live_and_ready() -> None:
    async with serving() as site:
        assert (await site.get("/healthz"))[:2] == (200, "ok\n")
        status, told = await site.ready()
    assert status == 200
    age = told["registry"].pop("age_seconds")
    assert age == pytest.approx((datetime.now(UTC) - NOON).total_seconds(), abs=60)
    assert told == {
        "ready": True,
        "reason": "whoask answers",
        "mode": "socket",
        "connections": 2,
        "last_envelope_seconds": 1.2,
        "store": "ok",
        "registry": {"valid": True, "version": "0123456789ab", "loaded_at": NOON.isoformat()},
    }


@pytest.mark.parametrize(
    ("beat", "reason"),
    [({"sockets": 0}, "whoask is not connected to Slack"), ({"stopping": True}, "whoask is stopping")],
)
async def test_a_bot_that_takes_no_questions_is_live_but_not_ready(beat: dict[str, Any], reason: str) -> None:
    async with serving() as site:
        status, told = await site.ready(**beat)
        assert (status, told["ready"], told["reason"]) == (503, False, reason)
        assert (await site.get("/healthz"))[0] == 200


async def test_a_store_that_is_down_or_a_bad_registry_is_a_warning_because_the_bot_still_answers() -> None:
    async with serving() as site:
        status, told = await site.ready(store="degraded", registry_valid=False)
    assert (status, told["ready"], told["store"], told["registry"]["valid"]) == (200, True, "degraded", False)
    assert "the store is down" in told["reason"]
    assert "the newest registry is bad" in told["reason"]


async def test_metrics_are_what_prometheus_reads_with_the_bots_standing_of_now() -> None:
    async with serving() as site:
        site.metrics.answered("command", 0.1, outcome="found", destination="#dns")
        site.status = HealthStatus(replace(WELL.beat, store="degraded", sockets=1), stopping=False)
        status, text, kind = await site.get("/metrics")
    assert status == 200
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["whoask_questions_total", "command", "found"] == 1
    assert samples["whoask_connections",] == 1
    assert samples["whoask_store_up",] == 0
    assert samples["whoask_registry_valid",] == 1
    assert samples["whoask_registry_loaded_timestamp_seconds",] == NOON.timestamp()
    assert samples["whoask_registry_info", "0123456789ab"] == 1
    assert not [name for name, *_ in samples if name.endswith("_created")]


async def test_a_place_that_is_named_by_something_odd_is_still_one_line_of_metrics() -> None:
    async with serving() as site:
        site.metrics.answered("command", 0.1, outcome="found", destination='#a"\n\\b')
        _, text, _ = await site.get("/metrics")
    [family] = [f for f in text_string_to_metric_families(text) if f.name == "whoask_destinations"]
    assert family.samples[0].labels == {"destination": '#a"\n\\b'}


async def test_there_is_nothing_else_on_it() -> None:
    async with serving() as site:
        assert (await site.get("/"))[0] == 404
        assert (await site.get("/slack/events"))[0] == 404


async def test_without_an_address_nothing_is_served() -> None:
    async with monitor_site(None, Metrics().registry, lambda: WELL) as port:
        assert port is None


async def test_a_port_that_is_taken_is_told_in_one_sentence() -> None:
    async with serving() as site:
        taken = MonitorAddress(port=site.port)
        with pytest.raises(SettingsError, match=f"WHOASK_MONITOR_PORT {site.port}: .*in use"):
            async with monitor_site(taken, Metrics().registry, lambda: WELL):
                pass


async def test_the_age_of_the_registry_is_counted_from_when_it_was_loaded() -> None:
    told = WELL.as_json(NOON + timedelta(hours=2))
    assert told["registry"]["age_seconds"] == 7200
