"""What only Postgres does to the store: it is started again, it hangs, and other replicas are in the way."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cli import main
from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store import database, transactions
from bot.store.history import HistoryReader, Instead, Period, TimeToPlace, reading
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore
from routing.errors import SettingsError, StoreError
from tests.postgres import PostgresServer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = Pseudonyms(Secret("a key of a test that is long enough"))
SECRET_WORDS = "the certificate of the tax calculator expires tonight"


def inquiry(key: str = "k") -> Inquiry:
    return Inquiry(key, Surface.COMMAND, SECRET_WORDS, "U1", "T1", "C1", NOON)


def store_at(url: str) -> SqlStore:
    return SqlStore(url, pseudonyms=PEOPLE, retention=timedelta(days=30), now=lambda: NOON)


@pytest.fixture
async def store(postgres: str) -> AsyncIterator[SqlStore]:
    store = store_at(postgres)
    yield store
    await store.close()


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else keeps the table for themselves."""
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE inquiries IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


async def test_calls_raise_while_the_server_is_stopped_and_work_again_once_it_is_back(
    store: SqlStore, postgres_server: PostgresServer
) -> None:
    await store.claim(inquiry=inquiry("before"))
    assert await store.questions.find("before")
    postgres_server.stop()
    try:
        told = await asyncio.gather(
            store.claim(inquiry=inquiry("during")), store.questions.find("before"), return_exceptions=True
        )
    finally:
        postgres_server.start()
    assert [type(error) for error in told] == [OperationalError] * 2
    assert SECRET_WORDS not in str(told[0])
    assert await store.questions.find("before"), "the first to ask is not told of the connection that broke"
    assert await store.claim(inquiry=inquiry("during"))


async def test_a_server_that_was_started_again_in_between_is_met_on_the_first_try(
    store: SqlStore, postgres_server: PostgresServer
) -> None:
    await store.claim(inquiry=inquiry("before"))
    postgres_server.stop()
    postgres_server.start()
    assert not await store.claim(inquiry=inquiry("before"))


async def test_a_table_that_somebody_else_has_locked_is_given_up_after_a_while(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.1)
    store = store_at(postgres)
    with locked(postgres), pytest.raises(OperationalError, match="lock timeout"):
        await store.claim(inquiry=inquiry())
    assert await store.claim(inquiry=inquiry())
    await store.close()


async def test_a_question_that_another_replica_stopped_at_holds_up_none_of_its_group(postgres: str) -> None:
    """A replica that is paused in the middle of a transaction keeps the lock on what it claimed."""
    store = store_at(postgres)
    await store.ping()
    columns = "key, door, workspace, asker, channel, asked_at, claimed_at"
    with psycopg.connect(postgres) as paused:
        paused.execute(f"INSERT INTO inquiries ({columns}) VALUES ('held', '', '', '', '', '', '')")  # noqa: S608
        claims = [store.claim(inquiry=inquiry(key)) for key in ("one", "held", "two")]
        one, held, two = await asyncio.gather(*claims, return_exceptions=True)
        paused.rollback()
    assert (one, two) == (True, True)
    assert isinstance(held, OperationalError)
    assert await store.claim(inquiry=inquiry("held"))
    await store.close()


async def test_a_server_that_hangs_is_given_up_after_a_while_and_used_again_when_it_goes_on(
    store: SqlStore, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.claim(inquiry=inquiry("before"))
    with psycopg.connect(postgres, autocommit=True) as other:
        (hanging,) = [
            pid
            for (pid,) in other.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'whoask' AND datname = current_database()"
            )
        ]
        monkeypatch.setattr(transactions, "TRANSACTION_SECONDS", 0.2)
        os.kill(hanging, signal.SIGSTOP)
        try:
            calling = asyncio.create_task(store.claim(inquiry=inquiry("during")))
            await asyncio.wait([calling], timeout=0.5)
        finally:
            os.kill(hanging, signal.SIGCONT)
        with pytest.raises(TimeoutError):
            await calling
    monkeypatch.undo()
    assert await store.claim(inquiry=inquiry("after"))


