"""Calls of Slack that fail as told, for the tests of what stands before Slack."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy

Call = Callable[[], Awaitable[str]]

AT_ONCE = RetryPolicy(pause=0.0)


def refusal(error: str = "", status: int = 200, retry_after: str | None = None) -> SlackApiError:
    headers = {"Retry-After": retry_after} if retry_after else {}
    data: Any = {"ok": False, "error": error} if error else ""
    client = AsyncWebClient(token="xoxb-1")
    response = AsyncSlackResponse(
        client=client, http_verb="POST", api_url="", req_args={}, data=data, headers=headers, status_code=status
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


def no_connection() -> aiohttp.ClientConnectorError:
    return aiohttp.ClientConnectorError(cast("Any", SimpleNamespace(ssl=None, host="", port=0)), OSError("refused"))


def failing(*errors: Exception) -> tuple[Callable[..., Any], list[float]]:
    """A call that raises these in turn, then succeeds; and when it was called."""
    left, calls = list(errors), list[float]()

    async def call(*_: object) -> str:
        calls.append(time.monotonic())
        await asyncio.sleep(0)
        if left:
            raise left.pop(0)
        return "taken"

    return call, calls


def limited(retry_after: float | None) -> SlackCallError:
    return SlackCallError("ratelimited", retryable=True, retry_after=retry_after)


def down() -> SlackCallError:
    return SlackCallError("http_503", retryable=True, is_down=True)


def refused(code: str, needed: str | None = None) -> SlackCallError:
    return SlackCallError(code, retryable=False, needed=needed)


class Slack:
    """Raises these in turn, then takes everything; while `gate` is cleared, calls hang.

    `sent` is what was called and when, in the loop's time.
    """

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.sent: list[tuple[str, float]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._came = asyncio.Event()

    def call(self, name: str = "call") -> Call:
        async def call() -> str:
            self.sent.append((name, asyncio.get_running_loop().time()))
            self._came.set()
            await self.gate.wait()
            await asyncio.sleep(0)
            if self.errors:
                raise self.errors.pop(0)
            return name

        return call

    async def called(self, times: int) -> None:
        """Wait until it was called so often."""
        while len(self.sent) < times:
            self._came.clear()
            await self._came.wait()

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.sent]


def soon(seconds: float = 5.0) -> float:
    return asyncio.get_running_loop().time() + seconds


async def finish() -> None:
    """Let whatever can run, run."""
    for _ in range(10):
        await asyncio.sleep(0)
