from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.answering.services import Services
from bot.features.share import idempotency
from bot.features.share.idempotency import IdempotencyGuard
from bot.store.sql import MemoryStore
from tests.journeys.harness import INDEX


@asynccontextmanager
async def services(kind: type[MemoryStore] = MemoryStore) -> AsyncIterator[Services]:
    store = kind(retention=timedelta())
    yield Services(lambda _: INDEX, store)
    await store.close()


async def begin(done: IdempotencyGuard, key: str, at: Services) -> bool:
    return await done.begin(key, at, person="p", action="share")


@pytest.fixture
async def at() -> AsyncIterator[Services]:
    async with services() as one:
        yield one


async def test_a_second_time_is_not_the_first(at: Services) -> None:
    done = IdempotencyGuard()

    assert [await begin(done, key, at) for key in ("a", "a", "b")] == [True, False, True]


async def test_of_three_at_once_one_is_first(at: Services) -> None:
    done = IdempotencyGuard()

    assert sorted(await asyncio.gather(*(begin(done, "a", at) for _ in range(3)))) == [False, False, True]


async def test_another_process_knows(at: Services) -> None:
    one, other = IdempotencyGuard(), IdempotencyGuard()

    assert await begin(one, "a", at)
    assert not await begin(other, "a", at)


async def test_what_came_to_nothing_may_be_tried_again_by_any_process(at: Services) -> None:
    one, other = IdempotencyGuard(), IdempotencyGuard()
    await begin(one, "a", at)
    assert not await begin(other, "a", at)
    await one.undo("a", at)
    await one.undo("never begun", at)

    assert await begin(other, "a", at)


async def test_without_the_store_it_remembers_by_itself() -> None:
    class Down(MemoryStore):
        async def run(self, job: Any) -> Any:  # noqa: ARG002 - whatever it is
            raise ConnectionError("the store is down")

    done = IdempotencyGuard()
    async with services(Down) as at:
        assert [await begin(done, "a", at), await begin(done, "a", at)] == [True, False]
        await done.undo("a", at)
        assert await begin(done, "a", at)


async def test_a_store_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hangs(MemoryStore):
        async def run(self, job: Any) -> Any:  # noqa: ARG002 - whatever it is
            await asyncio.Event().wait()

    monkeypatch.setattr(idempotency, "CLAIM_SECONDS", 0.01)
    done = IdempotencyGuard()
    async with services(Hangs) as at:
        assert [await begin(done, "a", at), await begin(done, "a", at)] == [True, False]


async def test_the_oldest_are_forgotten(at: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "MOST_REMEMBERED", 2)
    done = IdempotencyGuard()
    for key in ("a", "b", "c"):
        await begin(done, key, at)

    assert list(done._done) == ["b", "c"]
