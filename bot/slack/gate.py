"""What every call goes through on its way to Slack: is the token good, the scope there, the window open, Slack up?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.slack.breaker import Breaker
from bot.slack.observer import NOBODY, Observer
from bot.slack.patience import pass_fence, this_attempt
from bot.slack.rate_limits import Key, RateLimits
from bot.slack.scopes import Scopes
from bot.slack.trouble import FAILURES, NotTakenError, trouble_of
from bot.slack.workspace_token import WorkspaceToken

Result = TypeVar("Result")

# Those who make these calls have a patience of their own, and want to know how it stands.
UNGATED = {"auth.test", "apps.connections.open", "oauth.v2.access"}


class Gate:
    """The gate of one workspace's token. `breaker` is that of Slack as a whole."""

    def __init__(self, breaker: Breaker, observer: Observer = NOBODY) -> None:
        self._breaker = breaker
        self._observer = observer
        self._token = WorkspaceToken(observer)
        self._scopes = Scopes()
        self._limits = RateLimits()

    async def carry(self, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
        """Make a call of a method in a channel as soon as it may be made.

        It waits no longer than the attempt may (bot/slack/patience.py). Raises NotTakenError where it was not sent,
        else what the call raises.
        """
        try:
            if key[0] in UNGATED:
                return await call()
            return await self._token.carry(lambda: self._scopes.carry(lambda: self._limited(call, key), key))
        except (NotTakenError, *FAILURES) as error:
            self._observer.failed(key[0], trouble_of(error).code)
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


class Gates:
    """A gate for each token; before there is a token, one for all of that."""

    def __init__(self, observer: Observer = NOBODY, breaker: Breaker | None = None) -> None:
        self._observer = observer
        self._breaker = breaker or Breaker(observer=observer)
        self._gates: dict[str | None, Gate] = {}

    def of(self, token: str | None) -> Gate:
        """The gate of a workspace, by its bot token."""
        if token not in self._gates:
            self._gates[token] = Gate(self._breaker, self._observer)
        return self._gates[token]
