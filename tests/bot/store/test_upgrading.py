"""The tables are brought to this version: new ones, those of older versions, by one process or by several at once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.database import make_engine
from bot.store.forgetting import Removed
from bot.store.privacy import Encryptor, Pseudonyms
from bot.store.sql import SqlStore
from bot.store.tables import metadata
from bot.store.upgrading import MIGRATIONS, Upgraded, newest_revision, upgrade
from routing.errors import StoreError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = Inquiry("k", Surface.COMMAND, "words", "U1", "T1", "C1", NOON)


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


def before_the_release(url: str) -> list[str]:
    """The statements that make a store as the four revisions of before the first release left it."""
    kind = "sqlite" if url.startswith("sqlite") else "postgres"
    dump = (Path(__file__).parent / f"head_0004_{kind}.sql").read_text()
    code = "\n".join(line for line in dump.splitlines() if not line.startswith("--"))
    # A colon is SQLAlchemy's sign of a parameter.
    return [one.replace(":", r"\:") for one in code.split(";\n") if one.strip()]


async def schema(url: str) -> dict[str, Any]:
    """Every table with its columns, keys and indexes, in no order but that of names."""

    def look(connection: Connection) -> dict[str, Any]:
        there = inspect(connection)
        return {
            table: (
                {column["name"]: (str(column["type"]), column["nullable"], column["default"]) for column in columns},
                there.get_pk_constraint(table),
                sorted(_of_index(index) for index in there.get_indexes(table)),
            )
            for table in there.get_table_names()
            if (columns := there.get_columns(table))
        }

    async with engine_of(url) as engine, engine.connect() as connection:
        return await connection.run_sync(look)


def _of_index(index: ReflectedIndex) -> tuple[str, list[str | None], str]:
    where = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str(index["name"]), index["column_names"], str(where)


def store_at(url: str) -> SqlStore:
    return SqlStore(
        url,
        pseudonyms=Pseudonyms(Secret("k")),
        retention=timedelta(days=30),
        encryptor=Encryptor([Secret("k")]),
        now=lambda: NOON,
    )


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


async def test_a_store_of_before_the_first_release_is_used_with_what_is_in_it(empty_url: str) -> None:
    """The path of docs/store.md: `whoask db upgrade`."""
    await run(empty_url, *before_the_release(empty_url))
    assert await upgrade(empty_url) == Upgraded("0004", newest_revision())
    assert await differences(empty_url) == []
    assert sorted(await rows(empty_url, 'SELECT "key", text, attempts FROM inquiries')) == [
        ("k", "words", 1),
        ("waiting", "words", 1),
    ]
    store = store_at(empty_url)
    assert not await store.claim(inquiry=ASKED), "it is known"
    (left,) = await store.unanswered.take_over(ended=NOON + timedelta(hours=1), until=NOON, limit=9)
    assert (left.key, left.inquiry) == ("waiting", replace(ASKED, key="waiting", surface=Surface.MENTION))
    person = store.pseudonyms.pseudonym("T1", "U1")
    assert await store.forgetting.forget(person=person, workspace="T1", user="U1", now=NOON) == Removed(2, 1, 1)
    await store.close()


async def test_a_new_store_has_the_same_tables_as_one_of_before_the_first_release(
    empty_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    await run(empty_url, *before_the_release(empty_url))
    await upgrade(empty_url)
    old = await schema(empty_url)
    if empty_url.startswith("sqlite"):
        new = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
        await upgrade(new)
    else:
        new = str(request.getfixturevalue("postgres"))
    assert await schema(new) == old


@pytest.mark.parametrize("noted", ["UPDATE alembic_version SET version_num = '0003'", "DROP TABLE alembic_version"])
async def test_a_store_of_older_revisions_is_left_alone_and_told_what_to_do(empty_url: str, noted: str) -> None:
    await run(empty_url, *before_the_release(empty_url), noted)
    before = await schema(empty_url)
    with pytest.raises(StoreError, match=r"are from before the first release: docs/store.md"):
        await upgrade(empty_url)
    assert await schema(empty_url) == before


def test_the_newest_revision_is_the_last_of_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [newest_revision()]
    numbers = [revision.revision for revision in script.walk_revisions()]
    assert sorted(numbers, reverse=True) == numbers == [f"{n:04}" for n in range(len(numbers) + 3, 3, -1)]
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
    # The table cannot be made where something has its name, after others were.
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
    store = store_at(url)
    assert await store.claim(inquiry=ASKED)
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
from bot.store.privacy import Encryptor, Pseudonyms
from bot.store.sql import SqlStore

async def main():
    for store in (
        MemoryStore(retention=timedelta()),
        SqlStore({url!r}, pseudonyms=Pseudonyms(Secret("k")), retention=timedelta()),
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
    await upgrade(empty_postgres)
    assert await store.claim(inquiry=ASKED)
    await store.close()
    await run(empty_postgres, "UPDATE alembic_version SET version_num = '0003'")
    store = store_at(empty_postgres)
    with pytest.raises(StoreError, match=r"of an older version \(0003\): run `whoask db upgrade`"):
        await store.questions.find("k")
    await run(empty_postgres, "UPDATE alembic_version SET version_num = '0004'")
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
