"""`whoask db`, as an operator runs it: on a file and on Postgres."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.cli import main
from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store import upgrading
from bot.store.database import make_engine
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore
from bot.store.upgrading import MIGRATIONS, newest_revision
from tests.postgres import PostgresServer

DONE, FAULT, USAGE = 0, 1, 2
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with nothing in it, named to the commands by the environment."""
    if request.param == "postgres":
        programs = request.getfixturevalue("postgres_server").programs
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        url = str(request.getfixturevalue("empty_postgres"))
    else:
        url = f"sqlite+aiosqlite:///{tmp_path / 'whoask.db'}"
    secret = tmp_path / "store.url"
    secret.write_text(f"{url}\n")
    monkeypatch.setenv("WHOASK_STORE_FILE", str(secret))
    monkeypatch.delenv("WHOASK_STORE", raising=False)
    return url


def store_at(url: str) -> SqlStore:
    return SqlStore(url, pseudonyms=Pseudonyms(Secret("k")), retention=timedelta(days=30), now=lambda: NOON)


def claim(url: str, key: str) -> bool:
    """Whether the question is new to the store."""

    async def once() -> bool:
        store = store_at(url)
        try:
            return await store.claim(inquiry=Inquiry(key, Surface.COMMAND, "words", "U1", "T1", "C1", NOON))
        finally:
            await store.close()

    return asyncio.run(once())


def test_upgrading_makes_the_tables_and_then_says_that_there_is_nothing_to_do(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["db", "upgrade"]) == DONE
    assert capsys.readouterr().out.startswith(f"The tables are at revision {newest_revision()} now.")
    assert main(["db", "upgrade"]) == DONE
    assert capsys.readouterr().out == f"Nothing to do: the tables are at revision {newest_revision()}.\n"
    assert claim(url, "k")


def test_a_backup_brings_back_what_was_there_when_it_was_made(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["db", "upgrade"])
    claim(url, "before")
    backup = tmp_path / "a backup"
    assert main(["db", "backup", str(backup)]) == DONE
    assert backup.stat().st_mode & 0o777 == 0o600
    claim(url, "after")

    assert main(["db", "restore", str(backup)]) == FAULT
    assert "holds data" in capsys.readouterr().err
    assert not claim(url, "after"), "nothing was restored"

    assert main(["db", "restore", str(backup), "--force"]) == DONE
    assert not claim(url, "before")
    assert claim(url, "after"), "it was asked after the backup"


def test_a_backup_can_be_restored_where_there_is_nothing(url: str, tmp_path: Path) -> None:
    main(["db", "upgrade"])
    claim(url, "k")
    backup = tmp_path / "backup"
    main(["db", "backup", str(backup)])
    asyncio.run(emptied(url))
    assert main(["db", "restore", str(backup)]) == DONE
    assert not claim(url, "k")


A_LATER_REVISION = """
from alembic import op
from sqlalchemy import Column, Text

revision, down_revision = "0005", "0004"

def upgrade():
    op.create_table("requests", Column("signature", Text, primary_key=True), Column("taken_at", Text))
"""


def test_a_backup_of_an_older_version_can_be_upgraded_after_it_was_restored(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, newer = tmp_path / "backup", tmp_path / "migrations"
    main(["db", "upgrade"])
    asyncio.run(run(url, "DROP TABLE requests"))
    assert main(["db", "backup", str(backup)]) == DONE
    older = asyncio.run(tables(url))
    shutil.copytree(MIGRATIONS, newer)
    (newer / "versions" / "r0005_requests.py").write_text(A_LATER_REVISION)
    monkeypatch.setattr(upgrading, "MIGRATIONS", newer)
    main(["db", "upgrade"])
    assert asyncio.run(tables(url)) == sorted([*older, "requests"])
    assert main(["db", "restore", str(backup), "--force"]) == DONE
    assert asyncio.run(tables(url)) == older
    assert main(["db", "upgrade"]) == DONE
    assert asyncio.run(tables(url)) == sorted([*older, "requests"])


async def run(url: str, statement: str) -> None:
    engine = make_engine(url, busy_seconds=1)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def tables(url: str) -> list[str]:
    engine = make_engine(url, busy_seconds=1)
    async with engine.connect() as connection:
        found = await connection.run_sync(lambda one: inspect(one).get_table_names())
    await engine.dispose()
    return sorted(found)


async def emptied(url: str) -> None:
    store = store_at(url)
    await store.forgetting.forget_history(now=NOON + timedelta(days=9), keep=timedelta(days=1))
    await store.close()


@pytest.mark.usefixtures("url")
def test_a_backup_never_takes_the_place_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["db", "upgrade"])
    (tmp_path / "there").write_text("somebody's")
    assert main(["db", "backup", str(tmp_path / "there")]) == FAULT
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "there").read_text() == "somebody's"
    assert main(["db", "backup", str(tmp_path / "no folder" / "there")]) == FAULT
    assert "No such file or directory" in capsys.readouterr().err


