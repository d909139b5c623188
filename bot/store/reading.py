"""Opening a store only to read it: nothing is created, and nothing in it is changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.database import make_engine
from bot.store.tables import feedback, inquiries, posts
from routing.errors import StoreError

# How long to wait for a lock of the running bot's, which holds one for milliseconds.
BUSY_SECONDS = 5.0
_READ = (inquiries, feedback, posts)


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[AsyncConnection]:
    """A connection to a store that is there. Raises StoreError for one that is not, or that cannot be read."""
    must_exist(url)
    engine = _read_only(make_engine(url, busy_seconds=BUSY_SECONDS))
    try:
        async with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execution_options(postgresql_readonly=True)
            if lacking := await connection.run_sync(_lacking):
                raise StoreError(f"The store lacks {lacking}: run `whoask db upgrade`.")
            yield connection
    except (SQLAlchemyError, OSError) as error:
        # Not the error's own text: a question may be in it, and a password.
        fault = type(error).__name__
        raise StoreError(f"The store cannot be read ({fault}). Run this where and as whom the bot runs.") from error
    finally:
        await engine.dispose()


def must_exist(url: str) -> None:
    """Raise StoreError for a file that is not there. What is no URL is told by whoever opens it."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        return
    file = parsed.database
    if parsed.get_backend_name() == "sqlite" and not (file and (file.startswith("file:") or Path(file).is_file())):
        raise StoreError(f"There is no store at {file or 'a place that outlives the bot'}: set WHOASK_STORE as for it.")


def _read_only(engine: AsyncEngine) -> AsyncEngine:
    """SQLite opens the file for reading alone. Postgres is told on the connection."""
    url = engine.url
    if url.get_backend_name() != "sqlite" or not url.database or url.database.startswith("file:"):
        return engine
    readable = url.set(database=f"file:{quote(url.database)}", query={**url.query, "mode": "ro", "uri": "true"})
    return create_async_engine(readable, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)


def _lacking(connection: Connection) -> str | None:
    """The first table or column that is read and is not there."""
    inspector = inspect(connection)
    for table in _READ:
        if not inspector.has_table(table.name):
            return f"the table {table.name}"
        there = {column["name"] for column in inspector.get_columns(table.name)}
        if missing := [column.name for column in table.columns if column.name not in there]:
            return f"the column {missing[0]}"
    return None
