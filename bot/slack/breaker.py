"""Slack as a whole: while it is down, calls wait for one that goes out to see whether it is back."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from bot.slack.circuit import Circuit, State
from bot.slack.observer import NOBODY, Observer
from bot.slack.trouble import CIRCUIT_OPEN, FAILURES, NotTakenError, trouble_of

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Breaker:
    """One circuit over all methods and workspaces."""

    def __init__(self, circuit: Circuit | None = None, observer: Observer = NOBODY) -> None:
        self._circuit = circuit or Circuit()
        self._observer = observer
        self._changed = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether Slack counts as down."""
        return self._circuit.open_until is not None

    async def carry(self, call: Callable[[], Awaitable[Result]], *, until: float) -> Result:
        """Make a call, if need be once Slack is back; it waits for that until `until`, in the loop's time.

        Raises NotTakenError where it was not sent, and what the call raises.
        """
        probe = await self._admitted(until)
        try:
            result = await call()
        except (NotTakenError, *FAILURES) as error:
            trouble = trouble_of(error)
            if trouble.is_down:
                self._fail(trouble.code, probe=probe)
            else:
                self._become(self._circuit.answered())
            raise
        except BaseException:
            if probe:
                self._become(self._circuit.abandoned())
            raise
        self._become(self._circuit.answered())
        return result

    async def _admitted(self, until: float) -> bool:
        """Wait for the circuit; returns whether this call is the one that sees whether Slack is back."""
        clock = asyncio.get_running_loop().time
        while True:
            state, opens = self._circuit.state(clock()), self._circuit.open_until or 0.0
            if state is State.CLOSED:
                return False
            if state is State.DUE:
                self._become(self._circuit.probed())
                return True
            wake = until if state is State.PROBING else opens
            if wake > until or clock() >= until:
                wait = max(wake - clock(), 0.0)
                raise NotTakenError(CIRCUIT_OPEN, passing=True, retry_after=wait, has_waited=True)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(wake):
                    await self._changed.wait()

    def _fail(self, code: str, *, probe: bool) -> None:
        now = asyncio.get_running_loop().time()
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - jitter is no secret
        after = self._circuit.failed(now, probe=probe, jitter=jitter)
        if after.open_until != self._circuit.open_until:
            pause = (after.open_until or now) - now
            log.warning("Slack is down (%s): nothing is sent for %.1f seconds.", code, pause)
        self._become(after)

    def _become(self, circuit: Circuit) -> None:
        if circuit == self._circuit:
            return
        was_open, self._circuit = self.is_open, circuit
        if self.is_open != was_open:
            self._observer.circuit("slack", self.is_open)
            if was_open:
                log.info("Slack answers again.")
        self._changed.set()  # whoever waits looks again
        self._changed = asyncio.Event()
