"""Reading beside the writer, and closing whatever is under way."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store import sql
from bot.store import transactions as readings
from bot.store.privacy import Pseudonyms
from bot.store.sql import MemoryStore, SqlStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = Inquiry("k", Surface.COMMAND, "words", "U1", "T1", "C1", NOON)


def file_store(path: Path) -> SqlStore:
    return store_at(f"sqlite+aiosqlite:///{path}")


def store_at(url: str) -> SqlStore:
    return SqlStore(url, pseudonyms=Pseudonyms(Secret("k")), retention=timedelta(days=30))


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqlStore]:
    store = store_at(url)
    await store.ping()
    yield store
    await store.close()


class Slow:
    """Jobs that read until they are let go."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.begun = 0

    async def __call__(self, connection: AsyncConnection) -> int:
        self.begun += 1
        await self.free.wait()
        return int((await connection.exec_driver_sql("SELECT count(*) FROM inquiries")).scalar_one())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_claim_does_not_wait_for_whoever_reads(store: SqlStore) -> None:
    slow = Slow()
    reading = [asyncio.create_task(store.read(slow)) for _ in range(readings.MOST_AT_ONCE + 2)]
    await until(lambda: slow.begun == readings.MOST_AT_ONCE)
    assert await store.claim(inquiry=ASKED)
    slow.free.set()
    assert await asyncio.gather(*reading) == [1] * len(reading)


async def test_whoever_reads_does_not_wait_for_a_locked_file(tmp_path: Path) -> None:
    store = file_store(tmp_path / "whoask.db")
    await store.claim(inquiry=ASKED)
    with closing(sqlite3.connect(tmp_path / "whoask.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        pinging = asyncio.create_task(store.ping())
        assert await store.questions.find("k")
        assert not pinging.done()
        other.execute("ROLLBACK")
    await pinging
    await store.close()


async def test_what_is_written_is_read_at_once(store: SqlStore) -> None:
    for number in range(20):
        await store.questions.mark_sorted("k", at=NOON)
        await store.claim(inquiry=Inquiry(f"k{number}", Surface.COMMAND, "words", "U1", "T1", "C1", NOON))
        assert await store.questions.find(f"k{number}")


async def test_a_file_is_made_for_its_first_reader(tmp_path: Path) -> None:
    store = file_store(tmp_path / "whoask.db")
    assert await store.questions.find("k") is None
    await store.close()
    with pytest.raises(RuntimeError, match="closed"):
        await store.questions.find("k")


async def test_too_many_who_read_are_refused_at_once(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST_WAITING", 1)
    slow = Slow()
    reading = asyncio.create_task(store.read(slow))
    await until(lambda: slow.begun == 1)
    with pytest.raises(asyncio.QueueFull):
        await store.questions.find("k")
    slow.free.set()
    await reading


async def test_closing_waits_for_whoever_reads_and_gives_up_on_who_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = file_store(tmp_path / "whoask.db")
    await store.ping()
    slow, hanging = Slow(), Slow()
    told = [asyncio.create_task(store.read(job)) for job in (slow, hanging)]
    await until(lambda: slow.begun + hanging.begun == 2)
    monkeypatch.setattr(sql, "CLOSE_SECONDS", 0.1)
    closed = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    slow.free.set()
    await closed
    assert await told[0] == 0
    with pytest.raises(TimeoutError, match="closed before this was read"):
        await told[1]
    assert not still_open(store)


def still_open(store: SqlStore) -> list[Any]:
    """The connections that nobody closed: aiosqlite warns when they are collected, in whatever test that is."""
    gc.collect()
    return [connection for connection in store._opened if connection._connection is not None]


STEPS = range(0, 24, 2)


@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize("step", STEPS)
async def test_whoever_is_cancelled_breaks_nothing_off_and_every_connection_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, *, in_memory: bool
) -> None:
    """The hourly job is cancelled at any moment when the bot stops, while the pulse feels the store."""
    store = MemoryStore(retention=timedelta(days=30)) if in_memory else file_store(tmp_path / "whoask.db")
    await store.claim(inquiry=ASKED)
    each_step_takes_a_turn(monkeypatch)
    jobs = [asyncio.create_task(job) for job in (store.forget_expired(now=NOON), store.questions.find("k"))]
    pinging = asyncio.create_task(store.ping())
    for _ in range(step):
        await asyncio.sleep(0.001)
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
    await pinging
    assert not await store.claim(inquiry=ASKED), "the database is still the same"
    await store.close()
    assert not still_open(store)


def each_step_takes_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every statement takes a millisecond, so that a cancellation finds it under way."""
    from aiosqlite.core import Connection  # noqa: PLC0415 - no other test looks inside of it

    execute = Connection._execute

    async def slowly(self: Any, *arguments: Any, **named: Any) -> Any:
        await asyncio.sleep(0.001)
        return await execute(self, *arguments, **named)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(Connection, "_execute", slowly)


async def test_a_writer_that_is_given_up_leaves_no_connection_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = file_store(tmp_path / "whoask.db")
    hanging = Slow()
    told = asyncio.create_task(store.run(hanging))
    await until(lambda: hanging.begun == 1)
    monkeypatch.setattr(sql, "CLOSE_SECONDS", 0.01)
    await store.close()
    with pytest.raises(TimeoutError):
        await told
    assert not still_open(store)
