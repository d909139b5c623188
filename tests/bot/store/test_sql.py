from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore
from bot.store.tables import inquiries
from routing.errors import SettingsError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MONTH = timedelta(days=30)
PEOPLE = Pseudonyms(Secret("a key of the operator's"))
SECRET_WORDS = "the certificate of the tax calculator expires tonight"


def inquiry(key: str = "k", text: str = SECRET_WORDS) -> Inquiry:
    return Inquiry(key, Surface.COMMAND, text, asker="U1", workspace="T1", channel="C1", asked_at=NOON)


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "whoask.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[SqlStore]:
    store = SqlStore(url(file), pseudonyms=PEOPLE, retention=MONTH, busy_seconds=0.05, now=lambda: NOON)
    yield store
    await store.close()


def rows(file: Path, columns: str = "*") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(f"SELECT {columns} FROM inquiries ORDER BY key").fetchall()  # noqa: S608


def on_disk(file: Path, words: str) -> bool:
    """Whether any of SQLite's files holds them."""
    return any(words.encode() in path.read_bytes() for path in file.parent.iterdir())


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Somebody else holds the write lock: a stuck process, or a backup tool that should not."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_a_claim_is_in_the_file_when_it_returns_and_the_record_completes_it(store: SqlStore, file: Path) -> None:
    await store.claim(inquiry=inquiry())
    assert rows(file, "key, door, workspace, asker, channel, thread, text, outcome, answered_at") == [
        ("k", "command", "T1", PEOPLE.pseudonym("T1", "U1"), "C1", None, SECRET_WORDS, None, None)
    ]
    await store.record(key="k", outcome="found", destination="#a", answered_at=NOON + timedelta(seconds=1))
    assert rows(file, "text, outcome, destination, answered_at, text_expires_at") == [
        (SECRET_WORDS, "found", "#a", "2026-03-02T12:00:01.000000+00:00", "2026-04-01T12:00:01.000000+00:00")
    ]


async def test_moments_are_stored_as_utc_and_one_without_a_zone_is_refused(store: SqlStore, file: Path) -> None:
    await store.claim(inquiry=inquiry())
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    await store.record(key="k", outcome="nobody", destination=None, answered_at=tokyo)
    assert rows(file, "answered_at") == [("2026-03-02T12:00:00.000000+00:00",)]
    with pytest.raises(Exception, match="without a zone"):
        await store.record(key="k", outcome="nobody", destination=None, answered_at=datetime(2026, 3, 2))  # noqa: DTZ001


async def test_a_moment_comes_back_as_it_went_in(store: SqlStore) -> None:
    await store.claim(inquiry=inquiry())
    async with store._engine.connect() as connection:
        row = (await connection.execute(select(inquiries.c.asked_at, inquiries.c.answered_at))).one()
    assert tuple(row) == (NOON, None)


async def test_with_a_retention_of_0_days_the_words_never_come_onto_the_disk(file: Path) -> None:
    store = SqlStore(url(file), pseudonyms=PEOPLE, retention=timedelta(), now=lambda: NOON)
    await store.claim(inquiry=inquiry())
    assert not on_disk(file, SECRET_WORDS), "before the answer"
    await store.record(key="k", outcome="found", destination="#a", answered_at=NOON)
    assert rows(file, "text, text_expires_at, outcome") == [(None, None, "found")]
    assert on_disk(file, "#a"), "the files were looked at"
    assert not on_disk(file, SECRET_WORDS)
    await store.close()


async def test_what_was_forgotten_is_nowhere_in_the_files(store: SqlStore, file: Path) -> None:
    await store.claim(inquiry=inquiry())
    assert on_disk(file, SECRET_WORDS)
    assert await store.forget_expired(now=NOON + MONTH) == 1
    assert not on_disk(file, SECRET_WORDS)


