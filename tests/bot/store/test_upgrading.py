"""The tables are brought to this version: new ones, those of older versions, by one process or by several at once."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.database import make_engine
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore
from bot.store.tables import metadata
from bot.store.upgrading import MIGRATIONS, Upgraded, newest_revision, upgrade
from routing.errors import StoreError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = Inquiry("k", Surface.COMMAND, "words", "U1", "T1", "C1", NOON)
OF_0_1_0 = (Path(__file__).parent / "whoask_0_1_0.sql").read_text()


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("empty_postgres"))
    return f"sqlite+aiosqlite:///{tmp_path / 'whoask.db'}"


@asynccontextmanager
async def engine_of(url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url, busy_seconds=5)
    yield engine
    await engine.dispose()


async def run(url: str, *statements: str) -> None:
    async with engine_of(url) as engine, engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    async with engine_of(url) as engine, engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


async def differences(url: str) -> list[Any]:
    """What Alembic would still change."""

    def look(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with engine_of(url) as engine, engine.connect() as connection:
        return await connection.run_sync(look)


def statements(dump: str) -> list[str]:
    code = "\n".join(line for line in dump.splitlines() if not line.startswith("--"))
    return [one.replace(" user TEXT", ' "user" TEXT') for one in code.split(";\n") if one.strip()]


def store_at(url: str) -> SqlStore:
    return SqlStore(url, people=Pseudonyms(Secret("k")), retention=timedelta(days=30), now=lambda: NOON)


async def test_a_new_database_gets_the_tables_of_this_version_and_then_there_is_nothing_to_do(empty_url: str) -> None:
    newest = newest_revision()
    assert await upgrade(empty_url) == Upgraded(None, newest)
    assert await differences(empty_url) == []
    assert await upgrade(empty_url) == Upgraded(newest, newest)


async def test_a_difference_between_tables_and_revisions_would_be_seen(empty_url: str) -> None:
    await upgrade(empty_url)
    await run(
        empty_url,
        "DROP INDEX inquiries_unanswered",
        "ALTER TABLE inquiries DROP COLUMN attempts",
        "ALTER TABLE posts ADD COLUMN more TEXT",
    )
    assert sorted(change[0] for change in await differences(empty_url)) == ["add_column", "add_index", "remove_column"]


async def test_tables_of_0_1_0_are_taken_over_with_what_is_in_them(empty_url: str) -> None:
    await run(empty_url, *statements(OF_0_1_0))
    assert await upgrade(empty_url) == Upgraded(None, newest_revision())
    assert await differences(empty_url) == []
    assert await rows(empty_url, 'SELECT "key", text, attempts FROM inquiries') == [("k", "words", None)]
    store = store_at(empty_url)
    assert not await store.claim(inquiry=ASKED), "it is known"
    await store.close()


def test_the_newest_revision_is_the_last_of_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [newest_revision()]
    numbers = [revision.revision for revision in script.walk_revisions()]
    assert sorted(numbers, reverse=True) == numbers == [f"{n:04}" for n in range(len(numbers), 0, -1)]
    assert all(Path(revision.path).name.startswith(f"r{revision.revision}_") for revision in script.walk_revisions())


UPGRADER = """
import asyncio, sys
from bot.store.upgrading import upgrade
print("ready", flush=True)
sys.stdin.readline()
done = asyncio.run(upgrade(sys.argv[1]))
print(done.before, done.after)
"""


def test_of_several_processes_at_once_one_upgrades_and_all_go_on(empty_url: str) -> None:
    command = [sys.executable, "-c", UPGRADER, empty_url]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(3)
    ]
    try:
        for process in started:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        said = [process.communicate(timeout=30)[0].split() for process in started]
    finally:
        for process in started:
            process.kill()
            process.wait()
    newest = newest_revision()
    assert sorted(said) == [*[[newest, newest]] * 2, ["None", newest]]
    assert asyncio.run(differences(empty_url)) == []


async def test_an_upgrade_that_fails_leaves_everything_as_it_was(empty_url: str) -> None:
    # The index of the first revision's last step cannot be made on what is no table.
    await run(empty_url, 'CREATE VIEW reminders AS SELECT 1 AS "key"')
    with pytest.raises(Exception, match="reminders"):
        await upgrade(empty_url)
    async with engine_of(empty_url) as engine, engine.connect() as connection:
        assert await connection.run_sync(lambda one: inspect(one).get_table_names()) == []
    await run(empty_url, "DROP VIEW reminders")
    await upgrade(empty_url)
    assert await differences(empty_url) == []


async def test_a_file_is_upgraded_when_it_is_first_used(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'whoask.db'}"
    await run(url, *statements(OF_0_1_0))
    store = store_at(url)
    assert not await store.claim(inquiry=ASKED)
    await store.close()
    assert await differences(url) == []


async def test_a_current_file_is_opened_without_loading_alembic(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'whoask.db'}"
    await upgrade(url)
    look = f"""
