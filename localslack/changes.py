"""Waiting without sleeping: everything that changes says so, and everybody who waits looks again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Wakes those who wait whenever the local Slack changes.

    It does the work of an ``asyncio.Condition`` for one loop, but ``tell`` needs no lock and no ``await``, so the
    workspace's plain functions can call it.

    Attributes:
        count: how many changes there were, so that whoever looks away misses none.
    """

    def __init__(self) -> None:
        self.count = 0
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Something changed."""
        self.count += 1
        self._next.set()
        self._next = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], T], timeout: float | None) -> T:  # noqa: ASYNC109 - how waiting reads
        """Wait until ``predicate`` returns something true, and return that; without a timeout, for ever.

        Raises:
            TimeoutError: it never did.
        """
        async with asyncio.timeout(timeout):
            while not (found := predicate()):
                await self._next.wait()
        return found
