"""What every call goes through on its way to Slack: is the token good, the scope there, the window open, Slack up?

What the app may not do for lack of a scope: told to the log once, and left alone where people can do without.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from cachetools import LRUCache, TTLCache

from bot.monitoring.telemetry import NOBODY, Observer
from bot.slack.client.circuit_breaker import CircuitBreaker, token_breaker
from bot.slack.client.errors import FAILURES, SlackCallError, call_error_of
from bot.slack.client.rate_limits import Key, RateLimits
from bot.slack.client.retries import pass_fence, this_attempt

log = logging.getLogger(__name__)

Result = TypeVar("Result")

# Those who make these calls have a patience of their own, and want to know how it stands.
UNGATED = {"auth.test", "apps.connections.open", "oauth.v2.access"}
# As many as there are workspaces whose tokens are remembered (bot/slack/auth/multi_workspace.py).
MOST_GATES = 1_000


class CallPolicy:
    """The gate of one workspace's token. `breaker` is that of Slack as a whole."""

    def __init__(self, breaker: CircuitBreaker, observer: Observer = NOBODY) -> None:
        self._breaker = breaker
        self._observer = observer
        self._token = token_breaker(observer)
        self._scopes = MissingScopes()
        self._limits = RateLimits()

    async def carry(self, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
        """Make a call of a method in a channel as soon as it may be made.

        It waits no longer than the attempt may (retries.py). Raises SlackCallError where it was not sent,
        else what the call raises.
        """
        if key[0] in UNGATED:
            return await self._watched(call, key)

        async def on() -> Result:
            return await self._token.carry(lambda: self._limited(call, key))

        # What a scope keeps off is left alone on purpose, so it is no failure of a call.
        return await self._scopes.carry(lambda: self._watched(on, key), key)

    def dismiss(self) -> None:
        """This gate is not kept any longer."""
        self._token.dismiss()

    async def _watched(self, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
        try:
            return await call()
        except (SlackCallError, *FAILURES) as error:
            self._observer.failed(key[0], call_error_of(error).code)
            raise

    async def _limited(self, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
        attempt, sent = this_attempt(), 0

        async def send() -> Result:
            nonlocal sent
            pass_fence()
            sent += 1
            if sent > 1 or attempt.number > 1:
                self._observer.retried(key[0], "limited" if sent > 1 else "failed")
            return await call()

        async def once_up() -> Result:
            return await self._breaker.carry(send, until=attempt.until)

        return await self._limits.carry(once_up, key, until=attempt.until)


class CallPolicies:
    """A gate for each token that was used lately; before there is a token, one for all of that.

    A gate that is dropped takes nothing along but what the next call finds out again.
    """

    def __init__(self, observer: Observer = NOBODY, breaker: CircuitBreaker | None = None) -> None:
        self._observer = observer
        self._breaker = breaker or CircuitBreaker(observer=observer)
        self._gates: LRUCache[str | None, CallPolicy] = LRUCache(MOST_GATES)

    def of(self, token: str | None) -> CallPolicy:
        """The gate of a workspace, by its bot token."""
        gate = self._gates.get(token)
        if gate is None:
            if len(self._gates) >= MOST_GATES:
                self._gates.popitem()[1].dismiss()
            gate = self._gates[token] = CallPolicy(self._breaker, self._observer)
        return gate


MISSING = "missing_scope"
# What people have asked for is tried each time: they are told why it did not work.
ASKED_FOR = ("chat.", "views.")
# All else is off for so long. Then the app may have been given the scope.
OFF_SECONDS = 3_600.0
MOST_REMEMBERED = 1_000


class MissingScopes:
    """What one workspace's token lacks."""

    def __init__(self) -> None:
        self._off: TTLCache[Key, str | None] = TTLCache(MOST_REMEMBERED, OFF_SECONDS, timer=_now)  # what scope it takes
        self._told: set[tuple[str, str | None]] = set()

    async def carry(self, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
        """Make a call; raises SlackCallError at once where Slack has refused it lately for lack of a scope."""
        if key in self._off:
            raise SlackCallError(MISSING, retryable=False, needed=self._off.get(key))
        try:
            return await call()
        except (SlackCallError, *FAILURES) as error:
            trouble = call_error_of(error)
            if trouble.code == MISSING:
                self._note(trouble, key)
            raise

    def _note(self, trouble: SlackCallError, key: Key) -> None:
        method, _ = key
        if (method, trouble.needed) not in self._told:
            self._told.add((method, trouble.needed))
            scope = f"the scope {trouble.needed}" if trouble.needed else "a scope that Slack does not name"
            log.warning("Slack refuses %s: it takes %s. Add that to the app, and install the app again.", method, scope)
        if not method.startswith(ASKED_FOR):
            self._off[key] = trouble.needed


def _now() -> float:
    return asyncio.get_running_loop().time()
