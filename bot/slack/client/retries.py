"""Retries of calls to Slack: which calls, after what pause, and for how long in all."""

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

# Attempts of a call that Slack may have carried out: a rare duplicate is accepted, several are not.
MOST_MAYBE_DELIVERED = 2


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How a failed call is retried.

    `pause` seconds before the second attempt, twice that before the third, with a jitter of half. Slack's own
    Retry-After counts instead, up to `longest`: an answer that is later than that is of no use. No attempt begins
    later than `deadline` seconds after the first, by whatever delivery method. With one attempt there is no wait.
    """

    attempts: int = 3
    pause: float = 1.0
    longest: float = 30.0
    deadline: float = 45.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """The current attempt. `until` is how long it may wait for its turn, in the loop's time."""

    number: int
    until: float


# The call policy is not handed its caller's retry policy: it finds the current attempt here.
_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@dataclass(frozen=True, slots=True)
class Fence:
    """A check right before each request, which may have waited: the question may be another replica's by then.

    What `begin` raises stops the request. `failed` is called after a failed attempt.
    """

    begin: Callable[[], object]
    failed: Callable[[], object] = lambda: None


_fence: ContextVar[Fence | None] = ContextVar("fence", default=None)


@contextmanager
def behind(fence: Fence) -> Iterator[None]:
    """Check a fence before each request of the block."""
    outer = _fence.set(fence)
    try:
        yield
    finally:
        _fence.reset(outer)


def pass_fence() -> None:
    """Check the fence, right before a request is made. Raises what its `begin` raises."""
    if fence := _fence.get():
        fence.begin()


def this_attempt() -> Attempt:
    """The current attempt; outside of `with_retry`, the first and only one."""
    return _attempt.get() or Attempt(1, asyncio.get_running_loop().time())


async def with_retry(
    call: Callable[[], Awaitable[Result]],
    retry: RetryPolicy,
    *,
    allow_duplicates: bool = True,
    until: float | None = None,
) -> Result:
    """Call Slack, with retries. A message that timed out may have been delivered: a rare duplicate is accepted.

    Without `allow_duplicates` it is not: then only a call that Slack surely refused is retried. `until` is when to give
    up, in the loop's time, in place of the deadline. Only the caller waits.
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
            failure = call_error_of(error)
        finally:
            _attempt.reset(here)
        wait = failure.retry_after
        if wait is None:
            wait = retry.pause * 2 ** (number - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter is no secret
        in_time = wait <= retry.longest and clock() + wait <= until
        if number >= _most(failure, retry, allow_duplicates=allow_duplicates) or not in_time:
            raise failure
        number += 1
        await asyncio.sleep(wait)


def _most(failure: SlackCallError, retry: RetryPolicy, *, allow_duplicates: bool) -> int:
    """How many attempts a call has in all."""
    if not failure.retryable or failure.has_waited or (failure.maybe_delivered and not allow_duplicates):
        return 1
    return min(retry.attempts, MOST_MAYBE_DELIVERED) if failure.maybe_delivered else retry.attempts
