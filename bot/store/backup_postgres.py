"""Backing up Postgres and restoring it by its own programs, pg_dump and pg_restore. They are not part of whoask."""

from __future__ import annotations

import asyncio
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.store.backup import appearing
from bot.store.database import make_engine
from bot.store.tables import inquiries, metadata
from routing.errors import StoreError

# The database may be somebody else's as well: theirs is left alone.
_OURS = (*sorted(metadata.tables), "alembic_version")
_BOTS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'whoask'"
    " AND pid <> pg_backend_pid()"
)


def back_up(url: str, backup: Path, environ: Mapping[str, str]) -> None:
    """Write our tables as they are at this moment into a file for its owner only. Nobody is held up.

    Raises StoreError where pg_dump is missing or fails, and for a backup that is there already.
    """
    tables = [f"--table={name}" for name in _OURS]
    with appearing(backup) as unfinished:
        where = _Where(url, environ)
        where.run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *tables, f"--file={unfinished}")


def restore(url: str, backup: Path, environ: Mapping[str, str], *, force: bool) -> None:
    """Put a backup in the place of our tables, all of it or nothing.

    Raises StoreError where pg_restore is missing or fails, for a backup that is none, where a bot is at work, and,
    without `force`, where there is something in the tables.
    """
    if not backup.is_file():
        raise StoreError(f"There is no backup at {backup}.")
    where = _Where(url, environ)
    held = set(re.findall(r" TABLE DATA \S+ (\S+) ", where.run("pg_restore", "--list", str(backup), connect=False)))
    if inquiries.name not in held:
        raise StoreError(f"{backup} is no backup of whoask's store: it has no table {inquiries.name}.")
    asyncio.run(where.check_free(force=force))
    once = ("--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner", "--no-privileges")
    where.run("pg_restore", *once, str(backup))
    # What a newer version than the backup's added: it would be in the way of adding it again.
    asyncio.run(where.drop(set(_OURS) - held))


class _Where:
    """A database, and how to reach it: the password goes by the environment, where no list of processes shows it."""

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
        """Drop tables of ours."""
        engine = make_engine(self._url, busy_seconds=0)
        try:
            async with engine.begin() as connection:
                for name in sorted(tables):
                    await connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
        finally:
            await engine.dispose()

    async def check_free(self, *, force: bool) -> None:
        """Raise StoreError where somebody would lose something."""
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
