"""Opening the database: what a URL may be, and what SQLite is told on each connection."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Table, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.store.older import bring_up_to_date
from bot.store.tables import indexes, metadata
from routing.errors import SettingsError

# At debug level it prints every statement with its values, which are people's words.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

CLOSE_SECONDS = 1.0
# For this long nobody can write while somebody else still reads what stands in the log.
EMPTY_SECONDS = 0.1


def make_engine(url: str, *, busy_seconds: float) -> AsyncEngine:
    """An engine for a database URL. It does not connect yet.

    `busy_seconds` is how long SQLite waits for another process's lock before it gives up.
    """
    try:
        parsed = make_url(url)
        arguments = {"timeout": busy_seconds} if parsed.get_backend_name() == "sqlite" else {}
        # hide_parameters: an error would else carry the question into whatever log it ends in.
        engine = create_async_engine(parsed, connect_args=arguments, hide_parameters=True)
    except (SQLAlchemyError, ModuleNotFoundError, ValueError) as error:
        # Not the URL, and not the error's own text: a password may be in either.
        raise SettingsError(
            "WHOASK_STORE is not a database that whoask can use. Name a file, or write sqlite+aiosqlite:///path/to/file"
        ) from error
    if is_sqlite(engine):
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    return engine


def is_sqlite(engine: AsyncEngine) -> bool:
    """Whether the database is a file of ours."""
    return engine.dialect.name == "sqlite"


def is_in_memory(engine: AsyncEngine) -> bool:
    """Whether the database is in memory: then there is one connection to it, and it lives as long as that."""
    return isinstance(engine.sync_engine.pool, StaticPool)


def opened_connections(engine: AsyncEngine) -> WeakSet[Any]:
    """Every connection to SQLite that the engine opens from now on."""
    opened: WeakSet[Any] = WeakSet()

    def open_one(dialect: Any, _: object, arguments: Any, named: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own
        connection = dialect.connect(*arguments, **named)
        opened.add(connection.driver_connection)
        return connection

    if is_sqlite(engine):
        event.listen(engine.sync_engine, "do_connect", open_one)
    return opened


async def close_engine(engine: AsyncEngine, opened: WeakSet[Any]) -> None:
    """Close the engine's connections, also those of jobs that were cancelled: it has given those up, open or not."""
    await engine.dispose()
    for connection in tuple(opened):
        with suppress(ValueError, TimeoutError):  # it is closing already
            await asyncio.wait_for(connection.close(), CLOSE_SECONDS)


async def empty_log(connection: AsyncConnection) -> bool:
    """Write SQLite's write-ahead log into the file and empty it; says whether nobody was in the way of that."""
    await connection.execution_options(isolation_level="AUTOCOMMIT")
    (before,) = (await connection.execute(text("PRAGMA busy_timeout"))).one()
    await connection.execute(text(f"PRAGMA busy_timeout = {EMPTY_SECONDS * 1000:.0f}"))
    try:
        blocked, *_ = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).one()
    finally:
        await connection.execute(text(f"PRAGMA busy_timeout = {before}"))
    return not blocked


def create_privately(path: Path) -> None:
    """Create the file for its owner only: it holds what people ask. SQLite gives its other files the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


async def create_tables(connection: AsyncConnection) -> None:
    """Create what is missing: tables, indexes, and columns that an older version did not have."""
    added: set[tuple[str, str]] = set()
    for table in metadata.sorted_tables:
        await connection.execute(CreateTable(table, if_not_exists=True))
        added |= await connection.run_sync(_add_columns, table)
    await bring_up_to_date(connection, added)
    for index in indexes:
        await connection.execute(CreateIndex(index, if_not_exists=True))


def _add_columns(connection: Connection, table: Table) -> set[tuple[str, str]]:
    """Add the columns that a table lacks; says which, with the table's name."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    missing = [column for column in table.columns if column.name not in there]
    for column in missing:
        kind = column.type.compile(connection.dialect)
        connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}"))
    return {(table.name, column.name) for column in missing}


def _set_up_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - SQLAlchemy's adapter of a DBAPI connection
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")  # readers and the one writer do not block one another
    # FULL: a commit in WAL mode survives a power cut. NORMAL would only survive the death of the process, and
    # a question that was acknowledged must not be lost. Grouped commits pay for it.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")  # what is blanked is overwritten, not only unlinked
    cursor.close()
