"""Bringing the tables to what this version needs, and telling whether they are.

SQLite's file is whoask's own, so it is upgraded when it is first used. On Postgres, where several replicas may be at
work, the operator says when, by `whoask db upgrade`. Alembic is loaded only where there is something to upgrade.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database import (
    claim_file,
    close_engine,
    create_privately,
    is_in_memory,
    is_sqlite,
    make_engine,
    opened_connections,
)
from bot.store.tables import inquiries, metadata
from routing.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
# For another replica that upgrades, or a long transaction that is in the way.
UPGRADE_WAITS_SECONDS = 60.0
# Any number, as long as no other application on the database takes the same.
_ADVISORY_LOCK = 0x77686F61736B


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which revision to which the tables were brought; None stands for no tables."""

    before: str | None
    after: str | None


def newest_revision() -> str:
    """The revision of the tables that this version needs, as four digits."""
    return max(_revisions())


def _revisions() -> set[str]:
    return {path.stem[1:5] for path in (MIGRATIONS / "versions").glob("r[0-9]*.py")}


async def make_ready(engine: AsyncEngine) -> None:
    """Make sure that the tables can be used. Those of a newer version can: a revision only adds.

    Raises StoreError where the operator has to upgrade them.
    """
    if is_in_memory(engine):
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        return
    if is_sqlite(engine):
        await create_privately(engine)
        await claim_file(engine)
    async with engine.connect() as connection:
        revision = await connection.run_sync(current_revision)
    if (revision or "") >= newest_revision():
        return
    if not is_sqlite(engine):
        what = f"of an older version ({revision})" if revision else "not there yet"
        raise StoreError(f"The tables of the store are {what}: run `whoask db upgrade`.")
    await upgrade_engine(engine)


async def upgrade(url: str) -> Upgraded:
    """Bring the tables of a database to what this version needs. Of several at once one does it, the others wait."""
    engine = make_engine(url, busy_seconds=UPGRADE_WAITS_SECONDS)
    opened = opened_connections(engine)
    try:
        if is_sqlite(engine):
            await create_privately(engine)
            await claim_file(engine)
        return await upgrade_engine(engine)
    finally:
        await close_engine(engine, opened)


async def upgrade_engine(engine: AsyncEngine) -> Upgraded:
    """Run the revisions that are missing, all of them or none, while no other process does."""
    async with engine.begin() as connection:
        if is_sqlite(engine):
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            milliseconds = UPGRADE_WAITS_SECONDS * 1000
            await connection.execute(text(f"SET LOCAL lock_timeout = {milliseconds:.0f}"))
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        return await connection.run_sync(_upgrade)


def current_revision(connection: Connection) -> str | None:
    """The revision of the tables, as Alembic notes it; None where it has not."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT max(version_num) FROM alembic_version")).scalar()
    return revision


def _upgrade(connection: Connection) -> Upgraded:
    before = current_revision(connection)
    if (before or "") >= newest_revision():  # another process was quicker, or is newer
        return Upgraded(before, before)
    if before not in _revisions() and inspect(connection).has_table(inquiries.name):
        was = f"revision {before}" if before else "no revision"
        raise StoreError(f"The tables ({was}) are from before the first release: docs/store.md says what to do.")
    from alembic import command  # noqa: PLC0415 - it takes a fifth of a second
    from alembic.config import Config  # noqa: PLC0415 - likewise

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
    return Upgraded(before, current_revision(connection))
