"""Opening the database: SQLite in one file, or Postgres, and what each is told on a new connection.

SQLite's file is made for its owner only, and the log beside it can be emptied.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import URL, Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from routing.errors import SettingsError, StoreError

# At debug level it prints every statement with its values, which are people's words.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

CLOSE_SECONDS = 1.0
POSTGRES = ("postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg_async")
# The writer and those who read (bot/store/transactions.py).
CONNECTIONS = 5
# A server that does not answer is given up on after so long: questions are answered meanwhile, but not recorded.
CONNECT_SECONDS = 5
# Less than a claim may take: a lock that is held for longer is held by a process that has stopped, and the others of a
# group are not to wait for it.
LOCK_SECONDS = 0.15
STATEMENT_SECONDS = 20
_BOUNDS = (
    f"SELECT set_config('lock_timeout', '{LOCK_SECONDS * 1000:.0f}', true), "
    f"set_config('statement_timeout', '{STATEMENT_SECONDS * 1000}', true), "
    f"set_config('idle_in_transaction_session_timeout', '{STATEMENT_SECONDS * 1000}', true)"
)
# In SQLite's header: "whoa". A file of a version that set no mark is known by its tables.
APPLICATION_ID = 0x77686F61
OUR_TABLES = {"inquiries"}
# What the URL says comes first.
_ARGUMENTS = {
    "application_name": "whoask",
    "connect_timeout": CONNECT_SECONDS,
    # A server that is gone without a word is noticed in these seconds, and not in hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": STATEMENT_SECONDS * 1000,
    # Statements that the server remembers are lost where a pooler such as PgBouncer stands in between.
    "prepare_threshold": None,
}


def make_engine(url: str, *, busy_seconds: float) -> AsyncEngine:
    """An engine for a database URL. It does not connect yet.

    `busy_seconds` is how long SQLite waits for another process's lock before it gives up.
    """
    try:
        parsed = make_url(url)
        # hide_parameters: an error would else carry the question into whatever log it ends in.
        if parsed.drivername in POSTGRES:
            return _postgres(parsed)
        if parsed.get_backend_name() == "sqlite":
            engine = create_async_engine(parsed, connect_args={"timeout": busy_seconds}, hide_parameters=True)
            event.listen(engine.sync_engine, "connect", set_up)
            return engine
        cause: Exception | None = None
    except (SQLAlchemyError, ModuleNotFoundError, ValueError) as error:
        cause = error
    # Not the URL, and not the error's own text: a password may be in either.
    raise SettingsError(
        "WHOASK_STORE is not a database that whoask can use. Name a file, or write sqlite+aiosqlite:///path/to/file or "
        "postgresql://user:password@host/database"
    ) from cause


def must_exist(url: str) -> None:
    """Raise StoreError for a file that is not there. What is no URL is told when it is opened."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        return
    file = parsed.database
    if parsed.get_backend_name() == "sqlite" and not (file and (file.startswith("file:") or Path(file).is_file())):
        raise StoreError(f"There is no store at {file or 'a place that outlives the bot'}: set WHOASK_STORE as for it.")


def is_sqlite(engine: AsyncEngine) -> bool:
    """Whether the database is SQLite's."""
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


def _postgres(url: URL) -> AsyncEngine:
    try:
        engine = create_async_engine(
            url.set(drivername="postgresql+psycopg_async"),
            connect_args={name: value for name, value in _ARGUMENTS.items() if name not in url.query},
            hide_parameters=True,
            pool_size=CONNECTIONS,
            max_overflow=CONNECTIONS,  # for those that hang until they are given up
            pool_timeout=CONNECT_SECONDS,
            pool_pre_ping=True,  # a server that was started again is met on the first try
        )
    except ImportError as error:
        raise SettingsError(
            "WHOASK_STORE names a Postgres database, which needs one more package: install whoask[postgres]"
        ) from error
    event.listen(engine.sync_engine, "begin", _begin_postgres)
    return engine


def _begin_postgres(connection: Connection) -> None:
    """Bound a transaction. For it alone: what is set for a session would reach others through a pooler."""
    connection.exec_driver_sql(_BOUNDS)


# For this long writing waits while another process still reads what is in the log.
EMPTY_SECONDS = 0.1


async def create_privately(engine: AsyncEngine) -> None:
    """Create the file for its owner only: it holds what people ask. SQLite gives its other files the same mode."""
    if name := engine.url.database:
        await asyncio.to_thread(create_file, Path(name))


def create_file(path: Path) -> None:
    """Create a file for its owner only, unless it is there.

    One that is there is not opened: closing it again would drop every lock that this process holds on it through
    SQLite, and the next process that closes the database would take the write-ahead log away under us
    (https://www.sqlite.org/howtocorrupt.html, "Posix advisory locks canceled by a separate thread doing close()").
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


async def file_identity(engine: AsyncEngine) -> tuple[int, int] | None:
    """Which file stands at the path of a database now: its device and inode; None for no file, and for Postgres."""
    if not is_sqlite(engine) or is_in_memory(engine) or not engine.url.database:
        return None
    try:
        found = await asyncio.to_thread(Path(engine.url.database).stat)
    except OSError:
        return None
    return found.st_dev, found.st_ino


async def claim_file(engine: AsyncEngine) -> None:
    """Mark a file as whoask's own. Raises StoreError where it is the database of another application."""
    async with engine.connect() as connection:
        (mark,) = (await connection.execute(text("PRAGMA application_id"))).one()
        if mark == APPLICATION_ID:
            return
        names = set((await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))).scalars())
        if mark or (names and not names >= OUR_TABLES):
            raise StoreError(f"{engine.url.database} is a database of another application. Name another file.")
        await connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
        await connection.commit()


def set_up(connection: Any, _: object) -> None:  # noqa: ANN401 - SQLAlchemy's adapter of a DBAPI connection
    """Tell a new connection how to work."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")  # readers and the one writer do not block one another
    # FULL: a commit in WAL mode survives a power cut. NORMAL would only survive the death of the process, and
    # a question that was acknowledged must not be lost. Grouped commits pay for it.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")  # what is blanked is overwritten, not only unlinked
    cursor.close()


async def empty_log(connection: AsyncConnection) -> bool:
    """Write SQLite's write-ahead log into the file and empty it; returns whether no other process was in the way."""
    await connection.execution_options(isolation_level="AUTOCOMMIT")
    (before,) = (await connection.execute(text("PRAGMA busy_timeout"))).one()
    await connection.execute(text(f"PRAGMA busy_timeout = {EMPTY_SECONDS * 1000:.0f}"))
    try:
        blocked, *_ = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).one()
    finally:
        await connection.execute(text(f"PRAGMA busy_timeout = {before}"))
    return not blocked
