"""What becomes of SQLite's file under a running store: another process, another application, removed, replaced."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore
from bot.store.upgrading import upgrade
from routing.errors import StoreError

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
# Another process that opens the database for a moment, as `whoask forget` does.
VISITOR = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM inquiries").fetchone()
connection.close()
"""


def asked(key: str) -> Inquiry:
    return Inquiry(key, Surface.COMMAND, "who owns DNS?", "U1", "T1", "C1", NOON)


def store_at(file: Path) -> SqlStore:
    url = f"sqlite+aiosqlite:///{file}"
    return SqlStore(url, pseudonyms=Pseudonyms(Secret("k")), retention=timedelta(days=30), busy_seconds=0.1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "whoask.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[SqlStore]:
    store = store_at(file)
    await store.ping()
    yield store
    await store.close()


def deleted_files() -> list[str]:
    """What this process holds open though it is deleted. Where there is no /proc, nobody can say."""
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("no /proc here to see open files in")
    links = []
    for descriptor in folder.iterdir():
        try:
            links.append(str(descriptor.readlink()))
        except OSError:
            continue  # of the listing itself
    return [link for link in links if link.endswith("(deleted)") and "whoask.db" in link]


async def test_after_a_commit_that_failed_a_visitor_does_not_take_the_log_away(store: SqlStore, file: Path) -> None:
    """Opening and closing the file beside SQLite dropped its locks: acknowledged questions were then lost."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Exception, match="locked"):
            await store.claim(inquiry=asked("1"))
        other.execute("ROLLBACK")
    assert await store.claim(inquiry=asked("2"))
    visitor = await asyncio.create_subprocess_exec(sys.executable, "-c", VISITOR, str(file))
    assert await visitor.wait() == 0
    assert await store.claim(inquiry=asked("3"))

    assert not deleted_files()
    with closing(sqlite3.connect(file)) as there:
        keys = [key for (key,) in there.execute("SELECT key FROM inquiries ORDER BY key")]
    assert keys == ["2", "3"]


async def test_a_file_that_was_removed_is_made_anew_and_told(
    store: SqlStore, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert await store.claim(inquiry=asked("1"))
    for one in file.parent.glob("whoask.db*"):
        one.unlink()
    assert await store.claim(inquiry=asked("2"))

    with closing(sqlite3.connect(file)) as there:
        assert there.execute("SELECT key FROM inquiries").fetchall() == [("2",)]
    assert "file was removed or replaced" in caplog.text


async def test_a_file_that_was_replaced_is_used_from_then_on(store: SqlStore, file: Path) -> None:
    assert await store.claim(inquiry=asked("1"))
    other = file.with_name("other.db")
    replacement = store_at(other)
    await replacement.claim(inquiry=asked("9"))
    await replacement.close()
    for one in file.parent.glob("whoask.db-*"):
        one.unlink()
    other.replace(file)

    assert await store.claim(inquiry=asked("1"))
    assert not await store.claim(inquiry=asked("9"))


@pytest.mark.parametrize("statement", ["CREATE TABLE accounts (id INTEGER)", "PRAGMA application_id = 252006673"])
async def test_another_applications_database_is_refused_and_left_as_it_is(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as theirs:
        theirs.execute(statement)
        theirs.commit()
    before = file.read_bytes()
    store = store_at(file)
    with pytest.raises(StoreError, match=r"whoask\.db is a database of another application"):
        await store.ping()
    await store.close()
    with pytest.raises(StoreError, match="another application"):
        await upgrade(f"sqlite+aiosqlite:///{file}")

    with closing(sqlite3.connect(file)) as theirs:
        tables = {name for (name,) in theirs.execute("SELECT name FROM sqlite_master")}
    assert tables <= {"accounts"}
    assert len(file.read_bytes()) == len(before)


async def test_a_file_of_a_version_that_set_no_mark_gets_one(file: Path) -> None:
    store = store_at(file)
    await store.ping()
    await store.close()
    with closing(sqlite3.connect(file)) as ours:
        ours.execute("PRAGMA application_id = 0")
        ours.commit()
    store = store_at(file)
    await store.ping()
    await store.close()

    with closing(sqlite3.connect(file)) as ours:
        assert ours.execute("PRAGMA application_id").fetchone() == (0x77686F61,)
