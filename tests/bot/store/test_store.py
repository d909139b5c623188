"""The contract of a store. Every store passes it; what only the database does stands in test_sql.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE = Pseudonyms(Secret("a key"))
OpenStore = Callable[[timedelta], SqlStore]


def inquiry(key: str = "T1C1171", text: str = "who renews our certs?") -> Inquiry:
    return Inquiry(
        key=key,
        surface=Surface.MENTION,
        text=text,
        asker="U1",
        workspace="T1",
        channel="C1",
        asked_at=NOON,
        thread="17.1",
    )


@pytest.fixture
async def open_store(any_url: str) -> AsyncIterator[OpenStore]:
    opened: list[SqlStore] = []

    def open_one(retention: timedelta) -> SqlStore:
        store = SqlStore(any_url, pseudonyms=PEOPLE, retention=retention, now=lambda: NOON)
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        await store.close()


@pytest.fixture
def store(open_store: OpenStore) -> SqlStore:
    return open_store(30 * DAY)


async def record(store: SqlStore, key: str = "T1C1171", at: datetime = NOON) -> None:
    await store.record(key=key, outcome="found", destination="#govuk-platform-engineering", answered_at=at)


async def test_the_first_claim_wins_and_every_later_one_does_not(store: SqlStore) -> None:
    assert await store.claim(inquiry=inquiry())
    assert not await store.claim(inquiry=inquiry())
    await record(store)
    assert not await store.claim(inquiry=inquiry(text="the same key with another text"))


async def test_claims_of_different_keys_do_not_touch_each_other(store: SqlStore) -> None:
    assert await store.claim(inquiry=inquiry("a"))
    assert await store.claim(inquiry=inquiry("b"))


async def test_of_claims_at_the_same_moment_exactly_one_wins_for_each_key(store: SqlStore) -> None:
    keys = [f"key {n % 40}" for n in range(400)]
    won = await asyncio.gather(*(store.claim(inquiry=inquiry(key)) for key in keys))
    assert [key for key, first in zip(keys, won, strict=True) if first] == keys[:40]


@pytest.mark.parametrize("text", ["", "naïve 🧩 “quotes”", "half a pair \ud83e", "nul \0 byte", "x" * 50_000])
async def test_any_text_can_be_claimed(store: SqlStore, text: str) -> None:
    assert await store.claim(inquiry=inquiry(text=text))
    await record(store)


async def test_recording_what_was_never_claimed_changes_nothing(store: SqlStore) -> None:
    await record(store, key="never claimed")
    assert await store.claim(inquiry=inquiry("never claimed"))


async def test_a_recorded_text_is_kept_until_its_retention_has_run_out_and_forgotten_once(store: SqlStore) -> None:
    await store.claim(inquiry=inquiry())
    await record(store, at=NOON + DAY)
    assert await store.forget_expired(now=NOON + 30.9 * DAY) == 0
    assert await store.forget_expired(now=NOON + 31 * DAY) == 1
    assert await store.forget_expired(now=NOON + 99 * DAY) == 0


async def test_a_retention_of_0_days_keeps_no_text_answered_or_not(open_store: OpenStore) -> None:
    store = open_store(timedelta())
    await store.claim(inquiry=inquiry("answered"))
    await store.claim(inquiry=inquiry("open"))
    await record(store, "answered")
    assert await store.forget_expired(now=NOON + 99 * DAY) == 0


async def test_a_text_that_was_never_answered_is_forgotten_like_the_others(store: SqlStore) -> None:
    await store.claim(inquiry=inquiry())
    assert await store.forget_expired(now=NOON + 30 * DAY) == 1
    assert not await store.claim(inquiry=inquiry()), "its key is remembered"


async def test_a_store_that_is_there_answers_a_ping(store: SqlStore) -> None:
    await store.ping()
