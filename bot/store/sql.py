"""The store on a database: SQLite in one file or Postgres, by SQLAlchemy; in memory for the demo and for tests."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from bot.inquiry import Inquiry
from bot.settings.secret import Secret
from bot.store import claims
from bot.store.after_answers import Digests, Escalations, Feedback, Posts
from bot.store.claims import Requests
from bot.store.database import (
    close_engine,
    empty_log,
    file_identity,
    is_in_memory,
    is_sqlite,
    make_engine,
    opened_connections,
)
from bot.store.forgetting import Forgetting
from bot.store.grouped_writer import GroupedWriter
from bot.store.privacy import Encryptor, Pseudonyms
from bot.store.questions import Questions
from bot.store.reminders import Reminders
from bot.store.transactions import Job, ReadPool, Result, is_blocked, transact
from bot.store.unanswered import Unanswered, pack
from bot.store.upgrading import make_ready

log = logging.getLogger(__name__)

# How long a writer waits for another process's commit. Those take milliseconds; a claim waits half a second.
BUSY_SECONDS = 2.0
CLOSE_SECONDS = 5.0


class SqlStore:
    """Remembers inquiries in a database. It connects when it is first used, and again whenever that failed before.

    So a database that is down when the bot starts needs no special case: each call raises until it is back.

    Every write goes through one writer, which commits the claims and outcomes that have queued up together and runs
    every other job by itself (bot/store/grouped_writer.py). A commit is on the disk before its waiters hear of it.
    Reading a file goes beside that (bot/store/transactions.py). The database is used by those two's tasks alone, never
    by a caller's, so that a caller who is cancelled breaks nothing off.

    A caller whose deadline passes while it waits for `claim` does not know whether the claim landed, and neither
    does the store: it may be on the disk, on its way, or waiting behind a locked database. The safe thing is to answer
    from memory and to call `record` all the same. The claim is not taken back: once it lands, a later delivery of
    the same question is told apart as a duplicate, which is right, for it was answered. `record` comes after it
    in the same queue, so the late claim is not left looking unanswered; without a claim `record` changes nothing.

    What comes after an answer has a repository each: `questions`, `feedback`, `escalations`, `posts`, `reminders`,
    `forgetting`, `digests`, `requests`; what comes instead of one is in `unanswered`.
    """

    def __init__(  # noqa: PLR0913 - each is set by the operator
        self,
        url: str,
        *,
        pseudonyms: Pseudonyms,
        retention: timedelta,
        encryptor: Encryptor | None = None,
        busy_seconds: float = BUSY_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = make_engine(url, busy_seconds=busy_seconds)
        self._opened = opened_connections(self._engine)
        self._retention = retention
        self._now = now
        self._ready = self._readable = False
        self._file: tuple[int, int] | None = None
        self._writer: GroupedWriter[claims.Write] = GroupedWriter(self._commit, is_blocked)
        self._read_pool = ReadPool(self._engine)
        self.pseudonyms = pseudonyms
        # Without one nothing is left for another process, which could not decrypt it.
        self._encryptor = encryptor or Encryptor([Secret(secrets.token_hex())])
        self.questions = Questions(self)
        self.feedback = Feedback(self)
        self.escalations = Escalations(self)
        self.posts = Posts(self)
        self.reminders = Reminders(self)
        self.forgetting = Forgetting(self)
        self.digests = Digests(self)
        self.requests = Requests(self)
        self.unanswered = Unanswered(self, self._encryptor)

    async def claim(self, *, inquiry: Inquiry, lease_until: datetime | None = None) -> bool:
        """Claim an inquiry under its key: True for the first, False for every later delivery, here or elsewhere.

        With a lease, what it takes to answer is kept until there is an outcome, and `unanswered` hands the inquiry to
        another replica when the lease ends before. Without one no other replica answers it.
        """
        asker = self.pseudonyms.pseudonym(inquiry.workspace, inquiry.asker)
        payload = self._encryptor.encrypt(pack(inquiry)) if lease_until else None
        claim = claims.claim(
            inquiry,
            asker=asker,
            at=self._now(),
            retention=self._retention,
            payload=payload,
            lease_until=lease_until,
        )
        return bool(await self._writer.submit(claim))

    async def lease(self, key: str, *, attempt: int, until: datetime) -> None:
        """Set until when no other replica answers a question. Only for the replica whose attempt it is."""
        await self._writer.submit(claims.lease(key, attempt=attempt, until=until))

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
        """Record how a claimed inquiry ended. Without a claim, nothing happens."""
        ending = claims.record(
            key,
            outcome=outcome,
            destination=destination,
            team=team,
            responsibility=responsibility,
            at=answered_at,
            retention=self._retention,
        )
        await self._writer.submit(ending)

    async def forget_expired(self, *, now: datetime) -> int:
        """Blank the texts whose retention has run out; returns how many.

        A retention that was shortened since counts for older texts as well. On SQLite the freed pages are
        overwritten (secure_delete) and the write-ahead log, which still holds the old ones, is emptied.
        """
        forgotten: int = await self._writer.submit(claims.Expire(now))
        await self.empty_log()
        return forgotten

    async def empty_log(self) -> None:
        """Empty SQLite's write-ahead log: it holds what was removed until its space is needed."""
        if is_sqlite(self._engine) and not is_in_memory(self._engine):
            await self._writer.run(self._empty_log)

    async def run(self, job: Job[Result]) -> Result:
        """Run a job in a transaction of its own, after what was submitted before it."""

        async def alone() -> Result:
            await self._make_ready()
            return await transact(self._engine, job)

        return await self._writer.run(alone)

    async def read(self, job: Job[Result]) -> Result:
        """Run a job that only reads: what is in a file it reads beside the writer, and sees what is written by then."""
        if is_in_memory(self._engine) or not self._readable:
            return await self.run(job)
        return await self._read_pool.run(job)

    async def ping(self) -> None:
        """Raise if the store cannot be written. It queues like a claim does, so it hangs where a claim would."""
        await self._writer.submit(claims.Ping())

    async def close(self) -> None:
        """Finish what is under way and waiting, for some seconds at most, then close every connection."""
        try:
            closing = self._read_pool, self._writer
            await asyncio.gather(*(one.close(within=CLOSE_SECONDS) for one in closing))
        finally:
            await close_engine(self._engine, self._opened)

    async def _commit(self, jobs: Sequence[claims.Write]) -> list[int]:
        try:
            await self._make_ready()
            return await transact(self._engine, lambda connection: claims.write(connection, jobs, self._retention))
        except BaseException:
            self._ready = False  # what comes back may be an empty database
            raise

    async def _empty_log(self) -> None:
        await self._make_ready()
        async with self._engine.connect() as connection:
            emptied = await empty_log(connection)
        if not emptied:
            log.warning("The store's write-ahead log is in use, so it was not emptied. Next try: within the hour.")

    async def _make_ready(self) -> None:
        """Open the database, also anew where its file was removed or replaced: what is written must not go nowhere."""
        if self._ready and self._file == await file_identity(self._engine):
            return
        if self._ready:
            log.warning("The store's file was removed or replaced by another one, which is used from now on.")
            self._ready = self._readable = False
            await self._engine.dispose()
        await make_ready(self._engine)
        self._file = await file_identity(self._engine)
        self._ready = self._readable = True


class MemoryStore(SqlStore):
    """A database in memory. SQLAlchemy keeps one connection to it, and only the one writer uses it, also to read."""

    def __init__(self, *, retention: timedelta, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        pseudonyms = Pseudonyms(Secret(secrets.token_hex()))
        super().__init__("sqlite+aiosqlite://", pseudonyms=pseudonyms, retention=retention, now=now)
