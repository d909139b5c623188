"""The store on a database: SQLite in one file, by SQLAlchemy, so that Postgres is a URL away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, bindparam, case, or_, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inquiry import Inquiry
from bot.store.asked import Questions
from bot.store.climbs import Climbs
from bot.store.database import create_privately, create_tables, is_sqlite, make_engine
from bot.store.digests import Digests
from bot.store.feedback import Feedback
from bot.store.forgetting import Forgetting
from bot.store.grouped_writer import GroupedWriter
from bot.store.people import People
from bot.store.posts import Posts
from bot.store.reminders import Reminders
from bot.store.retention import held_until, kept_until
from bot.store.tables import UtcTime, inquiries
from bot.store.transactions import Job, Result, Transactions, insert_into
from routing.route import LONGEST_QUESTION

# How long a writer waits for another process's commit. Those take milliseconds; whoever asks waits half a second.
BUSY_SECONDS = 2.0
CLOSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Claim:
    row: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Record:
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Forget:
    now: datetime


@dataclass(frozen=True, slots=True)
class _Ping:
    pass


@dataclass(frozen=True, slots=True)
class _Run:
    job: Job[Any]


_Job = _Claim | _Record | _Forget | _Ping | _Run


class SqlStore:
    """A `Store` on a database. It connects when it is first used, and again whenever that failed before.

    So a database that is down when the bot starts needs no special case: each call raises until it is back.

    Every write goes through one writer, which commits what has queued up together (bot/store/grouped_writer.py).
    A commit is on the disk before its waiters hear of it.

    A caller whose deadline passes while it waits for `claim` does not know whether the claim landed, and neither
    do we: it may be on the disk, on its way, or waiting behind a locked database. The safe thing is to answer
    from memory and to call `record` all the same. The claim is not taken back: once it lands, a later delivery of
    the same question is told apart as a duplicate, which is right, for it was answered. `record` comes after it
    in the same queue, so the late claim is not left looking unanswered; without a claim `record` changes nothing.

    What comes after an answer has a room of its own each: `questions`, `feedback`, `climbs`, `posts`, `reminders`,
    `forgetting`, `digests`.
    """

    def __init__(
        self,
        url: str,
        *,
        people: People,
        retention: timedelta,
        busy_seconds: float = BUSY_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = make_engine(url, busy_seconds=busy_seconds)
        self._retention = retention
        self._now = now
        self._ready = False
        self._writer: GroupedWriter[_Job] = GroupedWriter(self._commit)
        self.people = people
        rooms = Transactions(self.run)
        self.questions = Questions(rooms)
        self.feedback = Feedback(rooms)
        self.climbs = Climbs(rooms)
        self.posts = Posts(rooms)
        self.reminders = Reminders(rooms)
        self.forgetting = Forgetting(rooms)
        self.digests = Digests(rooms)

    async def claim(self, *, inquiry: Inquiry) -> bool:
        """Claim an inquiry under its key: true for the first, false for every later delivery, here or elsewhere."""
        claimed_at = self._now()
        row: dict[str, object] = {
            "key": _storable(inquiry.key),
            "door": inquiry.door.value,
            "workspace": _storable(inquiry.workspace),
            "asker": self.people.pseudonym(inquiry.workspace, inquiry.asker),
            "channel": _storable(inquiry.channel),
            "thread": _storable(inquiry.thread),
            "text": _storable(inquiry.text[:LONGEST_QUESTION]),  # what is read of it
            "asked_at": inquiry.asked_at,
            "claimed_at": claimed_at,
            "text_expires_at": held_until(claimed_at, self._retention),
        }
        return bool(await self._writer.submit(_Claim(row)))

    async def record(  # noqa: PLR0913 - a row has as many columns
        self,
        *,
        key: str,
        outcome: str,
        destination: str | None,
        answered_at: datetime,
        team: str | None = None,
        responsibility: str | None = None,
    ) -> None:
        """Record how a claimed inquiry ended, and keep or blank its text. Without a claim, nothing happens."""
        values: dict[str, object] = {
            "the_key": _storable(key),
            "outcome": _storable(outcome),
            "destination": _storable(destination),
            "team": _storable(team),
            "responsibility": _storable(responsibility),
            "answered_at": answered_at,
            "expires": kept_until(answered_at, self._retention),
        }
        await self._writer.submit(_Record(values))

    async def forget_expired(self, *, now: datetime) -> int:
        """Blank the texts whose retention has run out; says how many.

        A retention that was shortened since counts for older texts as well. On SQLite the freed pages are
        overwritten (secure_delete) and the write-ahead log, which still holds the old ones, is emptied.
        """
        forgotten: int = await self._writer.submit(_Forget(now))
        await self.empty_log()
        return forgotten

    async def empty_log(self) -> None:
        """Empty SQLite's write-ahead log: it holds what was removed until somebody needs its room."""
        if is_sqlite(self._engine):
            async with self._engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    async def run(self, job: Job[Result]) -> Result:
        """Run a job in a transaction of its own, after what was submitted before it."""
        result: Result = await self._writer.submit(_Run(job))
        return result

    async def ping(self) -> None:
        """Raise if the store cannot be written. It queues like a claim does, so it hangs where a claim would."""
        await self._writer.submit(_Ping())

    async def close(self) -> None:
        """Write what is waiting, for some seconds at most, then let go of the database."""
        await self._writer.close(within=CLOSE_SECONDS)
        await self._engine.dispose()

    async def _commit(self, jobs: Sequence[_Job]) -> list[Any]:
        """Write what can be written together; then run each of the other jobs by itself, so that it fails alone."""
        try:
            await self._make_ready()
            together = [job for job in jobs if not isinstance(job, _Run)]
            results = iter(await self._together(together) if together else ())
            return [await self._alone(job.job) if isinstance(job, _Run) else next(results) for job in jobs]
        except BaseException:
            self._ready = False  # whoever comes back may bring an empty database
            raise

    async def _together(self, jobs: Sequence[_Job]) -> list[int]:
        async with self._engine.begin() as connection:
            return await _write(connection, jobs, self._retention)

    async def _alone(self, job: Job[Any]) -> object:
        try:
            async with self._engine.begin() as connection:
                return await job(connection)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for this job
            return error

    async def _make_ready(self) -> None:
        if self._ready:
            return
        if is_sqlite(self._engine) and self._engine.url.database:
            await asyncio.to_thread(create_privately, Path(self._engine.url.database))
        async with self._engine.begin() as connection:
            await create_tables(connection)
        self._ready = True


