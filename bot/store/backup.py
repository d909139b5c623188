"""Backing up the store and restoring it, by each database's own means.

SQLite copies its file while the bot runs. Postgres has programs for it, pg_dump and pg_restore, which are not part of
whoask.
"""

from __future__ import annotations

import asyncio
import re
import shlex
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, inspect, text

from bot.files import appearing
from bot.store.database import create_file, make_engine
from bot.store.tables import inquiries, metadata
from routing.errors import StoreError

# How long to wait for a lock of the running bot's, which holds one for milliseconds.
BUSY_SECONDS = 5.0
# The database may have another application's tables as well: they are left alone.
_OURS = (*sorted(metadata.tables), "alembic_version")
_BOTS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'whoask'"
    " AND pid <> pg_backend_pid()"
)


def back_up(url: str, backup: Path, environ: Mapping[str, str]) -> None:
    """Write our tables as they are at this moment into one file for its owner only. Writers are not held up.

    Raises StoreError for a store that is not there or cannot be read, for a backup that is there already, and where
    pg_dump is missing or fails.
    """
    store = file_of(url)
    if store is not None and not store.is_file():
        raise StoreError(f"There is no store at {store}: set WHOASK_STORE as for the bot.")
    with _new_file(backup) as unfinished:
        if store is None:
            tables = [f"--table={name}" for name in _OURS]
            programs = _Programs(url, environ)
            programs.run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *tables, f"--file={unfinished}")
            return
        with _told("The store cannot be backed up"), _reading(store) as source:
            _copy(source, unfinished)
            with _reading(unfinished) as copy:
                _check(copy, backup)


def restore(url: str, backup: Path, environ: Mapping[str, str], *, force: bool, now: datetime) -> Path | None:
    """Put a backup in the place of our tables, all of it or nothing; of a file, the copy of what was there before.

    Raises StoreError for a backup that is none or is damaged, while a bot is at work, without `force` where there is
    something in the store, and where pg_restore is missing or fails.
    """
    if not backup.is_file():
        raise StoreError(f"There is no backup at {backup}.")
    store = file_of(url)
    if store is not None:
        return _restore_file(store, backup, force=force, now=now)
    _restore_tables(url, backup, environ, force=force)
    return None


def file_of(url: str) -> Path | None:
    """SQLite's file; None for Postgres. Raises StoreError for a database that is no plain file."""
    parsed = make_engine(url, busy_seconds=0).url
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database.startswith("file:"):
        raise StoreError("The store is not a plain file: set WHOASK_STORE to its path.")
    return Path(parsed.database)


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """A file for its owner only, which is there once it is complete; never in the place of another."""
    try:
        _refuse_to_overwrite(path)
        with appearing(path, mode=0o600) as unfinished:
            yield unfinished
            _refuse_to_overwrite(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error


def _refuse_to_overwrite(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise StoreError(f"{path} is there already: name a new file.")


def _check_held(tables: set[str], backup: Path) -> None:
    if inquiries.name not in tables:
        raise StoreError(f"{backup} is no backup of whoask's store: it has no table {inquiries.name}.")


def _restore_file(store: Path, backup: Path, *, force: bool, now: datetime) -> Path | None:
    with _told(f"{backup} cannot be restored"), _reading(backup) as source:
        _check(source, backup)
        create_file(store)
        with closing(sqlite3.connect(store, timeout=1.0)) as target:
            _take_alone(target, store)
            kept = None
            if _file_has_rows(target):
                if not force:
                    raise StoreError(f"{store} holds data. To replace it all the same, add --force: a copy is kept.")
                kept = store.with_name(f"{store.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
                with _new_file(kept) as unfinished:
                    _copy(target, unfinished)
            source.backup(target)
    return kept


def _copy(source: sqlite3.Connection, unfinished: Path) -> None:
    with closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)  # in one step: it is of one moment, and no writer makes it begin again
        copy.execute("PRAGMA journal_mode=DELETE")  # one file is all there is


def _check(backup: sqlite3.Connection, path: Path) -> None:
    (first,) = backup.execute("PRAGMA integrity_check(1)").fetchone()
    if first != "ok":
        raise StoreError(f"{path} is damaged: {first}")
    _check_held(_tables(backup), path)


def _take_alone(store: sqlite3.Connection, path: Path) -> None:
    """Lock the file until the connection is closed. What is in the write-ahead log goes into the file."""
    try:
        store.execute("PRAGMA locking_mode=EXCLUSIVE")
        store.execute("PRAGMA journal_mode=DELETE")
        store.execute("BEGIN EXCLUSIVE")
        store.commit()
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path} is in use: stop the bot first.") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path} is damaged or no database: move it away first.") from error


