"""Counting the questions that wait past their lease, for whoever runs whoask to hear of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.monitor.metrics import Metrics
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)

COUNT_EVERY = timedelta(seconds=10)


def counting(store: SqlStore, metrics: Metrics) -> Callable[[], Awaitable[None]]:
    """The job of counting once. A store that is down leaves the last count standing."""

    async def count() -> None:
        try:
            async with asyncio.timeout(COUNT_EVERY.total_seconds()):
                metrics.unanswered(await store.unanswered.count(ended=datetime.now(UTC)))
        except Exception as error:  # noqa: BLE001 - whatever keeps it from answering, which the pulse tells the log
            log.debug("unanswered questions were not counted: %s", type(error).__name__)

    return count
