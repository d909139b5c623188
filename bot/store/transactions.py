"""The way to the tables: what changes them goes through the one writer, each job in a transaction of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import CompoundSelect, Row, Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import Table
from sqlalchemy.sql.dml import Delete, Insert, Update

Result = TypeVar("Result")
Job = Callable[[AsyncConnection], Awaitable[Result]]


class Runner(Protocol):
    """Runs jobs: `SqlStore`."""

    async def run(self, job: Job[Result]) -> Result:
        """The job's result; what it raises is raised, and undoes what it did."""
        ...

    async def read(self, job: Job[Result]) -> Result:
        """The result of a job that only reads. It may not see what is still waiting to be written."""
        ...


class Transactions:
    """Single statements as transactions, and longer jobs by `run`."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def run(self, job: Job[Result]) -> Result:
        """The result of a job in a transaction of its own."""
        return await self._runner.run(job)

    async def read(self, query: Select[Any] | CompoundSelect[Any]) -> Sequence[Row[Any]]:
        """The rows of a query."""

        async def job(connection: AsyncConnection) -> Sequence[Row[Any]]:
            rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
            return rows

        return await self._runner.read(job)

    async def change(self, statement: Update | Delete | Insert) -> int:
        """Run a statement; says how many rows it changed."""

        async def job(connection: AsyncConnection) -> int:
            return (await connection.execute(statement)).rowcount

        return await self.run(job)


def insert_into(connection: AsyncConnection, table: Table) -> sqlite.Insert:
    """An insert that can say what happens on a conflict. Both databases have the same words for it."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)  # type: ignore[return-value]
    return sqlite.insert(table)
