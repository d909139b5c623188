"""Opening the database: what a URL may be, and what SQLite is told on each connection."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.store.tables import indexes, inquiries, metadata
from routing.errors import SettingsError

# At debug level it prints every statement with its values, which are people's words.
logging.getLogger("aiosqlite").setLevel(logging.INFO)


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


def create_privately(path: Path) -> None:
    """Create the file for its owner only: it holds what people ask. SQLite gives its other files the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


async def create_tables(connection: AsyncConnection) -> None:
    """Create what is missing: tables, indexes, and columns that an older version did not have."""
    for table in metadata.sorted_tables:
        await connection.execute(CreateTable(table, if_not_exists=True))
    await connection.run_sync(_add_columns)
    for index in indexes:
        await connection.execute(CreateIndex(index, if_not_exists=True))


def _add_columns(connection: Connection) -> None:
    there = {column["name"] for column in inspect(connection).get_columns(inquiries.name)}
    for column in inquiries.columns:
        if column.name not in there:
            kind = column.type.compile(connection.dialect)
            connection.execute(text(f"ALTER TABLE {inquiries.name} ADD COLUMN {column.name} {kind}"))


def _set_up_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - SQLAlchemy's adapter of a DBAPI connection
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")  # readers and the one writer do not block one another
    # FULL: a commit in WAL mode survives a power cut. NORMAL would only survive the death of the process, and
    # a question that was acknowledged must not be lost. Grouped commits pay for it.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")  # what is blanked is overwritten, not only unlinked
    cursor.close()
