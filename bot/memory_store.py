"""The store that forgets everything when the process ends: for the demo and for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.inquiry import Inquiry
from bot.retention import held_until, kept_until


@dataclass(slots=True)
class _Row:
    text: str | None
    text_expires_at: datetime | None
    outcome: str | None = None
    destination: str | None = None
    answered_at: datetime | None = None


class MemoryStore:
    """A `Store` in a dictionary. It grows with every question, which an afternoon's demo does not mind."""

    def __init__(self, *, retention: timedelta, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._retention = retention
        self._now = now
        self._rows: dict[str, _Row] = {}

    async def claim(self, *, inquiry: Inquiry) -> bool:
        """Claim an inquiry under its key: true for the first, false for every later delivery."""
        if inquiry.key in self._rows:
            return False
        self._rows[inquiry.key] = _Row(inquiry.text, held_until(self._now(), self._retention))
        return True

    async def record(self, *, key: str, outcome: str, destination: str | None, answered_at: datetime) -> None:
        """Record how a claimed inquiry ended, and keep or blank its text. Without a claim, nothing happens."""
        if row := self._rows.get(key):
            row.outcome, row.destination, row.answered_at = outcome, destination, answered_at
            row.text_expires_at = kept_until(answered_at, self._retention)
            if row.text_expires_at is None:
                row.text = None

    async def forget_expired(self, *, now: datetime) -> int:
        """Blank the texts whose retention has run out; says how many."""
        expired = [row for row in self._rows.values() if row.text_expires_at and row.text_expires_at <= now]
        for row in expired:
            row.text = row.text_expires_at = None
        return len(expired)

    async def ping(self) -> None:
        """Always there."""

    async def close(self) -> None:
        """Nothing to let go of."""
