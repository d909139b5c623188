"""The store that forgets everything when the process ends: for the demo and for tests."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.service.secret import Secret
from bot.store.people import People
from bot.store.sql import SqlStore


class MemoryStore(SqlStore):
    """A database in memory. SQLAlchemy keeps one connection to it, and only the one writer uses it, also to read."""

    def __init__(self, *, retention: timedelta, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        people = People(Secret(secrets.token_hex()))
        super().__init__("sqlite+aiosqlite://", people=people, retention=retention, now=now)