def test_what_is_no_backup_is_not_restored(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["db", "upgrade"])
    claim(url, "k")
    (tmp_path / "minutes").write_text("minutes of the meeting, not a backup at all\n" * 200)
    for name in ("minutes", "missing"):
        assert main(["db", "restore", str(tmp_path / name), "--force"]) == FAULT
        assert name in capsys.readouterr().err or url.startswith("postgresql")
    assert not claim(url, "k")


def test_a_store_that_a_bot_uses_is_backed_up_but_not_restored(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["db", "upgrade"])
    backup = tmp_path / "backup"

    async def while_it_runs(*words: str) -> int:
        store = store_at(url)
        await store.claim(inquiry=Inquiry("k", Surface.COMMAND, "words", "U1", "T1", "C1", NOON))
        status = await asyncio.to_thread(main, ["db", *words])
        assert await store.questions.find("k"), "the bot goes on"
        await store.close()
        return status

    assert asyncio.run(while_it_runs("backup", str(backup))) == DONE
    capsys.readouterr()
    assert asyncio.run(while_it_runs("restore", str(backup), "--force")) == FAULT
    assert "in use" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["db"], ["db", "backup"], ["db", "drop"]])
def test_wrong_usage_is_told(words: list[str]) -> None:
    assert main(words) == USAGE


def test_what_was_replaced_in_a_file_is_kept_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "whoask.db"
    monkeypatch.setenv("WHOASK_STORE", str(path))
    main(["db", "upgrade"])
    main(["db", "backup", str(tmp_path / "backup")])
    claim(f"sqlite+aiosqlite:///{path}", "replaced")
    assert main(["db", "restore", str(tmp_path / "backup"), "--force"]) == DONE
    (kept,) = tmp_path.glob("whoask.db.replaced-*")
    assert str(kept) in capsys.readouterr().out
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(kept)) as old:
        assert old.execute("SELECT key FROM inquiries").fetchall() == [("replaced",)]


def test_a_damaged_backup_is_told_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, backup = tmp_path / "whoask.db", tmp_path / "backup"
    monkeypatch.setenv("WHOASK_STORE", str(path))
    claim(f"sqlite+aiosqlite:///{path}", "k")
    main(["db", "backup", str(backup)])
    whole = bytearray(backup.read_bytes())
    whole[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    backup.write_bytes(whole)
    assert main(["db", "restore", str(backup), "--force"]) == FAULT
    assert str(backup) in capsys.readouterr().err
    assert not claim(f"sqlite+aiosqlite:///{path}", "k")


def test_without_a_store_there_is_nothing_to_back_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WHOASK_STORE", str(tmp_path / "none.db"))
    assert main(["db", "backup", str(tmp_path / "backup")]) == FAULT
    assert "There is no store at" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_without_the_programs_of_postgres_the_command_is_told_without_the_password(
    postgres_server: PostgresServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WHOASK_STORE", f"postgresql://us%20er:hunter2@/db?host={postgres_server.folder}")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["db", "backup", str(tmp_path / "backup")]) == FAULT
    told = capsys.readouterr().err
    assert "pg_dump is not there" in told
    assert "--format=custom" in told
    assert "us er" in told
    assert "hunter2" not in told
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_one_line_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WHOASK_STORE", f"postgresql://user:hunter2@/db?host={tmp_path}")
    assert main(["db", "upgrade"]) == FAULT
    told = capsys.readouterr().err
    assert told.startswith("The store cannot be used: ")
    assert told.count("\n") == 1
    assert "hunter2" not in told
