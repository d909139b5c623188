"""SQLite's file: made for its owner only, what is told to each connection, and emptying the log beside it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# For this long nobody can write while somebody else still reads what stands in the log.
EMPTY_SECONDS = 0.1


async def create_privately(engine: AsyncEngine) -> None:
    """Create the file for its owner only: it holds what people ask. SQLite gives its other files the same mode."""
    if name := engine.url.database:
        await asyncio.to_thread(_create, Path(name))


def _create(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


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
    """Write SQLite's write-ahead log into the file and empty it; says whether nobody was in the way of that."""
    await connection.execution_options(isolation_level="AUTOCOMMIT")
    (before,) = (await connection.execute(text("PRAGMA busy_timeout"))).one()
    await connection.execute(text(f"PRAGMA busy_timeout = {EMPTY_SECONDS * 1000:.0f}"))
    try:
        blocked, *_ = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).one()
    finally:
        await connection.execute(text(f"PRAGMA busy_timeout = {before}"))
    return not blocked
