"""What the app may not do for lack of a scope: told to the log once, and left alone where people can do without."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.slack.rate_limits import Key
from bot.slack.trouble import FAILURES, NotTakenError, trouble_of

log = logging.getLogger(__name__)

Result = TypeVar("Result")

MISSING = "missing_scope"
# What people have asked for is tried each time: they are told why it did not work.
ASKED_FOR = ("chat.", "views.")
# All else is off for so long. Then the app may have been given the scope.
OFF_SECONDS = 3_600.0
MOST_REMEMBERED = 1_000


class Scopes:
    """What one workspace's token lacks."""

    def __init__(self) -> None:
        self._off: dict[Key, tuple[str | None, float]] = {}  # the scope, and until when
        self._told: set[tuple[str, str | None]] = set()

    async def carry(self, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
        """Make a call; raises NotTakenError at once where Slack has refused it lately for lack of a scope."""
        if off := self._off.get(key):
            needed, until = off
            if asyncio.get_running_loop().time() < until:
                raise NotTakenError(MISSING, passing=False, needed=needed)
            del self._off[key]
        try:
            return await call()
        except (NotTakenError, *FAILURES) as error:
            trouble = trouble_of(error)
            if trouble.code == MISSING:
                self._note(trouble, key)
            raise

    def _note(self, trouble: NotTakenError, key: Key) -> None:
        method, _ = key
        if (method, trouble.needed) not in self._told:
            self._told.add((method, trouble.needed))
            scope = f"the scope {trouble.needed}" if trouble.needed else "a scope that Slack does not name"
            log.warning("Slack refuses %s: it takes %s. Add that to the app, and install the app again.", method, scope)
        if not method.startswith(ASKED_FOR):
            if len(self._off) >= MOST_REMEMBERED:
                self._off.clear()
            self._off[key] = (trouble.needed, asyncio.get_running_loop().time() + OFF_SECONDS)