async def _write(connection: AsyncConnection, jobs: Sequence[_Job], retention: timedelta) -> list[int]:
    """Write a group: claims first, so that a record finds the claim it belongs to."""
    claims = [job.row for job in jobs if isinstance(job, _Claim)]
    records = [job.values for job in jobs if isinstance(job, _Record)]
    won = await _claim_all(connection, claims) if claims else set()
    if records:
        await connection.execute(_RECORD if retention else _RECORD_AND_BLANK, records)
    results = []
    for job in jobs:
        match job:
            case _Claim(row):
                # A key that comes twice in one group: the first takes it out of the set.
                results.append(int(row["key"] in won))
                won.discard(row["key"])
            case _Record():
                results.append(1)
            case _Forget(now):
                results.append(await _forget(connection, now, retention))
            case _Ping():
                # Takes the lock that a claim would need, and changes nothing.
                await connection.execute(update(inquiries).where(inquiries.c.key.is_(None)).values(outcome=None))
                results.append(1)
            case _Run():
                raise AssertionError("a job of its own is not written together with others")
    return results


# The columns to set come from the values' own keys. A text that was forgotten in between has nothing to run out.
_EXPIRES = case((inquiries.c.text.is_not(None), bindparam("expires", type_=UtcTime)))
_RECORD = update(inquiries).where(inquiries.c.key == bindparam("the_key")).values(text_expires_at=_EXPIRES)
_RECORD_AND_BLANK = _RECORD.values(text=None)


async def _claim_all(connection: AsyncConnection, rows: list[dict[str, object]]) -> set[object]:
    """Insert the rows whose key is new; says which those were."""
    statement = insert_into(connection, inquiries).on_conflict_do_nothing().returning(inquiries.c.key)
    return set((await connection.execute(statement, rows)).scalars())


async def _forget(connection: AsyncConnection, now: datetime, retention: timedelta) -> int:
    column = inquiries.c
    expired = or_(column.text_expires_at <= now, column.answered_at <= now - retention)
    blank = update(inquiries).where(column.text.is_not(None), expired).values(text=None, text_expires_at=None)
    result: CursorResult[Any] = await connection.execute(blank)
    return result.rowcount


def _storable(value: str | None) -> str | None:
    """Text that every database takes. JSON can carry half a surrogate pair, which is no UTF-8; Postgres refuses NUL."""
    return value and value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")
