"""A circuit breaker as a value: when to stop calling somebody who does not answer, and when to ask again.

The pattern: https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker

Slack as a whole: while it is down, calls wait for one that goes out to see whether it is back.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeVar

from bot.monitoring.telemetry import NOBODY, Observer
from bot.slack.client.errors import CIRCUIT_OPEN, FAILURES, SlackCallError, call_error_of

log = logging.getLogger(__name__)


class State(Enum):
    """What may be sent: everything, nothing, one call as a probe, or nothing while the probe is out."""

    CLOSED = auto()
    OPEN = auto()
    DUE = auto()
    PROBING = auto()


@dataclass(frozen=True, slots=True)
class Circuit:
    """Opens after `threshold` failures in a row, for `first` seconds; twice as long each time a probe fails.

    Times are seconds of one clock, `longest` is the longest pause without its jitter.
    """

    threshold: int = 5
    first: float = 1.0
    longest: float = 30.0
    failures: int = 0
    openings: int = 0
    open_until: float | None = None
    is_probing: bool = False

    def state(self, now: float) -> State:
        """What may be sent now."""
        if self.open_until is None:
            return State.CLOSED
        if self.is_probing:
            return State.PROBING
        return State.OPEN if now < self.open_until else State.DUE

    def probed(self) -> Circuit:
        """One call goes out, to see whether it works again."""
        return replace(self, is_probing=True)

    def abandoned(self) -> Circuit:
        """The call that went out to see was called off: the next may."""
        return replace(self, is_probing=False)

    def answered(self) -> Circuit:
        """Any answer is as good as the probe's."""
        return replace(self, failures=0, openings=0, open_until=None, is_probing=False)

    def failed(self, now: float, *, probe: bool, jitter: float = 1.0) -> Circuit:
        """A call came to nothing. Once it is open, only the probe's failure counts: the others were sent before.

        `jitter` is what the pause is multiplied with.
        """
        counted = replace(self, failures=self.failures + 1)
        opens = probe if self.open_until is not None else counted.failures >= self.threshold
        if not opens:
            return self if self.open_until is not None else counted
        pause = min(self.first * 2.0 ** min(self.openings, 60), self.longest) * jitter
        return replace(counted, openings=self.openings + 1, open_until=now + pause, is_probing=False)


Result = TypeVar("Result")


class CircuitBreaker:
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

        Raises SlackCallError where it was not sent, and what the call raises.
        """
        probe = await self._admitted(until)
        try:
            result = await call()
        except (SlackCallError, *FAILURES) as error:
            trouble = call_error_of(error)
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
                raise SlackCallError(CIRCUIT_OPEN, retryable=True, retry_after=wait, has_waited=True)
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
