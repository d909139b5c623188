"""Transactions: what changes the tables goes through the one writer, each job in a transaction of its own.

Reading goes beside the writer: a look-up holds up no claim, and waits for none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import CompoundSelect, Row, Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import Table
from sqlalchemy.sql.dml import Delete, Insert, Update

from bot.tasks import BackgroundTasks

Result = TypeVar("Result")
Job = Callable[[AsyncConnection], Awaitable[Result]]

# Two transactions that waited for one another, or that cannot both have been first: Postgres ends one, to be repeated.
_TO_BE_REPEATED = {"40P01", "40001"}
_LOCK_NOT_AVAILABLE = "55P03"
# Longer than a statement may take (bot/store/database.py): what takes longer is a server that hangs.
TRANSACTION_SECONDS = 30.0
# Those who read: with the writer's, no more connections than SQLAlchemy's pool keeps open.
MOST_AT_ONCE = 4
MOST_WAITING = 1_000


class Runner(Protocol):
    """Runs jobs: `SqlStore`."""

    async def run(self, job: Job[Result]) -> Result:
        """The job's result; what it raises is raised, and undoes what it did."""
        ...

    async def read(self, job: Job[Result]) -> Result:
        """The result of a job that only reads. It may not see what is still waiting to be written."""
        ...


class Repository:
    """Statements about some of the tables, each in a transaction of its own."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def _run(self, job: Job[Result]) -> Result:
        """The result of a job in a transaction of its own."""
        return await self._runner.run(job)

    async def _read(self, query: Select[Any] | CompoundSelect[Any]) -> Sequence[Row[Any]]:
        """The rows of a query."""

        async def job(connection: AsyncConnection) -> Sequence[Row[Any]]:
            rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
            return rows

        return await self._runner.read(job)

    async def _change(self, statement: Update | Delete | Insert) -> int:
        """Run a statement; returns how many rows it changed."""

        async def job(connection: AsyncConnection) -> int:
            return (await connection.execute(statement)).rowcount

        return await self._run(job)

    async def _insert_new(self, table: Table, **row: object) -> bool:
        """Insert a row; False where one is there under its key."""

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, table).values(**row).on_conflict_do_nothing()
            return (await connection.execute(insert.returning(*table.primary_key))).first() is not None

        return await self._run(job)


async def transact(engine: AsyncEngine, job: Job[Result]) -> Result:
    """The result of a job in a transaction, which is repeated once where the database ends it for another's sake.

    Raises TimeoutError where a server hangs. SQLite's locks have a deadline of their own.
    """
    try:
        return await _once(engine, job)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _TO_BE_REPEATED:
            raise
    return await _once(engine, job)


async def _once(engine: AsyncEngine, job: Job[Result]) -> Result:
    async with asyncio.timeout(deadline_of(engine)), engine.begin() as connection:
        return await job(connection)


def deadline_of(engine: AsyncEngine) -> float | None:
    """For how many seconds to wait for a transaction; None for SQLite, whose threads cannot be called off."""
    return None if engine.dialect.name == "sqlite" else TRANSACTION_SECONDS


class ReadPool:
    """Runs jobs that only read, a few at once, each on a connection of its own.

    Each job is a task of its own. A caller whose deadline passes goes away, and the job ends by itself: SQLAlchemy
    throws away a connection whose job is cancelled, and nothing would wait for it to be closed.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._tasks = BackgroundTasks()
        self._closed = False

    async def run(self, job: Job[Result]) -> Result:
        """The job's result. Raises asyncio.QueueFull at once where too many wait already: the database hangs."""
        if self._closed:
            raise RuntimeError("the store is closed")
        if len(self._tasks) >= MOST_WAITING:
            raise asyncio.QueueFull
        return await asyncio.shield(self._tasks.start(self._read(job)))

    async def close(self, *, within: float) -> None:
        """Let the jobs under way end. After `within` seconds they are given up, and their callers are told."""
        self._closed = True
        await self._tasks.finish(within=within)

    async def _read(self, job: Job[Result]) -> Result:
        try:
            async with self._turns, asyncio.timeout(deadline_of(self._engine)), self._engine.connect() as connection:
                return await job(connection)
        except asyncio.CancelledError:
            raise TimeoutError("the store was closed before this was read") from None


def is_blocked(error: Exception) -> bool:
    """Whether another replica's lock was in the way: of one that stopped in the middle of a transaction."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def free_keys(keys: Select[tuple[str]], *, limit: int) -> Select[tuple[str]]:
    """The first keys of a query, for an update to take: what another replica is taking right now is passed over.

    As a common table expression, which Postgres runs once; it may run a subquery again, and then takes more than the
    limit. SQLite has one writer at a time, and knows no locks on rows.
    """
    free = keys.limit(limit).with_for_update(skip_locked=True).cte("free")
    return select(free.c.key)


def insert_into(connection: AsyncConnection, table: Table) -> sqlite.Insert:
    """An insert that can say what happens on a conflict. Both databases have the same words for it."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)  # type: ignore[return-value]
    return sqlite.insert(table)
