"""One writer for many waiters: what queues up while one commit runs goes into the next commit together.

A durable commit costs a flush of the disk, whether it holds one question or fifty. While a flush runs, others
arrive and wait for the next one, so the groups form by themselves: nobody is held back to fill one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Job = TypeVar("Job")

# A job of a thousand bytes or so: ten megabytes at most while a database hangs, after that new jobs are refused.
MOST_WAITING = 10_000
MOST_TOGETHER = 200


@dataclass(slots=True)
class _Waiting(Generic[Job]):
    job: Job
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class GroupedWriter(Generic[Job]):
    """Commits jobs in groups, in the order in which they were submitted.

    `commit` returns one result for each job; an exception among them is raised for that job's waiter alone. What it
    raises itself is raised for every waiter of the group. It is never called twice at once.
    """

    def __init__(self, commit: Callable[[Sequence[Job]], Awaitable[Sequence[Any]]]) -> None:
        self._commit = commit
        self._queue: asyncio.Queue[_Waiting[Job] | None] = asyncio.Queue(MOST_WAITING)
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def submit(self, job: Job) -> Any:  # noqa: ANN401 - whatever `commit` returned for the job
        """Wait until the job is committed.

        Cancelling the wait does not take the job back: it may be on its way to the disk already. It is committed
        in its turn, and what is submitted after it comes after it.

        Raises asyncio.QueueFull at once where too much is waiting already: the writer hangs, waiting longer is no use.
        """
        if self._closed:
            raise RuntimeError("the store is closed")
        if self._task is None:  # not in __init__: that may run before there is a loop
            self._task = asyncio.create_task(self._write(), name="store writer")
        waiting = _Waiting(job)
        self._queue.put_nowait(waiting)
        return await waiting.done

    async def close(self, *, within: float) -> None:
        """Commit what is waiting, then stop. After `within` seconds what is left is given up, and its waiters told."""
        self._closed = True
        if self._task is None:
            return
        try:
            async with asyncio.timeout(within):
                await self._queue.put(None)
                # Shielded, so that the deadline is told from the writer's own end.
                await asyncio.shield(self._task)
        except TimeoutError:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._give_up()

    async def _write(self) -> None:
        last = False
        while not last:
            group = [await self._queue.get()]
            while len(group) < MOST_TOGETHER and not self._queue.empty():
                group.append(self._queue.get_nowait())
            last = None in group  # nothing can come after it: submit refuses once it is closed
            await self._settle([waiting for waiting in group if waiting])

    async def _settle(self, group: list[_Waiting[Job]]) -> None:
        if not group:
            return
        try:
            results = await self._commit([waiting.job for waiting in group])
        except asyncio.CancelledError:
            _fail(group, TimeoutError("the store was closed before this was written"))
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, it belongs to those who wait
            _fail(group, error)
        else:
            for waiting, result in zip(group, results, strict=True):
                if isinstance(result, Exception):
                    _fail([waiting], result)
                elif not waiting.done.done():  # cancelled: its waiter has gone
                    waiting.done.set_result(result)

    def _give_up(self) -> None:
        while not self._queue.empty():
            if waiting := self._queue.get_nowait():
                _fail([waiting], TimeoutError("the store was closed before this was written"))


def _fail(group: list[_Waiting[Job]], error: Exception) -> None:
    for waiting in group:
        if not waiting.done.done():
            waiting.done.set_exception(error)
