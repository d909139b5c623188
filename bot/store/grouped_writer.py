"""One writer for many callers: what queues up while one commit runs goes into the next commit together.

A durable commit costs a flush of the disk, whether it holds one question or fifty. While a flush runs, others
arrive and wait for the next one, so the groups form by themselves: no job is held back to fill one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

# A job of a thousand bytes or so: ten megabytes at most while a database hangs, after that new jobs are refused.
MOST_WAITING = 10_000
MOST_TOGETHER = 200


@dataclass(slots=True)
class _Grouped(Generic[Job]):
    job: Job
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass(slots=True)
class _Alone:
    run: Callable[[], Awaitable[Any]]
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class GroupedWriter(Generic[Job]):
    """Commits jobs in groups, in the order in which they were submitted, and runs others alone.

    `commit` returns one result for each job of a group. What it raises is raised for every waiter of the group, unless
    `is_of_one` says that it is the fault of one job: then each is committed by itself. What a job that runs alone
    raises is raised for its own waiter. Jobs never run side by side.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Job]], Awaitable[Sequence[Any]]],
        is_of_one: Callable[[Exception], bool] = lambda _: False,
    ) -> None:
        self._commit = commit
        self._is_of_one = is_of_one
        self._queue: asyncio.Queue[_Grouped[Job] | _Alone | None] = asyncio.Queue()
        self._alone: deque[_Alone] = deque()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def submit(self, job: Job) -> Any:  # noqa: ANN401 - whatever `commit` returned for the job
        """Wait until the job is committed with its group.

        Cancelling the wait does not take the job back: it may be on its way to the disk already. It is committed
        in its turn, and what is submitted after it comes after it.

        Raises asyncio.QueueFull at once where too much is waiting already: the writer hangs, waiting longer is no use.
        """
        return await self._enqueue(_Grouped(job))

    async def run(self, job: Callable[[], Awaitable[Result]]) -> Result:
        """Wait until the job has run by itself, after every job that was submitted before it. Otherwise as above."""
        result: Result = await self._enqueue(_Alone(job))
        return result

    async def close(self, *, within: float) -> None:
        """Write what is waiting, then stop. After `within` seconds what is left is given up, and its waiters told.

        When this returns or raises nothing is under way any more, also where the caller is cancelled.
        """
        self._closed = True
        if self._task is None:
            return
        self._queue.put_nowait(None)
        try:
            # Shielded, so that the deadline is told from the writer's own end.
            await asyncio.wait_for(asyncio.shield(self._task), within)
        except TimeoutError:
            pass
        finally:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._give_up()

    async def _enqueue(self, waiting: _Grouped[Job] | _Alone) -> Any:  # noqa: ANN401 - as above
        if self._closed:
            raise RuntimeError("the store is closed")
        if self._queue.qsize() + len(self._alone) >= MOST_WAITING:
            raise asyncio.QueueFull
        if self._task is None:  # not in __init__: that may run before there is a loop
            self._task = asyncio.create_task(self._write(), name="store writer")
        self._queue.put_nowait(waiting)
        return await waiting.done

    async def _write(self) -> None:
        """A group, one of those that run alone, the next group: a group waits for no more than one that runs alone."""
        is_open = True
        while is_open or self._alone:
            taken = [] if self._alone else [await self._queue.get()]
            while len(taken) < MOST_TOGETHER and not self._queue.empty():
                taken.append(self._queue.get_nowait())
            is_open = is_open and None not in taken  # nothing comes after it
            self._alone.extend(one for one in taken if isinstance(one, _Alone))
            await self._settle([one for one in taken if isinstance(one, _Grouped)])
            if self._alone:
                await self._settle_alone(self._alone.popleft())

    async def _settle(self, group: list[_Grouped[Job]]) -> None:
        if not group:
            return
        try:
            results = await self._commit([waiting.job for waiting in group])
        except asyncio.CancelledError:
            _fail(group, _too_late())
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, it is raised for the callers that wait
            if len(group) > 1 and self._is_of_one(error):
                await self._settle_one_by_one(group)
            else:
                _fail(group, error)
        else:
            for waiting, result in zip(group, results, strict=True):
                _fulfil(waiting, result)

    async def _settle_one_by_one(self, group: list[_Grouped[Job]]) -> None:
        try:
            for waiting in group:
                await self._settle([waiting])
        except asyncio.CancelledError:
            _fail(group, _too_late())
            raise

    async def _settle_alone(self, waiting: _Alone) -> None:
        try:
            result = await waiting.run()
        except asyncio.CancelledError:
            _fail([waiting], _too_late())
            raise
        except Exception as error:  # noqa: BLE001 - as above
            _fail([waiting], error)
        else:
            _fulfil(waiting, result)

    def _give_up(self) -> None:
        _fail(self._alone, _too_late())
        while not self._queue.empty():
            if waiting := self._queue.get_nowait():
                _fail([waiting], _too_late())


def _too_late() -> TimeoutError:
    return TimeoutError("the store was closed before this was written")


def _fulfil(waiting: _Grouped[Any] | _Alone, result: object) -> None:
    if not waiting.done.done():  # cancelled: its waiter has gone
        waiting.done.set_result(result)


def _fail(group: Sequence[_Grouped[Any] | _Alone], error: Exception) -> None:
    for waiting in group:
        if not waiting.done.done():
            waiting.done.set_exception(error)
