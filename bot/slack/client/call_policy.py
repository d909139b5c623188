"""The policy of outgoing calls: token, scope, rate limit and circuit breaker are checked before each call to Slack."""

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

# Calls that are sent without checks: their callers retry by their own rules, and need Slack's answer of now.
EXEMPT = {"auth.test", "apps.connections.open", "oauth.v2.access"}
# As many as there are workspaces whose tokens are remembered (bot/slack/auth/multi_workspace.py).
MOST_POLICIES = 1_000
MISSING = "missing_scope"
# Methods that an asker's click or question leads to are tried each time: the asker is told why it did not work.
ASKED_FOR = ("chat.", "views.")
# All others are not called for so long. By then the app may have been given the scope.
OFF_SECONDS = 3_600.0
MOST_REMEMBERED = 1_000


class CallPolicy:
    """The call policy of one workspace's token. `breaker` is that of Slack as a whole."""

    def __init__(self, breaker: CircuitBreaker, observer: Observer = NOBODY) -> None:
        self._breaker = breaker
        self._observer = observer
        self._token = token_breaker(observer)
        self._scopes = MissingScopes()
        self._limits = RateLimits()

    async def carry(self, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
        """Make a call as soon as it is allowed. `key` is its method and channel.

        It waits no longer than the attempt may (retries.py). Raises SlackCallError where it was not sent,
        else what the call raises.
        """
        if key[0] in EXEMPT:
            return await self._watched(call, key)

        async def on() -> Result:
            return await self._token.carry(lambda: self._limited(call, key))

        # A call that is not made for lack of a scope does not count as failed.
        return await self._scopes.carry(lambda: self._watched(on, key), key)

    def dismiss(self) -> None:
        """End this policy: its breaker is reported closed."""
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
    """A policy for each token that was used lately, and one for calls without a token.

    What a dropped policy knew, the next call of its token finds out again.
    """

    def __init__(self, observer: Observer = NOBODY, breaker: CircuitBreaker | None = None) -> None:
        self._observer = observer
        self._breaker = breaker or CircuitBreaker(observer=observer)
        self._policies: LRUCache[str | None, CallPolicy] = LRUCache(MOST_POLICIES)

    def of(self, token: str | None) -> CallPolicy:
        """The policy of a workspace, by its bot token."""
        policy = self._policies.get(token)
        if policy is None:
            if len(self._policies) >= MOST_POLICIES:
                self._policies.popitem()[1].dismiss()
            policy = self._policies[token] = CallPolicy(self._breaker, self._observer)
        return policy


class MissingScopes:
    """The scopes that one workspace's token lacks: each is logged once, and its method is not called for an hour."""

    def __init__(self) -> None:
        self._off: TTLCache[Key, str | None] = TTLCache(MOST_REMEMBERED, OFF_SECONDS, timer=_now)  # the scope it needs
        self._told: set[tuple[str, str | None]] = set()

    async def carry(self, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
        """Make a call. Raises SlackCallError at once where Slack has refused it lately for lack of a scope."""
        if key in self._off:
            raise SlackCallError(MISSING, retryable=False, needed=self._off.get(key))
        try:
            return await call()
        except (SlackCallError, *FAILURES) as error:
            failure = call_error_of(error)
            if failure.code == MISSING:
                self._note(failure, key)
            raise

    def _note(self, failure: SlackCallError, key: Key) -> None:
        method, _ = key
        if (method, failure.needed) not in self._told:
            self._told.add((method, failure.needed))
            scope = f"the scope {failure.needed}" if failure.needed else "a scope that Slack does not name"
            log.warning("Slack refuses %s: it takes %s. Add that to the app, and install the app again.", method, scope)
        if not method.startswith(ASKED_FOR):
            self._off[key] = failure.needed


def _now() -> float:
    return asyncio.get_running_loop().time()