async def test_a_log_that_somebody_reads_is_not_waited_for_and_said(
    store: SqlStore, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await store.claim(inquiry=inquiry())
    with closing(sqlite3.connect(file, isolation_level=None)) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT * FROM inquiries").fetchall()
        await store.claim(inquiry=inquiry("later"))
        await store.empty_log()
        assert "the store's write-ahead log is in use" in caplog.text.casefold()
    caplog.clear()
    await store.empty_log()
    assert not caplog.text
    async with store._engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA busy_timeout")).scalar_one() == 50, "it is as it was"


async def test_a_question_from_a_form_is_kept_without_the_id_of_its_asker(store: SqlStore, file: Path) -> None:
    await store.claim(inquiry=replace(inquiry(), surface=Surface.FORM, channel="U1"))
    assert rows(file, "channel") == [("",)]
    assert not [row for row in rows(file) if "U1" in row]


async def test_a_shortened_retention_counts_for_texts_of_before(store: SqlStore, file: Path) -> None:
    await store.claim(inquiry=inquiry())
    await store.record(key="k", outcome="found", destination="#a", answered_at=NOON)
    stricter = SqlStore(url(file), pseudonyms=PEOPLE, retention=timedelta(days=1))
    assert await stricter.forget_expired(now=NOON + timedelta(days=2)) == 1
    await stricter.close()


async def test_the_file_is_for_its_owner_only(store: SqlStore, file: Path) -> None:
    await store.claim(inquiry=inquiry())
    assert {path.stat().st_mode & 0o777 for path in file.parent.iterdir()} == {0o600}


async def test_claims_that_wait_together_share_commits(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = []
    commit = store._writer._commit

    async def counted(jobs: object) -> object:
        commits.append(jobs)
        return await commit(jobs)  # type: ignore[arg-type]

    monkeypatch.setattr(store._writer, "_commit", counted)
    await asyncio.gather(*(store.claim(inquiry=inquiry(f"k{n}")) for n in range(100)))
    assert len(commits) == 1


async def test_a_locked_database_tells_every_waiter_and_is_used_again_when_it_is_free(
    store: SqlStore, file: Path
) -> None:
    await store.claim(inquiry=inquiry("before"))
    with locked(file):
        told = await asyncio.gather(
            store.claim(inquiry=inquiry("during")),
            store.record(key="before", outcome="found", destination=None, answered_at=NOON),
            store.ping(),
            return_exceptions=True,
        )
        assert [type(error) for error in told] == [OperationalError] * 3
        assert SECRET_WORDS not in str(told[0]), "an error may end in a log, the question must not"
    await store.ping()
    assert await store.claim(inquiry=inquiry("during"))


async def test_a_claim_given_up_while_the_database_hangs_may_land_and_the_record_follows_it(file: Path) -> None:
    store = SqlStore(url(file), pseudonyms=PEOPLE, retention=MONTH, busy_seconds=30, now=lambda: NOON)
    await store.claim(inquiry=inquiry("before"))
    with locked(file):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await store.claim(inquiry=inquiry("late"))
        answered = asyncio.create_task(store.record(key="late", outcome="found", destination="#a", answered_at=NOON))
        await asyncio.sleep(0)  # let it queue up behind the claim
    await answered
    assert rows(file, "key, outcome") == [("before", None), ("late", "found")]
    assert not await store.claim(inquiry=inquiry("late")), "the next delivery is known to be answered"
    await store.close()


async def test_a_store_that_cannot_be_opened_raises_until_it_can_be(tmp_path: Path) -> None:
    store = SqlStore(url(tmp_path / "not yet" / "whoask.db"), pseudonyms=PEOPLE, retention=MONTH)
    with pytest.raises(FileNotFoundError):
        await store.ping()
    (tmp_path / "not yet").mkdir()
    await store.ping()
    assert await store.claim(inquiry=inquiry())
    await store.close()


async def test_a_file_that_is_no_database_raises_and_is_left_as_it_was(file: Path) -> None:
    file.write_text("minutes of the meeting, not a database at all")
    store = SqlStore(url(file), pseudonyms=PEOPLE, retention=MONTH)
    with pytest.raises(Exception, match="not a database"):
        await store.ping()
    await store.close()
    assert file.read_text().startswith("minutes")


async def test_closing_writes_what_is_waiting_and_then_refuses_more(file: Path) -> None:
    store = SqlStore(url(file), pseudonyms=PEOPLE, retention=MONTH)
    claims = [asyncio.create_task(store.claim(inquiry=inquiry(f"k{n}"))) for n in range(5)]
    await asyncio.sleep(0)  # each has queued up
    await store.close()
    assert all(await asyncio.gather(*claims))
    assert len(rows(file)) == 5
    with pytest.raises(RuntimeError, match="closed"):
        await store.claim(inquiry=inquiry("too late"))


@pytest.mark.parametrize("bad", ["nonsense://x", "postgresql+nosuch://u:hunter2@h/d", "sqlite:///x.db", "://"])
def test_a_url_that_is_no_database_is_said_without_its_password(bad: str) -> None:
    with pytest.raises(SettingsError) as caught:
        SqlStore(bad, pseudonyms=PEOPLE, retention=MONTH)
    assert "WHOASK_STORE" in str(caught.value)
    assert "hunter2" not in str(caught.value)


# Another process: claims the keys of its command line, says which it won, then stays until it is ended.
CLAIMER = """
import asyncio, sys
from datetime import datetime, timedelta, UTC
from bot.store.tables import inquiries
from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore

async def main(url, keys):
    store = SqlStore(url, pseudonyms=Pseudonyms(Secret("k")), retention=timedelta(days=30), busy_seconds=30)
    await store.ping()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for key in keys:
        won = await store.claim(inquiry=Inquiry(key, Surface.COMMAND, "text", "U1", "T1", "C1", moment))
        print(key, won, flush=True)
    print("done", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await store.close()

asyncio.run(main(sys.argv[1], sys.argv[2:]))
"""


@contextmanager
def claimer(file: Path, keys: list[str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", CLAIMER, url(file), *keys]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()


def say_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def lines_until(process: subprocess.Popen[str], last: str) -> list[str]:
    assert process.stdout
    return list(iter(lambda: process.stdout.readline().strip(), last))  # type: ignore[union-attr]


def test_of_two_processes_that_claim_the_same_keys_on_one_file_each_key_is_won_once(file: Path) -> None:
    keys = [f"k{n}" for n in range(60)]
    with claimer(file, keys) as one, claimer(file, keys) as other:
        assert lines_until(one, "ready") == lines_until(other, "ready") == []
        say_go(one)
        say_go(other)
        said = lines_until(one, "done") + lines_until(other, "done")
    assert sorted(line.split()[0] for line in said if line.endswith("True")) == sorted(keys)
    assert len(said) == 120


def test_a_killed_process_leaves_its_claims_readable_and_the_file_usable(file: Path) -> None:
    with claimer(file, ["a", "b"]) as process:
        lines_until(process, "ready")
        say_go(process)
        assert lines_until(process, "done") == ["a True", "b True"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert rows(file, "key") == [("a",), ("b",)]

    async def after() -> list[bool]:
        store = SqlStore(url(file), pseudonyms=PEOPLE, retention=MONTH)
        won = [await store.claim(inquiry=inquiry(key)) for key in ("a", "c")]
        await store.close()
        return won

    assert asyncio.run(after()) == [False, True]