import asyncio, sys
from datetime import timedelta
from bot.settings.secret import Secret
from bot.store.sql import MemoryStore
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore

async def main():
    for store in (
        MemoryStore(retention=timedelta()),
        SqlStore({url!r}, people=Pseudonyms(Secret("k")), retention=timedelta()),
    ):
        await store.ping()
        await store.close()

asyncio.run(main())
print([name for name in sys.modules if name.startswith("alembic")])
"""
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", look], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


async def test_on_postgres_the_store_is_down_until_its_tables_are_upgraded(empty_postgres: str) -> None:
    store = store_at(empty_postgres)
    with pytest.raises(StoreError, match="not there yet: run `whoask db upgrade`"):
        await store.ping()
    await run(empty_postgres, *statements(OF_0_1_0), "CREATE TABLE alembic_version (version_num VARCHAR(32))")
    await run(empty_postgres, "INSERT INTO alembic_version VALUES ('0001')")
    with pytest.raises(StoreError, match=r"of an older version \(0001\): run `whoask db upgrade`"):
        await store.questions.find("k")
    await upgrade(empty_postgres)
    assert not await store.claim(inquiry=ASKED)
    assert await store.questions.find("k")
    await store.close()


async def test_the_tables_of_a_newer_version_are_used_as_they_are(empty_url: str) -> None:
    await upgrade(empty_url)
    await run(
        empty_url, "ALTER TABLE inquiries ADD COLUMN later TEXT", "UPDATE alembic_version SET version_num = '9999'"
    )
    store = store_at(empty_url)
    assert await store.claim(inquiry=ASKED)
    await store.close()
    assert await upgrade(empty_url) == Upgraded("9999", "9999")


async def test_a_file_of_before_0_1_0_gets_the_columns_that_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    columns = "key TEXT PRIMARY KEY, door TEXT, workspace TEXT, asker TEXT, channel TEXT, thread TEXT, text TEXT, "
    ending = "outcome TEXT, destination TEXT, asked_at TEXT, claimed_at TEXT, answered_at TEXT, text_expires_at TEXT"
    with closing(sqlite3.connect(path)) as old:
        old.execute(f"CREATE TABLE inquiries ({columns}{ending})")
        old.execute(
            "INSERT INTO inquiries (key, door, workspace, asker, channel) VALUES ('old', 'command', 'T1', 'U1', 'C1')"
        )
        old.commit()
    store = store_at(f"sqlite+aiosqlite:///{path}")
    await store.claim(inquiry=ASKED)
    await store.record(key="k", outcome="found", destination="#a", team="a", answered_at=NOON)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT key, team FROM inquiries ORDER BY key").fetchall() == [
            ("k", "a"),
            ("old", None),
        ]
    await store.close()


async def test_posts_and_reminders_of_before_0_1_0_are_found_under_todays_keys(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as old:
        old.execute(
            "CREATE TABLE posts (key TEXT PRIMARY KEY, person TEXT, target TEXT, channel TEXT, ts TEXT, permalink TEXT,"
            " claimed_at TEXT, posted_at TEXT)"
        )
        old.execute(
            "CREATE TABLE reminders (key TEXT PRIMARY KEY, workspace TEXT, user TEXT, channel TEXT, ts TEXT,"
            " step INTEGER, due_at TEXT, state TEXT, reason TEXT, lease_until TEXT)"
        )
        posted = [("k", "#a", "1"), ("k #leads", "#leads", "2"), ("two", "#a", "3"), ("two #a", "#a", "4")]
        for key, target, ts in posted:
            old.execute("INSERT INTO posts (key, target, channel, ts) VALUES (?, ?, 'C9', ?)", (key, target, ts))
        old.execute("INSERT INTO reminders (key, channel, ts, state) VALUES ('k', 'C9', '2', 'due')")
        old.execute("INSERT INTO reminders (key, channel, ts, state) VALUES ('gone', 'C9', '9', 'due')")
        old.commit()
    store = store_at(f"sqlite+aiosqlite:///{path}")
    await store.ping()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT key, question, ts FROM posts ORDER BY ts").fetchall() == [
            ("k #a", "k", "1"),
            ("k #leads", "k", "2"),
            ("two", "two", "3"),
            ("two #a", "two", "4"),
        ]
        assert database.execute("SELECT key, question FROM reminders ORDER BY key").fetchall() == [
            ("gone", "gone"),
            ("k #leads", "k"),
        ]
    await store.close()
