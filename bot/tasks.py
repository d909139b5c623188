"""Background tasks: references that keep running tasks alive, a wait for them at shutdown, and periodic jobs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class BackgroundTasks:
    """References to every running task: asyncio itself keeps only weak ones."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, job: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Start a task and keep a reference until it is done."""
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finish(self, *, within: float) -> int:
        """Wait some seconds for running tasks and those they start, then cancel the rest; returns how many."""
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
    """Run a job now and again after each pause, until cancelled. A fault is logged, and the next run goes ahead.

    The same fault is logged once, not every second.
    """
    logged = ""
    while True:
        try:
            await job()
            logged = ""
        except Exception as error:
            if (fault := repr(error)) != logged:
                log.exception("A background job failed. It is tried again every %s.", every)
                logged = fault
        await asyncio.sleep(every.total_seconds())
