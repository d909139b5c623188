"""What every call goes through on its way to Slack: is the token good, the scope there, the window open, Slack up?"""

from __future__ import annotations

from collections import OrderedDict
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
# As many as there are workspaces whose tokens are remembered (bot/http/workspaces.py).
MOST_GATES = 1_000


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
    """A gate for each token that was used lately; before there is a token, one for all of that.

    A gate that is dropped takes nothing along but what the next call finds out again.
    """

    def __init__(self, observer: Observer = NOBODY, breaker: Breaker | None = None) -> None:
        self._observer = observer
        self._breaker = breaker or Breaker(observer=observer)
        self._gates: OrderedDict[str | None, Gate] = OrderedDict()

    def of(self, token: str | None) -> Gate:
        """The gate of a workspace, by its bot token."""
        if token not in self._gates:
            self._gates[token] = Gate(self._breaker, self._observer)
            if len(self._gates) > MOST_GATES:
                self._gates.popitem(last=False)[1].dismiss()
        self._gates.move_to_end(token)
        return self._gates[token]
