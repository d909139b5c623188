"""Doing something again and again, whatever happens to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

log = logging.getLogger(__name__)


async def repeat(job: Callable[[], Awaitable[object]], *, every: timedelta) -> None:
    """Do a job now and then again, until cancelled. A job that fails is told to the log and gets its next turn.

    The same fault is told once, not every second until somebody comes.
    """
    told = ""
    while True:
        try:
            await job()
            told = ""
        except Exception as error:
            if (fault := repr(error)) != told:
                log.exception("A background job failed. It is tried again every %s.", every)
                told = fault
        await asyncio.sleep(every.total_seconds())
