"""What the bot asks of its store and can go on without: with a deadline, and a line in the log where it fails.

A store may raise anything: a driver's error, a lock's, a deadline's. An asker who waits for an answer, or who has to
hear what came of a click, must not pay for that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Protocol, Self


class _Log(Protocol):
    """`log.warning` or another method of a logger."""

    def __call__(
        self, message: str, /, *args: object, extra: Mapping[str, object] | None = None, stacklevel: int = 1
    ) -> None: ...


class BestEffort:
    """`async with` whose body may take `seconds` and may fail: the fault is logged, and the caller goes on without it.

    The fault's name comes after the message; its words are left out, as they may quote a question. A body that
    returns what the store said leaves the default to the line after it:

        async with BestEffort(CLAIM_SECONDS, log.warning, "the store missed the claim of %s", key):
            return await store.claim(key)
        return True

    Without a log the caller tells of the `fault` itself. Being cancelled is no fault, and goes through.
    """

    def __init__(
        self,
        seconds: float | None,
        log: _Log | None = None,
        message: str = "",
        *args: object,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        self._deadline = asyncio.timeout(seconds)
        self._log = log
        self._message, self._args, self._extra = message, args, extra
        self.fault: Exception | None = None

    async def __aenter__(self) -> Self:
        await self._deadline.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        try:
            await self._deadline.__aexit__(kind, error, trace)
        except TimeoutError as late:
            error = late
        if not isinstance(error, Exception):
            return False
        self.fault = error
        if self._log:
            self._log(f"{self._message}: %s", *self._args, type(error).__name__, extra=self._extra, stacklevel=2)
        return True