def _file_has_rows(store: sqlite3.Connection) -> bool:
    ours = _tables(store) & set(metadata.tables)
    return any(store.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in ours)  # noqa: S608 - our names


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as connection:
        yield connection


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{what}: {error}") from error


def _restore_tables(url: str, backup: Path, environ: Mapping[str, str], *, force: bool) -> None:
    programs = _Programs(url, environ)
    held = set(re.findall(r" TABLE DATA \S+ (\S+) ", programs.run("pg_restore", "--list", str(backup), connect=False)))
    _check_held(held, backup)
    asyncio.run(programs.check_free(force=force))
    once = ("--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner", "--no-privileges")
    programs.run("pg_restore", *once, str(backup))
    # What a newer version than the backup's has added: the upgrade could not add it again.
    asyncio.run(programs.drop(set(_OURS) - held))


class _Programs:
    """Postgres's programs and the database they reach.

    The password goes by the environment, where no list of processes shows it.
    """

    def __init__(self, url: str, environ: Mapping[str, str]) -> None:
        self._url, self._environ = url, environ
        engine = make_engine(url, busy_seconds=0)
        from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - it is there, or the engine would not be

        _, named = engine.dialect.create_connect_args(engine.url)
        self._password = named.pop("password", "")
        self._database = make_conninfo(**{name: value for name, value in named.items() if name != "context"})

    def run(self, program: str, *words: str, connect: bool = True) -> str:
        """What a program of Postgres's prints."""
        command = [program, *([f"--dbname={self._database}"] if connect else []), *words]
        found = shutil.which(program, path=self._environ.get("PATH"))
        if found is None:
            raise StoreError(
                f"{program} is not there. Install Postgres's client programs (Debian: postgresql-client), or run this "
                f"where they are: {shlex.join(command)}"
            )
        environ = {**self._environ, **({"PGPASSWORD": self._password} if self._password else {})}
        done = subprocess.run([found, *command[1:]], env=environ, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            # Not all of it: what follows the first line may be from the tables.
            raise StoreError((done.stderr.splitlines() or [f"{program} failed."])[0])
        return done.stdout

    async def drop(self, tables: Iterable[str]) -> None:
        """Drop some of our tables."""
        engine = make_engine(self._url, busy_seconds=0)
        try:
            async with engine.begin() as connection:
                for name in sorted(tables):
                    await connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
        finally:
            await engine.dispose()

    async def check_free(self, *, force: bool) -> None:
        """Raise StoreError while a bot is at work, and without `force` where there is something in the tables."""
        engine = make_engine(self._url, busy_seconds=0)
        try:
            async with engine.connect() as connection:
                if (await connection.execute(_BOTS)).scalar_one():
                    raise StoreError("The store is in use: stop every bot first.")
                if not force and await connection.run_sync(_has_rows):
                    raise StoreError(
                        "The store holds data. To replace it all the same, make a backup of it first, then add --force."
                    )
        finally:
            await engine.dispose()


def _has_rows(connection: Connection) -> bool:
    there = inspect(connection)
    ours = [name for name in metadata.tables if there.has_table(name)]
    return any(connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() for name in ours)  # noqa: S608 - our names
