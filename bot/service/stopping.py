"""Ending on request: SIGTERM and SIGINT set an event, and whoever waits for something waits for that as well."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")


@contextmanager
def stop_on_signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM or SIGINT sets. The second signal is not caught: somebody does not want to wait."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGTERM, signal.SIGINT)

    def let_go() -> None:
        for number in signals:
            loop.remove_signal_handler(number)

    def stop_once() -> None:
        stop.set()
        let_go()

    for number in signals:
        loop.add_signal_handler(number, stop_once)
    try:
        yield stop
    finally:
        let_go()


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, Result]) -> Result | None:
    """The work's result, or null where the stop comes first; the work is cancelled then.

    Nothing here cancels the caller. On Python 3.11.0 to 3.11.2 no `asyncio.timeout` works in a cancelled task, and
    stopping is full of deadlines (https://github.com/python/cpython/issues/102780).
    """
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        return None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
