"""What the running bot does beside answering: looking, writing again, taking over, forgetting, reminding."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.app import App
from bot.followups.office import Office
from bot.listeners.reminding import send_due
from bot.service.digest import DIGEST_EVERY, send_digest
from bot.service.pulse import reason
from bot.service.registries import Registries
from bot.service.registry_watch import Current
from bot.service.repeating import repeat
from bot.service.settings import Settings
from bot.slack.addresses import Addresses
from bot.slack.sending import Patience
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)

WRITE_EVERY = RESUME_EVERY = timedelta(seconds=1)
FORGET_EVERY = timedelta(hours=1)
REMIND_EVERY = timedelta(seconds=15)


def due_now_and_then(settings: Settings, office: Office, app: App) -> Iterator[Awaitable[None]]:
    """What is due now and then: leases, what is left unanswered, forgetting, reminders, the weekly digest if wanted."""
    yield repeat(app.underway.renew, every=app.underway.renew_every)
    yield repeat(app.underway.endings.write_again, every=WRITE_EVERY)
    yield repeat(app.resuming.look, every=RESUME_EVERY)
    yield repeat(_forgetting(office.store, settings.history), every=FORGET_EVERY)
    yield repeat(partial(send_due, office, app.presence.voice, app.work), every=REMIND_EVERY)
    if channel := settings.digest_channel:
        yield repeat(_sending_digest(settings, office, app, channel), every=DIGEST_EVERY)


def _sending_digest(settings: Settings, office: Office, app: App, channel: str) -> Callable[[], Awaitable[None]]:
    oauth = settings.http.oauth if settings.http else None
    workspace = (oauth.digest_workspace if oauth else None) or ""

    async def send() -> None:
        voice = await app.presence.voice(workspace) if oauth else None
        if voice or not oauth:
            await send_digest(office, workspace, voice.client if voice else app.client, channel, Patience())

    return send


def looking(registries: Registries, looked: Callable[[Current], object]) -> Callable[[], Awaitable[None]]:
    """The job of looking for newer registries. `looked` is shown the default one after each look."""

    async def look() -> None:
        await registries.look()
        looked(registries.default)

    return look


def addressing(addresses: Addresses, registries: Registries) -> Callable[[], Awaitable[None]]:
    """The job of looking up the ids of the registry's channels and groups."""

    async def look_up() -> None:
        await addresses.look_up(registries.default.index.registry, now=datetime.now(UTC))

    return look_up


def _forgetting(store: SqlStore, history: timedelta) -> Callable[[], Awaitable[None]]:
    async def forget() -> None:
        try:
            now = datetime.now(UTC)
            removed = await store.forgetting.forget_history(now=now, keep=history)
            # Last: it also empties the write-ahead log, which still holds what was removed.
            forgotten = await store.forget_expired(now=now)
        except Exception as error:  # noqa: BLE001 - the store is down, which the pulse tells as well
            log.warning("Old texts could not be forgotten (%s). Next try: in %s.", reason(error), FORGET_EVERY)
        else:
            if forgotten:
                log.info("Forgot the texts of %d questions: their retention has run out.", forgotten)
            if removed:
                log.info("Removed %d questions of more than %d days ago.", removed, history.days)

    return forget


@asynccontextmanager
async def background(*jobs: Awaitable[None]) -> AsyncIterator[None]:
    """Run jobs beside the body, and end them with it."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
