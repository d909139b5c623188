"""The tasks under way: a reference to each, so that none is lost, and a way to wait for them at the end.

Doing something again and again, whatever happens to it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class BackgroundTasks:
    """Holds every task that the bot starts. asyncio itself keeps only weak references to them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, job: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Start a task and keep hold of it until it is done."""
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finish(self, *, within: float) -> int:
        """Wait for what is under way and what that starts, for some seconds, then cancel the rest; says how many."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while self._tasks and loop.time() < until:
            await asyncio.wait(tuple(self._tasks), timeout=until - loop.time())
        late = tuple(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    def __len__(self) -> int:
        return len(self._tasks)


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
