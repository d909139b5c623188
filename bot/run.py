"""Runs the bot, from connecting to stopping: `main` for `whoask run`, and `serve`, which `whoask demo` calls too.

SIGTERM and SIGINT set an event, and every long wait ends with it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from bot.answering.answer_service import AnswerService
from bot.answering.services import RegistryState, Services
from bot.app import App, connect, create_app, open_http_server, web_client
from bot.jobs import COUNT_EVERY, background, count_unanswered, look_up_channel_ids, periodic_jobs, watch_registries
from bot.monitoring import heartbeat
from bot.monitoring.health import HealthReporter
from bot.monitoring.logs import set_up_logs
from bot.monitoring.server import monitor_site
from bot.monitoring.telemetry import Telemetry, tracing
from bot.registry.current import Current
from bot.registry.files import registry_file
from bot.registry.workspaces import Registries
from bot.settings.settings import Settings
from bot.slack.auth.oauth_app import OAuthApp
from bot.slack.client.channel_ids import ChannelIds, given_ids
from bot.slack.receiving.http_server import HttpServer
from bot.slack.receiving.socket_mode import Connections
from bot.store.privacy import Encryptor, Pseudonyms
from bot.store.sql import SqlStore
from bot.tasks import repeat

log = logging.getLogger(__name__)

Result = TypeVar("Result")

LOOK_EVERY = timedelta(seconds=1)
RESEAL_EVERY = timedelta(hours=1)
# Most runs do nothing: it looks names up where the registry has changed, and once a day.
CHANNEL_IDS_EVERY = timedelta(seconds=20)
# How long running answers may take after the signal to stop. Kubernetes waits 30 seconds in all.
FINISH_SECONDS = 10.0


def main(settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT; returns the exit status.

    Raises WhoaskError for what the operator can mend: a bad registry, a token that Slack refuses, an unusable store.
    """
    set_up_logs(settings.log_level, settings.log_format)
    for sentence in settings.unknown:
        log.warning(sentence)
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    store = SqlStore(
        settings.store,
        pseudonyms=Pseudonyms(settings.people),
        retention=settings.retention,
        encryptor=Encryptor(settings.keys),
    )
    with stop_on_signals() as stop:
        try:
            with tracing(wanted=settings.traces) as span:
                await serve(settings, store, stop=stop, telemetry=Telemetry(span=span), connected=_freeze_garbage)
        finally:
            await store.close()
    log.info("Stopped.")


def _freeze_garbage(_: App) -> None:
    """Exempt present objects from garbage collection, the registry above all: they live as long as the process.

    Traversing them took a sixth of the time of each answer.
    """
    gc.collect()
    gc.freeze()


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
    """Answer questions until `stop` is set. The caller closes the store.

    `connected` is called with the app once it takes questions, `looked` with the default registry after each check of
    the files, which is made every `look_every`.
    Raises WhoaskError where Slack refuses the bot or the registry is bad.
    """
    oauth = settings.http.oauth if settings.http else None
    registries = await Registries.start(registry_file(settings.registry), many=oauth is not None)
    telemetry = telemetry or Telemetry()
    client = web_client(settings.bot_token.reveal(), base_url=settings.slack_api_url, observer=telemetry.observer)
    channel_ids = ChannelIds(client)
    services = _services(settings, store, registries, channel_ids)
    many = OAuthApp.create(store, oauth, client, settings.keys) if oauth else None
    app = create_app(
        client=client,
        answer_service=AnswerService(services, limit=questions_a_minute, span=telemetry.span),
        services=services,
        authorization=many.workspaces if many else None,
        lease=settings.lease,
        telemetry=telemetry,
    )
    if many:
        many.listen_to(app.bolt)
    health = HealthReporter(
        settings.heartbeat, doubts_store=app.store_health.doubts_store, current=registries.overall, store=store
    )
    try:
        async with (
            monitor_site(settings.monitor, telemetry.metrics.registry, health.status),
            background(
                repeat(health.beat, every=heartbeat.EVERY),
                repeat(watch_registries(registries, looked), every=look_every or LOOK_EVERY),
                # Each workspace has its own channels: with many workspaces, names show as text.
                repeat(many.encrypt_again, every=RESEAL_EVERY)
                if many
                else repeat(look_up_channel_ids(channel_ids, registries), every=CHANNEL_IDS_EVERY),
                repeat(count_unanswered(store, telemetry.metrics), every=COUNT_EVERY),
                *periodic_jobs(settings, services, app),
            ),
        ):
            await _answer(app, _open(app, settings, many), health, stop, connected)
    finally:
        await health.end()


async def _open(app: App, settings: Settings, many: OAuthApp | None) -> Connections | HttpServer:
    """Open Socket Mode connections or the HTTP server."""
    if settings.http:
        return await open_http_server(app, settings.http, many.routes() if many else ())
    return await connect(app, settings.app_token.reveal())


async def _answer(
    app: App,
    opening: Coroutine[Any, Any, Connections | HttpServer],
    health: HealthReporter,
    stop: asyncio.Event,
    connected: Callable[[App], object],
) -> None:
    """Connect, take questions until `stop`, then finish the running answers."""
    connections = await unless(stop, opening)
    if connections is None:
        return
    health.connections, health.port = connections, connections.port
    try:
        if connections.port is None:
            log.info("Connected to Slack with %d connections.", connections.live)
        else:
            log.info("Taking Slack's requests on port %d.", connections.port)
        await health.beat()  # at once: a container is healthy from the first heartbeat on
        connected(app)
        await unless(stop, connections.lost())
    finally:
        health.stopping = app.recovery.is_stopping = True
        log.info("Stopping. Answers under way are finished first.")
        await connections.stop(within=FINISH_SECONDS)
        await app.leases.release()


def _services(settings: Settings, store: SqlStore, registries: Registries, channel_ids: ChannelIds) -> Services:
    def state(workspace: str) -> RegistryState:
        current = registries.of(workspace)
        return RegistryState(current.loaded_at, current.problems, current.lent)

    def given(workspace: str) -> Mapping[str, str]:
        # The default's are of one workspace, which with many is not told.
        own = registries.own(workspace)
        return given_ids(own.index.registry) if own else {}

    return Services(
        lambda workspace: registries.of(workspace).index,
        store,
        channels=lambda: channel_ids.known,
        given_ids=given,
        keepers=settings.keepers,
        state=state,
        backup_days=settings.backup_days,
    )


@contextmanager
def stop_on_signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM, SIGINT or SIGHUP sets. A second signal is not caught: it ends the process at once.

    SIGHUP says that the terminal is gone. Whoever starts it with nohup has it ignored, and so it stays.
    """
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    wanted = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    signals = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]

    def abandon() -> None:
        for number in signals:
            loop.remove_signal_handler(number)

    def stop_once() -> None:
        stop.set()
        abandon()

    for number in signals:
        loop.add_signal_handler(number, stop_once)
    try:
        yield stop
    finally:
        abandon()


async def unless(stop: asyncio.Event, job: Coroutine[Any, Any, Result]) -> Result | None:
    """The coroutine's result, or None where `stop` comes first, which cancels it.

    The caller is never cancelled. On Python 3.11.0 to 3.11.2 no `asyncio.timeout` works in a cancelled task, and
    stopping is full of deadlines (https://github.com/python/cpython/issues/102780).
    """
    working, stopping = asyncio.ensure_future(job), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        return None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
