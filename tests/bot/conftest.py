"""A store that people have asked, as a file on the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore
from routing.matching.index import Index
from tests.builders import small_index

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Stock:
    """Fills a store, and ends each question at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite+aiosqlite:///{path}"
        self.store = SqlStore(
            self.url,
            pseudonyms=Pseudonyms(Secret("a key of a test that is long enough")),
            retention=timedelta(days=30),
            now=lambda: NOON,
        )
        self._number = 0

    def person(self, user: str) -> str:
        return self.store.pseudonyms.pseudonym("T1", user)

    async def ask(
        self,
        text: str,
        *,
        user: str = "U1",
        place: tuple[str | None, str | None, str | None] = (None, None, None),
        surface: Surface = Surface.COMMAND,
        at: datetime = NOON,
    ) -> str:
        self._number += 1
        key = f"k{self._number:03}"
        await self.store.claim(inquiry=Inquiry(key, surface, text, user, "T1", "C1", at))
        destination, team, responsibility = place
        await self.store.record(
            key=key,
            outcome="found" if destination else "nobody",
            destination=destination,
            team=team,
            responsibility=responsibility,
            answered_at=at,
        )
        return key

    async def right(self, key: str, *, user: str = "U1", after: timedelta = timedelta(minutes=2)) -> None:
        person, at = self.person(user), NOON + after
        await self.store.feedback.give(key=key, person=person, verdict="right", instead=None, at=at)

    async def wrong(self, key: str, instead: str | None, *, user: str = "U1") -> None:
        person = self.person(user)
        await self.store.feedback.give(key=key, person=person, verdict="wrong", instead=instead, at=NOON)


@pytest.fixture
async def stock(tmp_path: Path) -> AsyncIterator[Stock]:
    stock = Stock(tmp_path / "whoask.db")
    await stock.store.ping()
    yield stock
    await stock.store.close()


@pytest.fixture(scope="session")
def index() -> Index:
    return small_index()
