"""A workspace that refuses our token: nothing more is sent there, and the other workspaces notice nothing."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.monitoring.telemetry import NOBODY, Observer
from bot.slack.client.circuit_breaker import Circuit, State
from bot.slack.client.errors import FAILURES, SlackCallError, call_error_of

log = logging.getLogger(__name__)

Result = TypeVar("Result")

# Slack's words for a token that is good for nothing: https://docs.slack.dev/reference/methods/chat.postMessage#errors
REFUSED = {"token_revoked", "account_inactive", "invalid_auth", "token_expired"}
# It is tried again now and then: an administrator may let the app in again, and its token stays the same.
PAUSE, LONGEST_PAUSE = 60.0, 3_600.0


class TokenBreaker:
    """A circuit that one refusal opens."""

    def __init__(self, observer: Observer = NOBODY) -> None:
        self._circuit = Circuit(threshold=1, first=PAUSE, longest=LONGEST_PAUSE)
        self._observer = observer
        self._code = ""

    async def carry(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """Make a call; raises SlackCallError, with Slack's word of last time, while the token counts as refused."""
        probe = self._admitted()
        try:
            result = await call()
        except (SlackCallError, *FAILURES) as error:
            trouble = call_error_of(error)
            if trouble.code in REFUSED:
                self._refuse(trouble.code, probe=probe)
            elif probe:  # that says nothing about the token
                self._become(self._circuit.abandoned())
            raise
        except BaseException:
            if probe:
                self._become(self._circuit.abandoned())
            raise
        self._become(self._circuit.answered())
        return result

    def dismiss(self) -> None:
        """Nobody will see whether the token is taken again: it is not among the refused ones any longer."""
        if self._circuit.open_until is not None:
            self._observer.circuit("workspace", False)  # noqa: FBT003 - the observer's shape
        self._observer = NOBODY

    def _admitted(self) -> bool:
        match self._circuit.state(asyncio.get_running_loop().time()):
            case State.CLOSED:
                return False
            case State.DUE:
                self._become(self._circuit.probed())
                return True
            case State.OPEN | State.PROBING:
                raise SlackCallError(self._code, retryable=False)

    def _refuse(self, code: str, *, probe: bool) -> None:
        self._code = code
        if self._circuit.open_until is None:
            log.error("A workspace refuses the bot token (%s): nothing is sent there. Install the app again.", code)
        now = asyncio.get_running_loop().time()
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - jitter is no secret
        self._become(self._circuit.failed(now, probe=probe, jitter=jitter))

    def _become(self, circuit: Circuit) -> None:
        was_open, is_open = self._circuit.open_until is not None, circuit.open_until is not None
        self._circuit = circuit
        if is_open != was_open:
            self._observer.circuit("workspace", is_open)
            if was_open:
                log.info("A workspace takes the bot token again.")
