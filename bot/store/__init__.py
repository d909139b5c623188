"""What is remembered of each inquiry: that it was claimed, and how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.inquiry import Inquiry


class Store(Protocol):
    """Remembers inquiries. All methods may raise; the caller sets the deadline and goes on without the store.

    An implementation need not escape, clip or understand the text, and need not know what a duplicate means to Slack.
    """

    async def claim(self, *, inquiry: Inquiry, lease_until: datetime | None = None) -> bool:
        """Claim an inquiry under its key, once: true for the first, false for every later delivery of it.

        With a lease it is handed to somebody else where it has no outcome by then.
        """
        ...

    async def lease(self, key: str, *, attempt: int, until: datetime) -> None:
        """Set until when nobody else answers a question. Only for whoever took it on as the so-manieth."""
        ...

    async def record(  # noqa: PLR0913 - a row has as many columns
        self,
        *,
        key: str,
        outcome: str,
        destination: str | None,
        answered_at: datetime,
        team: str | None = None,
        responsibility: str | None = None,
    ) -> None:
        """Record how a claimed inquiry ended, and until when its text is kept.

        `team` and `responsibility` are the registry's keys of what the answer rests on.
        """
        ...

    async def forget_expired(self, *, now: datetime) -> int:
        """Blank the texts whose retention has run out; says how many."""
        ...

    async def ping(self) -> None:
        """Raise if the store cannot be reached."""
        ...

    async def close(self) -> None:
        """Let go of the store."""
        ...
