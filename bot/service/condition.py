"""What the running bot knows of its own health. The heartbeat writes it down, `whoask health` reads it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# Longer than a beat of the pulse, and than the time in which a busy bot has the next question.
DOUBT = timedelta(minutes=1)


@dataclass(slots=True)
class Condition:
    """Kept up to date by the intake, read by the heartbeat.

    `store_works` is false from the first claim that the store missed until the next one that it takes. In between
    the bot answers from memory: a question delivered twice is then told apart within this process only. The next
    claim may be hours away, so a miss is doubt for a minute only: after that the pulse finds out by itself.
    """

    store_works: bool = True
    store_misses: int = 0
    last_miss: datetime | None = None

    def store_answered(self) -> None:
        """The store took a claim."""
        self.store_works = True

    def doubts_store(self, *, now: datetime) -> bool:
        """Whether the store missed a claim within the last minute, and has taken none since."""
        return not self.store_works and self.last_miss is not None and now - self.last_miss < DOUBT

    def store_missed(self, *, now: datetime) -> None:
        """The store missed its deadline, or it is down."""
        self.store_works = False
        self.store_misses += 1
        self.last_miss = now
