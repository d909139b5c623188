"""The background jobs: leases, outcomes, recovery, registries, channel ids, retention, reminders, digest, metrics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.answering.services import Services
from bot.app import App
from bot.features.digest.job import DIGEST_EVERY, send_digest
from bot.features.reminders.job import send_due
from bot.monitoring.health import reason
from bot.monitoring.metrics import Metrics
from bot.registry.current import Current
from bot.registry.workspaces import Registries
from bot.settings.settings import Settings
from bot.slack.client.channel_ids import ChannelIds
from bot.slack.client.retries import RetryPolicy
from bot.store.best_effort import BestEffort
from bot.store.sql import SqlStore
from bot.tasks import repeat
from routing.registry.hours import holidays_known_until

log = logging.getLogger(__name__)

WRITE_EVERY = RESUME_EVERY = timedelta(seconds=1)
FORGET_EVERY = timedelta(hours=1)
HOLIDAYS_EVERY = timedelta(minutes=5)  # the registry can name others by then
REMIND_EVERY = timedelta(seconds=15)
COUNT_EVERY = timedelta(seconds=10)
# By then, the questions of a dead replica have long been recovered, and postponed answers retried.
LONG = timedelta(minutes=5)


def periodic_jobs(settings: Settings, services: Services, app: App) -> Iterator[Awaitable[None]]:
    """Jobs on a timer: leases, outcomes, recovery, retention, reminders, and the weekly digest where it is set up."""
    yield repeat(app.leases.renew, every=app.leases.renew_every)
    yield repeat(app.leases.outcomes.write_again, every=WRITE_EVERY)
    yield repeat(app.recovery.look, every=RESUME_EVERY)
    yield repeat(_forgetting(services.store, settings.history), every=FORGET_EVERY)
    yield repeat(_noting_holidays(services, app), every=HOLIDAYS_EVERY)
    yield repeat(partial(send_due, services, app.authorization.workspace_client, app.tasks), every=REMIND_EVERY)
    if channel := settings.digest_channel:
        yield repeat(_sending_digest(settings, services, app, channel), every=DIGEST_EVERY)


def _noting_holidays(services: Services, app: App) -> Callable[[], Awaitable[None]]:
    async def note() -> None:
        app.telemetry.metrics.holidays_known_until(holidays_known_until(services.index("").registry))

    return note


def _sending_digest(settings: Settings, services: Services, app: App, channel: str) -> Callable[[], Awaitable[None]]:
    oauth = settings.http.oauth if settings.http else None

    async def send() -> None:
        where = await app.authorization.installation(oauth.digest_workspace if oauth else None)
        if where and (slack := await app.authorization.workspace_client(where.workspace)):
            await send_digest(services, where.workspace, slack.client, channel, RetryPolicy())

    return send


def watch_registries(registries: Registries, looked: Callable[[Current], object]) -> Callable[[], Awaitable[None]]:
    """The job that reloads changed registries. `looked` is called with the default one after each check."""

    async def watch() -> None:
        await registries.look()
        looked(registries.default)

    return watch


def look_up_channel_ids(channel_ids: ChannelIds, registries: Registries) -> Callable[[], Awaitable[None]]:
    """The job that looks up the ids of the registry's channels and groups."""

    async def look_up() -> None:
        await channel_ids.look_up(registries.default.index.registry, now=datetime.now(UTC))

    return look_up


def _forgetting(store: SqlStore, history: timedelta) -> Callable[[], Awaitable[None]]:
    async def forget() -> None:
        async with BestEffort(None) as attempt:
            now = datetime.now(UTC)
            removed = await store.forgetting.forget_history(now=now, keep=history)
            # Last: it also empties the write-ahead log, which still holds what was removed.
            forgotten = await store.forget_expired(now=now)
            if forgotten:
                log.info("Forgot the texts of %d questions: their retention has run out.", forgotten)
            if removed:
                log.info("Removed %d questions of more than %d days ago.", removed, history.days)
        if attempt.fault:
            why = reason(attempt.fault)
            log.warning("Old texts could not be forgotten (%s). Next try: in %s.", why, FORGET_EVERY)

    return forget


@asynccontextmanager
async def background(*jobs: Awaitable[None]) -> AsyncIterator[None]:
    """Run jobs for as long as the body runs."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def count_unanswered(
    store: SqlStore, metrics: Metrics, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Callable[[], Awaitable[None]]:
    """The job that counts questions without an answer for `LONG`. Where the store is down, the last count stays.

    Questions count by their age. Leases would say little: a postponed question, because Slack refused the answer or no
    key decrypts the question, has a lease that has not ended.
    """

    async def count() -> None:
        async with BestEffort(COUNT_EVERY.total_seconds(), log.debug, "unanswered questions were not counted"):
            metrics.unanswered(await store.unanswered.count(claimed_before=now() - LONG))

    return count
