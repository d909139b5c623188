"""The bot from connecting to stopping: the same for `whoask run` and `whoask demo`, which bring the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot import heartbeat
from bot.app import App, connect, create_app, web_client
from bot.desk import Desk
from bot.pulse import Pulse, reason
from bot.registry_file import registry_file
from bot.registry_watch import RegistryWatch
from bot.repeating import repeat
from bot.settings import Settings
from bot.stopping import unless
from bot.store import Store

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=1)
FORGET_EVERY = timedelta(hours=1)
# How long the answers under way may take once the bot is told to stop. Kubernetes waits 30 seconds in all.
FINISH_SECONDS = 10.0


async def serve(
    settings: Settings,
    store: Store,
    *,
    stop: asyncio.Event,
    connected: Callable[[App], object] = lambda _: None,
    questions_a_minute: int = 20,
) -> None:
    """Answer questions until `stop` is set. The store is the caller's to close.

    `connected` is called with the app once it can be asked.
    Raises WhoaskError where Slack or the registry make it pointless.
    """
    watch = await RegistryWatch.start(registry_file(settings.registry))
    client = web_client(settings.bot_token.reveal(), base_url=settings.slack_api_url)
    desk = Desk(lambda: watch.current.index, store, limit=questions_a_minute)
    app = create_app(client=client, desk=desk, store=store)
    pulse = Pulse(settings.heartbeat, condition=app.condition, current=watch.current, store=store)
    try:
        async with _background(
            repeat(pulse.beat, every=heartbeat.EVERY),
            repeat(watch.look, every=LOOK_EVERY),
            repeat(_forgetting(store), every=FORGET_EVERY),
        ):
            await _answer(app, settings, pulse, stop, connected)
    finally:
        await pulse.end()


async def _answer(
    app: App, settings: Settings, pulse: Pulse, stop: asyncio.Event, connected: Callable[[App], object]
) -> None:
    """Connect, let questions come in until `stop`, then finish what is under way."""
    connections = await unless(stop, connect(app, settings.app_token.reveal()))
    if connections is None:
        return
    pulse.connections = connections
    try:
        log.info("Connected to Slack with %d connections.", connections.live)
        await pulse.beat()  # now, not with the next beat: a container is called healthy by it
        connected(app)
        await unless(stop, connections.lost())
    finally:
        log.info("Stopping. Answers under way are finished first.")
        await connections.stop(within=FINISH_SECONDS)


def _forgetting(store: Store) -> Callable[[], Awaitable[None]]:
    async def forget() -> None:
        try:
            forgotten = await store.forget_expired(now=datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 - the store is down, which the pulse tells as well
            log.warning("Old texts could not be forgotten (%s). Next try: in %s.", reason(error), FORGET_EVERY)
        else:
            if forgotten:
                log.info("Forgot the texts of %d questions: their retention has run out.", forgotten)

    return forget


@asynccontextmanager
async def _background(*jobs: Awaitable[None]) -> AsyncIterator[None]:
    """Run jobs beside the body, and end them with it."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
