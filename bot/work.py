"""The tasks under way: a reference to each, so that none is lost, and a way to wait for them at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Work:
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
