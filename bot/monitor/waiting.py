"""Counting the questions that have had no answer for long, for whoever runs whoask to hear of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.monitor.metrics import Metrics
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)

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
        try:
            async with asyncio.timeout(COUNT_EVERY.total_seconds()):
                metrics.unanswered(await store.unanswered.count(claimed_before=now() - LONG))
        except Exception as error:  # noqa: BLE001 - whatever keeps it from answering, which the pulse tells the log
            log.debug("unanswered questions were not counted: %s", type(error).__name__)

    return count
