"""Waiting without sleeping: everything that changes says so, and everybody who waits looks again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Wakes those who wait whenever the sandbox changes.

    It does the work of an ``asyncio.Condition`` for one loop, but ``tell`` needs no lock and no ``await``, so the
    workspace's plain functions can call it.
    """

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Something changed."""
        self._next.set()
        self._next = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], T], timeout: float) -> T:  # noqa: ASYNC109 - how waiting reads
        """Wait until ``predicate`` returns something true, and return that.

        Raises:
            TimeoutError: it never did.
        """
        async with asyncio.timeout(timeout):
            while not (found := predicate()):
                await self._next.wait()
        return found
