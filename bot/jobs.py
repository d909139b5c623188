"""What the running bot does beside answering: looking, writing again, taking over, forgetting, reminding.

Counting the questions that have had no answer for long, for whoever runs whoask to hear of.
"""

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
from bot.features.reminders.handlers import send_due
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

log = logging.getLogger(__name__)

WRITE_EVERY = RESUME_EVERY = timedelta(seconds=1)
FORGET_EVERY = timedelta(hours=1)
REMIND_EVERY = timedelta(seconds=15)


def due_now_and_then(settings: Settings, services: Services, app: App) -> Iterator[Awaitable[None]]:
    """What is due now and then: leases, what is left unanswered, forgetting, reminders, the weekly digest if wanted."""
    yield repeat(app.leases.renew, every=app.leases.renew_every)
    yield repeat(app.leases.outcomes.write_again, every=WRITE_EVERY)
    yield repeat(app.recovery.look, every=RESUME_EVERY)
    yield repeat(_forgetting(services.store, settings.history), every=FORGET_EVERY)
    yield repeat(partial(send_due, services, app.authorization.workspace_client, app.tasks), every=REMIND_EVERY)
    if channel := settings.digest_channel:
        yield repeat(_sending_digest(settings, services, app, channel), every=DIGEST_EVERY)


def _sending_digest(settings: Settings, services: Services, app: App, channel: str) -> Callable[[], Awaitable[None]]:
    oauth = settings.http.oauth if settings.http else None
    workspace = (oauth.digest_workspace if oauth else None) or ""

    async def send() -> None:
        slack = await app.authorization.workspace_client(workspace) if oauth else None
        if slack or not oauth:
            await send_digest(services, workspace, slack.client if slack else app.client, channel, RetryPolicy())

    return send


def looking(registries: Registries, looked: Callable[[Current], object]) -> Callable[[], Awaitable[None]]:
    """The job of looking for newer registries. `looked` is shown the default one after each look."""

    async def look() -> None:
        await registries.look()
        looked(registries.default)

    return look


def addressing(channel_ids: ChannelIds, registries: Registries) -> Callable[[], Awaitable[None]]:
    """The job of looking up the ids of the registry's channels and groups."""

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
    """Run jobs beside the body, and end them with it."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


COUNT_EVERY = timedelta(seconds=10)
# By then a replica that died has long been taken over from, and a Slack that was busy has been asked again.
LONG = timedelta(minutes=5)


def counting(
    store: SqlStore, metrics: Metrics, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Callable[[], Awaitable[None]]:
    """The job of counting once. A store that is down leaves the last count standing.

    Questions count by their age. Their leases say little: one that is put off, because Slack would not take the answer
    or nobody can read the question, has a lease that has not ended.
    """

    async def count() -> None:
        async with BestEffort(COUNT_EVERY.total_seconds(), log.debug, "unanswered questions were not counted"):
            metrics.unanswered(await store.unanswered.count(claimed_before=now() - LONG))

    return count
