"""Reading beside the writer: whoever looks something up holds up no claim, and waits for none."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.transactions import Job, Result, retry
from bot.tasks import BackgroundTasks

# With the writer's, no more connections than SQLAlchemy's pool keeps open.
MOST_AT_ONCE = 4
MOST_WAITING = 1_000


class ReadPool:
    """Runs jobs that only read, a few at once, each on a connection of its own.

    Each job is a task of ours. A caller whose deadline passes goes away, and the job ends by itself: SQLAlchemy throws
    away a connection whose job is cancelled, and closes it while nobody waits for that.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._tasks = BackgroundTasks()
        self._closed = False

    async def run(self, job: Job[Result]) -> Result:
        """The job's result. Raises asyncio.QueueFull at once where too many wait already: the database hangs."""
        if self._closed:
            raise RuntimeError("the store is closed")
        if len(self._tasks) >= MOST_WAITING:
            raise asyncio.QueueFull
        return await asyncio.shield(self._tasks.start(self._read(job)))

    async def close(self, *, within: float) -> None:
        """Let the jobs under way end. After `within` seconds they are given up, and whoever waits is told."""
        self._closed = True
        await self._tasks.finish(within=within)

    async def _read(self, job: Job[Result]) -> Result:
        try:
            async with self._turns, asyncio.timeout(retry(self._engine)), self._engine.connect() as connection:
                return await job(connection)
        except asyncio.CancelledError:
            raise TimeoutError("the store was closed before this was read") from None
