"""The circuit breakers for calls to Slack: one for Slack as a whole, and one for the token of each workspace.

While Slack is down, calls wait for the result of a probe. A refused token stops the calls of its workspace at once, and
no other workspace's.
The pattern: https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker
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

Result = TypeVar("Result")

# Slack's error codes for a token that cannot be used: https://docs.slack.dev/reference/methods/chat.postMessage#errors
REFUSED = {"token_revoked", "account_inactive", "invalid_auth", "token_expired"}
# A refused token is tried again now and then: an administrator may let the app in again, and its token stays the same.
PAUSE, LONGEST_PAUSE = 60.0, 3_600.0


class State(Enum):
    """What may be sent: everything, nothing, one call as a probe, or nothing while the probe is in flight."""

    CLOSED = auto()
    OPEN = auto()
    DUE = auto()
    PROBING = auto()


@dataclass(frozen=True, slots=True)
class Circuit:
    """A circuit as a value. It opens after `threshold` failures in a row, for `first` seconds.

    Each failed probe opens it for twice as long, up to `longest` without jitter. Times are seconds of one clock.
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
        """After a probe was sent."""
        return replace(self, is_probing=True)

    def abandoned(self) -> Circuit:
        """After the probe was cancelled: the next call may be one."""
        return replace(self, is_probing=False)

    def answered(self) -> Circuit:
        """After an answer, whether the probe's or another call's."""
        return replace(self, failures=0, openings=0, open_until=None, is_probing=False)

    def failed(self, now: float, *, probe: bool, jitter: float = 1.0) -> Circuit:
        """After a failed call. Once the circuit is open, only the probe's failure counts: other calls were sent before.

        `jitter` is what the pause is multiplied with.
        """
        counted = replace(self, failures=self.failures + 1)
        opens = probe if self.open_until is not None else counted.failures >= self.threshold
        if not opens:
            return self if self.open_until is not None else counted
        pause = min(self.first * 2.0 ** min(self.openings, 60), self.longest) * jitter
        return replace(counted, openings=self.openings + 1, open_until=now + pause, is_probing=False)


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a circuit breaker guards. `name` is its label in metrics.

    `opens_on` says which error counts as a failure. Where `others_close`, any other error closes the circuit like a
    success. `level`, `opened` and `closed` are for the log: `opened` is logged with each pause where `tells_pauses`,
    else with the first alone.
    """

    name: str
    opens_on: Callable[[SlackCallError], bool]
    others_close: bool
    level: int
    opened: str
    closed: str
    tells_pauses: bool = False


SLACK = Guarded(
    name="slack",
    opens_on=lambda error: error.is_down,
    others_close=True,
    level=logging.WARNING,
    opened="Slack is down (%(code)s): nothing is sent for %(pause).1f seconds.",
    closed="Slack answers again.",
    tells_pauses=True,
)
TOKEN = Guarded(
    name="workspace",
    opens_on=lambda error: error.code in REFUSED,
    others_close=False,
    level=logging.ERROR,
    opened="A workspace refuses the bot token (%(code)s): nothing is sent there. Install the app again.",
    closed="A workspace takes the bot token again.",
)


class CircuitBreaker:
    """Stops calls while the circuit is open."""

    def __init__(self, circuit: Circuit | None = None, observer: Observer = NOBODY, guarded: Guarded = SLACK) -> None:
        self._circuit = circuit or Circuit()
        self._observer = observer
        self._guarded = guarded
        self._code = CIRCUIT_OPEN  # of the failure that opened it
        self._changed = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether the circuit is open, or a probe is in flight."""
        return self._circuit.open_until is not None

    async def carry(self, call: Callable[[], Awaitable[Result]], *, until: float | None = None) -> Result:
        """Make a call, waiting for the circuit to close until `until`, in the loop's time.

        Without `until` it does not wait, and the error has the code of the failure that opened the circuit.
        Raises SlackCallError where the call was not made, else what the call raises.
        """
        probe = self._is_probe() if until is None else await self._admitted(until)
        try:
            result = await call()
        except (SlackCallError, *FAILURES) as error:
            failure = call_error_of(error)
            if self._guarded.opens_on(failure):
                self._fail(failure.code, probe=probe)
            elif self._guarded.others_close:
                self._become(self._circuit.answered())
            elif probe:
                self._become(self._circuit.abandoned())
            raise
        except BaseException:
            if probe:
                self._become(self._circuit.abandoned())
            raise
        self._become(self._circuit.answered())
        return result

    def dismiss(self) -> None:
        """Report the circuit as closed, and nothing more: its workspace is forgotten."""
        if self.is_open:
            self._observer.circuit(self._guarded.name, False)  # noqa: FBT003 - the observer's shape
        self._observer = NOBODY

    def _is_probe(self) -> bool:
        """Whether this call is the probe. Raises SlackCallError while the circuit is open."""
        match self._circuit.state(asyncio.get_running_loop().time()):
            case State.CLOSED:
                return False
            case State.DUE:
                self._become(self._circuit.probed())
                return True
            case State.OPEN | State.PROBING:
                raise SlackCallError(self._code, retryable=False)

    async def _admitted(self, until: float) -> bool:
        """Wait until a call may be made; returns whether it is the probe. Raises SlackCallError if too late."""
        clock = asyncio.get_running_loop().time
        while True:
            state, opens = self._circuit.state(clock()), self._circuit.open_until or 0.0
            if state in {State.CLOSED, State.DUE}:
                return self._is_probe()
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
        told = after.open_until != self._circuit.open_until if self._guarded.tells_pauses else not self.is_open
        if told and after.open_until is not None:
            log.log(self._guarded.level, self._guarded.opened, {"code": code, "pause": after.open_until - now})
        self._code = code
        self._become(after)

    def _become(self, circuit: Circuit) -> None:
        if circuit == self._circuit:
            return
        was_open, self._circuit = self.is_open, circuit
        if self.is_open != was_open:
            self._observer.circuit(self._guarded.name, self.is_open)
            if was_open:
                log.info(self._guarded.closed)
        self._changed.set()  # the calls that wait look again
        self._changed = asyncio.Event()


def token_breaker(observer: Observer = NOBODY) -> CircuitBreaker:
    """The breaker of one workspace's token: one refusal opens it."""
    return CircuitBreaker(Circuit(threshold=1, first=PAUSE, longest=LONGEST_PAUSE), observer, TOKEN)
