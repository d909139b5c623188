"""Slack's rate limits, kept for each method and channel: a call that waits delays no other method or channel.

https://docs.slack.dev/apis/web-api/rate-limits: a 429 is about one method, and for messages about one channel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.slack.client.errors import FAILURES, SlackCallError, call_error_of

Result = TypeVar("Result")
# A method and a channel; without one, an empty text.
Key = tuple[str, str]

# Further calls fail at once: they could not be made in time.
MOST_WAITING = 100
# The pause without a Retry-After, or after one of 0 that was followed by a further 429. It doubles each time.
PAUSE, LONGEST_PAUSE = 0.5, 30.0
NEVER_CLOSED = 0.0


@dataclass(slots=True, eq=False)
class Window:
    """One method in one channel: no call before `open_at`, in the loop's time. `turn` lets calls through in order."""

    open_at: float = NEVER_CLOSED
    limited: int = 0
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def close(self, retry_after: float | None, now: float, *, seen: float) -> None:
        """Slack said 429 to a call that was sent when `open_at` was `seen`.

        A 429 for a call that was in flight when the window closed says nothing new, however many there are: the pause
        doubles only for calls that were sent after it had opened again.
        """
        wait = PAUSE if retry_after is None else retry_after
        if seen == self.open_at:
            if self.limited:
                wait = max(wait, min(PAUSE * 2.0 ** min(self.limited - 1, 10), LONGEST_PAUSE))
            self.limited += 1
        self.open_at = max(self.open_at, now + wait)


class RateLimits:
    """The windows of one workspace. A closed window lets no call through; those that wait are made in order."""

    def __init__(self) -> None:
        self._windows: dict[Key, Window] = {}

    async def carry(self, call: Callable[[], Awaitable[Result]], key: Key, *, until: float) -> Result:
        """Make a call in its turn, and again after each 429; it waits until `until`, in the loop's time.

        Raises SlackCallError where it would have to wait longer, and what the call raises.
        """
        self._tidy()
        window = self._windows.get(key)
        if window is None:
            try:
                return await call()
            except (SlackCallError, *FAILURES) as error:
                failure = call_error_of(error)
                if not failure.limited:
                    raise
                window = self._windows.setdefault(key, Window())
                window.close(failure.retry_after, _now(), seen=NEVER_CLOSED)
        return await _in_turn(call, window, until)

    def _tidy(self) -> None:
        now = _now()
        for key in [key for key, window in self._windows.items() if not window.waiting and window.open_at <= now]:
            del self._windows[key]


async def _in_turn(call: Callable[[], Awaitable[Result]], window: Window, until: float) -> Result:
    if window.waiting >= MOST_WAITING or window.open_at > until:
        raise _limited(window)
    window.waiting += 1
    try:
        await _acquire(window, until)
        try:
            return await _when_open(call, window, until)
        finally:
            window.turn.release()
    finally:
        window.waiting -= 1


async def _acquire(window: Window, until: float) -> None:
    try:
        async with asyncio.timeout_at(until):
            await window.turn.acquire()
    except TimeoutError:
        raise _limited(window) from None


async def _when_open(call: Callable[[], Awaitable[Result]], window: Window, until: float) -> Result:
    while True:
        await _opened(window, until)
        seen = window.open_at
        try:
            return await call()
        except (SlackCallError, *FAILURES) as error:
            failure = call_error_of(error)
            if not failure.limited:
                raise
            window.close(failure.retry_after, _now(), seen=seen)


async def _opened(window: Window, until: float) -> None:
    while (wait := window.open_at - _now()) > 0:  # while we sleep, it can be closed for longer
        if window.open_at > until:
            raise _limited(window)
        await asyncio.sleep(wait)


def _limited(window: Window) -> SlackCallError:
    wait = max(window.open_at - _now(), PAUSE)
    return SlackCallError("ratelimited", retryable=True, retry_after=wait, has_waited=True)


def _now() -> float:
    return asyncio.get_running_loop().time()