async def test_a_transaction_that_is_ended_for_anothers_sake_is_repeated_once(store: SqlStore) -> None:
    def deadlock(*, times: int) -> tuple[list[int], transactions.Job[int]]:
        tries: list[int] = []

        async def job(connection: AsyncConnection) -> int:
            tries.append(len(tries))
            if len(tries) <= times:
                await connection.execute(text("DO $$ BEGIN RAISE deadlock_detected; END $$"))
            return len(tries)

        return tries, job

    assert await store.run(deadlock(times=1)[1]) == 2
    tries, job = deadlock(times=9)
    with pytest.raises(OperationalError, match="deadlock"):
        await store.run(job)
    assert len(tries) == 2


async def test_replicas_that_claim_the_same_questions_at_once_win_each_of_them_once(postgres: str) -> None:
    stores = [store_at(postgres) for _ in range(3)]
    keys = [f"k{number}" for number in range(150)]
    orders = [keys, keys[::-1], keys[75:] + keys[:75]]
    won = await asyncio.gather(
        *(store.claim(inquiry=inquiry(key)) for store, order in zip(stores, orders, strict=True) for key in order)
    )
    assert sum(won) == len(keys)
    for store in stores:
        await store.close()


async def test_whoever_only_reads_cannot_write(postgres: str) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        async with reading(postgres) as connection:
            await connection.execute(text("DELETE FROM inquiries"))


async def test_a_period_is_read_as_from_a_file(store: SqlStore, postgres: str) -> None:
    await store.claim(inquiry=inquiry())
    await store.record(key="k", outcome="found", destination="#a", team="a", answered_at=NOON)
    await store.feedback.give(key="k", person="p", verdict="wrong", instead="team:b", at=NOON)
    await store.posts.claim(key="k #a", question="k", person="p", target="#a", at=NOON)
    await store.posts.posted("k #a", channel="C", ts="1", permalink=None, at=NOON)
    async with reading(postgres) as connection:
        readings = HistoryReader(connection, Period(NOON, NOON + timedelta(days=1)), inquiry().workspace)
        figures, kept, judgements = await readings.figures(), await readings.kept(), await readings.judgements()
    assert (figures.outcomes, figures.askers, figures.verdicts) == ((("command", "found", 1),), 1, {"wrong": 1})
    assert figures.instead == (Instead("#a", "team:b", 1, 1),)
    assert figures.times == (TimeToPlace(NOON, None, NOON),)
    assert [one.text for one in kept] == [SECRET_WORDS]
    assert [one.person for one in judgements] == ["p"]


def test_somebody_is_forgotten_by_the_command(
    postgres: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WHOASK_STORE", postgres)
    monkeypatch.setenv("WHOASK_PEOPLE_KEY", "a key of a test that is long enough")

    async def ask() -> None:
        store = store_at(postgres)
        await store.claim(inquiry=inquiry())
        await store.close()

    asyncio.run(ask())
    assert main(["forget", "--user", "U1"]) == 0
    assert "1 question" in capsys.readouterr().out


async def test_who_reads_without_the_tables_is_told_what_to_run(empty_postgres: str) -> None:
    with pytest.raises(StoreError, match="`whoask db upgrade`"):
        async with reading(empty_postgres):
            pass


@pytest.mark.parametrize("scheme", database.POSTGRES)
async def test_every_way_to_write_the_url_is_understood(postgres: str, scheme: str) -> None:
    store = store_at(postgres.replace("postgresql", scheme, 1))
    await store.ping()
    await store.close()


async def test_no_error_shows_the_password(postgres_server: PostgresServer) -> None:
    folder = postgres_server.folder
    store = store_at(f"postgresql://somebody:hunter2@/nowhere?host={folder}")
    with pytest.raises(OperationalError) as caught:
        await store.ping()
    await store.close()
    assert "hunter2" not in "".join(map(str, (caught.value, caught.value.orig, caught.value.__cause__)))


def test_without_the_package_it_is_said_which_one_to_install() -> None:
    code = """
import sys
sys.modules["psycopg"] = None
from bot.store.database import make_engine
from routing.errors import SettingsError
try:
    make_engine("postgresql://u:hunter2@h/d", busy_seconds=1)
except SettingsError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert "install whoask[postgres]" in said
    assert "hunter2" not in said


def test_another_driver_is_refused_without_showing_the_password() -> None:
    with pytest.raises(SettingsError, match="WHOASK_STORE") as caught:
        store_at("postgresql+asyncpg://u:hunter2@h/d")
    assert "hunter2" not in str(caught.value)
