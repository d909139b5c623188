"""Patience with a Slack that is busy or broken: what is tried again, when, and how long in all."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from bot.slack.client.errors import FAILURES, SlackCallError, call_error_of

Result = TypeVar("Result")

# A call that Slack may have taken is made again once: a rare double is accepted, a row of them is not.
MOST_UNCLEAR = 2


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How a message that Slack does not take is sent again.

    `pause` seconds before the second attempt, twice that before the third, give or take half. Slack's own
    Retry-After counts instead, up to `longest`: an answer that is later than that is of no use. No attempt begins
    later than `deadline` seconds after the first, whichever way it goes. With one attempt there is no waiting at all.
    """

    attempts: int = 3
    pause: float = 1.0
    longest: float = 30.0
    deadline: float = 45.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """The attempt that is being made. `until` is how long it may wait for its turn, in the loop's time."""

    number: int
    until: float


# A call does not know how patient its caller is: what it goes through on its way to Slack finds that here.
_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@dataclass(frozen=True, slots=True)
class Fence:
    """What is asked right before each request goes out: it may have waited for its turn, and be another's by then.

    What `begin` raises stops the request. `failed` hears of an attempt that came to nothing.
    """

    begin: Callable[[], object]
    failed: Callable[[], object] = lambda: None


_fence: ContextVar[Fence | None] = ContextVar("fence", default=None)


@contextmanager
def behind(fence: Fence) -> Iterator[None]:
    """Put a fence before each request that is made within."""
    outer = _fence.set(fence)
    try:
        yield
    finally:
        _fence.reset(outer)


def pass_fence() -> None:
    """Called right before a request is made."""
    if fence := _fence.get():
        fence.begin()


def this_attempt() -> Attempt:
    """The attempt that is being made; outside of `with_retry`, the first and only one."""
    return _attempt.get() or Attempt(1, asyncio.get_running_loop().time())


async def with_retry(
    call: Callable[[], Awaitable[Result]], retry: RetryPolicy, *, doubles: bool = True, until: float | None = None
) -> Result:
    """Call Slack, and again while that can help. A message that timed out may have arrived: a rare double is accepted.

    Without `doubles` it is not: then only a call that Slack surely turned away is made again. `until` is when to give
    up, in the loop's time, in place of the deadline. Only the caller waits; nothing else is held up.
    Raises SlackCallError.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + retry.deadline if until is None else until
    number = 1
    while True:
        longest = retry.longest if retry.attempts > 1 else 0.0
        here = _attempt.set(Attempt(number, min(until, clock() + longest)))
        try:
            return await call()
        except Exception as error:
            if fence := _fence.get():
                fence.failed()
            if not isinstance(error, (SlackCallError, *FAILURES)):
                raise
            trouble = call_error_of(error)
        finally:
            _attempt.reset(here)
        wait = trouble.retry_after
        if wait is None:
            wait = retry.pause * 2 ** (number - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter is no secret
        in_time = wait <= retry.longest and clock() + wait <= until
        if number >= _most(trouble, retry, doubles=doubles) or not in_time:
            raise trouble
        number += 1
        await asyncio.sleep(wait)


def _most(trouble: SlackCallError, retry: RetryPolicy, *, doubles: bool) -> int:
    """How often a call is made in all."""
    if not trouble.retryable or trouble.has_waited or (trouble.maybe_delivered and not doubles):
        return 1
    return min(retry.attempts, MOST_UNCLEAR) if trouble.maybe_delivered else retry.attempts
