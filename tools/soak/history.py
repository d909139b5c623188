"""What was broken and when, so that the ledger can tell a double that we promise not to make from one that we allow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import inf

# A claim takes up to half a second, and a pool needs a moment to find its database again.
BEFORE, AFTER = 1.0, 3.0
# Between Slack's taking a message and our writing that down: milliseconds, unless the store is down.
RECORDING = 2.0
# A request that a killed process had sent off may be read here a moment later.
ON_ITS_WAY = 1.0


@dataclass(slots=True)
class History:
    """Moments are of the monotonic clock. `killed` is by the life of a replica; `counts` by kind of fault.

    `late` are the keys of questions for which a replica found the store down or too slow.
    """

    outages: list[tuple[float, float]] = field(default_factory=list)
    killed: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    last_fault: float = 0.0
    late: frozenset[str] = frozenset()

    def note(self, kind: str, at: float) -> None:
        self.counts[kind] += 1
        self.last_fault = max(self.last_fault, at)

    def store_stops(self, at: float) -> None:
        self.outages.append((at, inf))

    def store_is_back(self, at: float) -> None:
        self.outages[-1] = (self.outages[-1][0], at)
        self.last_fault = max(self.last_fault, at)

    def store_down(self, at: float) -> bool:
        """Whether the store may have been down for a question that was delivered at a moment."""
        return any(begin - BEFORE <= at <= end + AFTER for begin, end in self.outages)

    def died_before_recording(self, life: str | None, shown_at: float) -> bool:
        """Whether a replica was killed before it could write down that an answer was shown."""
        if life is None:
            return True  # it was gone by the time its answer was read
        died = self.killed.get(life)
        return died is not None and shown_at - ON_ITS_WAY <= died <= self._recorded_by(shown_at)

    def _recorded_by(self, shown_at: float) -> float:
        by = shown_at + RECORDING
        for begin, end in self.outages:
            if begin - BEFORE <= by and shown_at <= end + AFTER:
                by = max(by, end + AFTER + RECORDING)
        return by
