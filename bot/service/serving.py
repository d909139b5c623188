"""The bot from connecting to stopping: the same for `whoask run` and `whoask demo`, which bring the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from bot.app import App, connect, create_app, web_client
from bot.desk import Desk
from bot.followups.office import Office, RegistryState
from bot.http.listening import Listening, listen
from bot.http.many import Many
from bot.monitor.server import monitor_site
from bot.monitor.telemetry import Telemetry
from bot.monitor.waiting import COUNT_EVERY, counting
from bot.service import heartbeat
from bot.service.jobs import addressing, background, due_now_and_then, looking
from bot.service.pulse import Pulse
from bot.service.registries import Registries
from bot.service.registry_file import registry_file
from bot.service.registry_watch import Current
from bot.service.repeating import repeat
from bot.service.settings import Settings
from bot.service.stopping import unless
from bot.slack.addresses import Addresses
from bot.slack.sockets import Connections
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
RESEAL_EVERY = timedelta(hours=1)
# Nearly always it has nothing to do: it notices a changed registry, and that a day has gone.
ADDRESS_EVERY = timedelta(seconds=20)
# How long the answers under way may take once the bot is told to stop. Kubernetes waits 30 seconds in all.
FINISH_SECONDS = 10.0


async def serve(  # noqa: PLR0913 - a caller sets what it watches, and leaves the rest
    settings: Settings,
    store: SqlStore,
    *,
    stop: asyncio.Event,
    connected: Callable[[App], object] = lambda _: None,
    looked: Callable[[Current], object] = lambda _: None,
    look_every: timedelta | None = None,
    questions_a_minute: int = 20,
    telemetry: Telemetry | None = None,
) -> None:
    """Answer questions until `stop` is set. The store is the caller's to close.

    `connected` is called with the app once it can be asked, `looked` with the default registry after each look at the
    files. `look_every` is how often that is.
    Raises WhoaskError where Slack or the registry make it pointless.
    """
    oauth = settings.http.oauth if settings.http else None
    registries = await Registries.start(registry_file(settings.registry), many=oauth is not None)
    telemetry = telemetry or Telemetry()
    client = web_client(settings.bot_token.reveal(), base_url=settings.slack_api_url, observer=telemetry.observer)
    addresses = Addresses(client)
    office = _office(settings, store, registries, addresses)
    many = Many.on(store, oauth, client, settings.keys) if oauth else None
    app = create_app(
        client=client,
        desk=Desk(office, limit=questions_a_minute, span=telemetry.span),
        office=office,
        presence=many.workspaces if many else None,
        lease=settings.lease,
        telemetry=telemetry,
    )
    if many:
        many.listen_to(app.bolt)
    pulse = Pulse(settings.heartbeat, condition=app.condition, current=registries.overall, store=store)
    try:
        async with (
            monitor_site(settings.monitor, telemetry.metrics.registry, pulse.standing),
            background(
                repeat(pulse.beat, every=heartbeat.EVERY),
                repeat(looking(registries, looked), every=look_every or LOOK_EVERY),
                # Each workspace has channels of its own: with many, their names show as text.
                repeat(many.reseal, every=RESEAL_EVERY)
                if many
                else repeat(addressing(addresses, registries), every=ADDRESS_EVERY),
                repeat(counting(store, telemetry.metrics), every=COUNT_EVERY),
                *due_now_and_then(settings, office, app),
            ),
        ):
            await _answer(app, _open(app, settings, many), pulse, stop, connected)
    finally:
        await pulse.end()


async def _open(app: App, settings: Settings, many: Many | None) -> Connections | Listening:
    """Begin to take requests, over sockets or HTTP."""
    if settings.http:
        return await listen(app, settings.http, many.routes() if many else ())
    return await connect(app, settings.app_token.reveal())


async def _answer(
    app: App,
    opening: Coroutine[Any, Any, Connections | Listening],
    pulse: Pulse,
    stop: asyncio.Event,
    connected: Callable[[App], object],
) -> None:
    """Connect, let questions come in until `stop`, then finish what is under way."""
    connections = await unless(stop, opening)
    if connections is None:
        return
    pulse.connections, pulse.port = connections, connections.port
    try:
        if connections.port is None:
            log.info("Connected to Slack with %d connections.", connections.live)
        else:
            log.info("Taking Slack's requests on port %d.", connections.port)
        await pulse.beat()  # now, not with the next beat: a container is called healthy by it
        connected(app)
        await unless(stop, connections.lost())
    finally:
        pulse.stopping = app.resuming.is_stopping = True
        log.info("Stopping. Answers under way are finished first.")
        await connections.stop(within=FINISH_SECONDS)
        await app.underway.release()


def _office(settings: Settings, store: SqlStore, registries: Registries, addresses: Addresses) -> Office:
    def state(workspace: str) -> RegistryState:
        current = registries.of(workspace)
        return RegistryState(current.loaded_at, current.problems, current.lent)

    return Office(
        lambda workspace: registries.of(workspace).index,
        store,
        channels=lambda: addresses.known,
        keepers=settings.keepers,
        state=state,
        backup_days=settings.backup_days,
    )
