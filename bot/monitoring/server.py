"""The HTTP server for monitors: /healthz, /readyz and /metrics. Nothing there is secret; keep it inside even so."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest

from bot.listening import Listener
from bot.monitoring.health import Gauges, HealthStatus
from bot.settings.settings import MonitorAddress
from routing.errors import SettingsError

log = logging.getLogger(__name__)

OK, UNAVAILABLE = 200, 503
# When the bot ends, a probe may take no longer than this.
CLOSING_SECONDS = 1.0


@asynccontextmanager
async def monitor_site(
    address: MonitorAddress | None, registry: CollectorRegistry, status: Callable[[], HealthStatus]
) -> AsyncIterator[int | None]:
    """Answer monitors while the body runs; yields the port, None where no address is set.

    Raises SettingsError where the address cannot be had.
    """
    if address is None:
        yield None
        return
    registry.register(Gauges(status))
    listener = Listener(monitor_app(registry, status), shutdown_timeout=CLOSING_SECONDS)
    try:
        await listener.open(address.host, address.port)
    except OSError as error:
        raise SettingsError(
            f"whoask cannot listen at WHOASK_MONITOR_HOST {address.host}, WHOASK_MONITOR_PORT {address.port}: "
            f"{error.strerror}"
        ) from error
    try:
        log.info("Monitoring is at http://%s:%s: /healthz, /readyz and /metrics.", address.host, listener.port)
        yield listener.port
    finally:
        await listener.close()


def monitor_app(
    registry: CollectorRegistry,
    status: Callable[[], HealthStatus],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> web.Application:
    """The site's pages. `status` is asked with each probe."""

    async def healthz(_: web.Request) -> web.Response:
        """That this answers is the proof: the process and its one event loop live."""
        return web.Response(text="ok\n", headers=_FRESH)

    async def readyz(_: web.Request) -> web.Response:
        found = status()
        code = OK if found.ready else UNAVAILABLE
        return web.json_response(found.as_json(now()), status=code, dumps=_indented, headers=_FRESH)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    return app


_FRESH = {"Cache-Control": "no-store"}


def _indented(value: object) -> str:
    """People read it too, when something is wrong."""
    return json.dumps(value, indent=2) + "\n"
