"""A circuit breaker as a value: when to stop calling somebody who does not answer, and when to ask again.

The pattern: https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto


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
