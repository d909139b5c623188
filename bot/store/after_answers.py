"""Questions posted where they belong: each at most once, whoever clicks how often.

How far up the ladder each person has climbed with each answer.

What people said of an answer: right place, or wrong place and which one was right.

Which weeks' digests were sent: each once, by whichever replica comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import digests, escalations, feedback, posts
from bot.store.transactions import Transactions, insert_into


@dataclass(frozen=True, slots=True)
class Post:
    """A question that was posted, or is being posted while `ts` is null. `target` is the place as people know it.

    `key` is the post's own, `question` the question's.
    """

    key: str
    person: str
    target: str
    channel: str | None
    ts: str | None
    permalink: str | None
    question: str | None = None


class Posts:
    """Claims a post before it is sent, so that it is never sent twice.

    Should we die in between, the claim stays without a message and nobody knows whether Slack took it. It is not
    sent again: the asker is told to look.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def claim(self, *, key: str, person: str, target: str, at: datetime, question: str | None = None) -> bool:
        """Claim the one post under a key; false where it is posted or on its way. `question` is the question's key."""
        row = {"key": key, "question": question, "person": person, "target": target, "claimed_at": at}

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, posts).values(**row).on_conflict_do_nothing()
            return (await connection.execute(insert.returning(posts.c.key))).first() is not None

        return await self._transactions.run(job)

    async def give_up(self, key: str, *, claimed_at: datetime | None = None) -> None:
        """Slack refused it: the claim is taken back, so that it can be tried again.

        With `claimed_at` only the claim of that moment: another's may stand under the same key by now.
        """
        mine = [posts.c.claimed_at == claimed_at] if claimed_at else []
        await self._transactions.change(delete(posts).where(posts.c.key == key, posts.c.ts.is_(None), *mine))

    async def posted(self, key: str, *, channel: str, ts: str, permalink: str | None, at: datetime) -> None:
        """Slack took it."""
        taken = update(posts).where(posts.c.key == key)
        await self._transactions.change(taken.values(channel=channel, ts=ts, permalink=permalink, posted_at=at))

    async def find(self, key: str) -> Post | None:
        """The post under a key; null where there is none."""
        names = ("key", "person", "target", "channel", "ts", "permalink", "question")
        rows = await self._transactions.read(select(*(posts.c[name] for name in names)).where(posts.c.key == key))
        return Post(**rows[0]._mapping) if rows else None  # noqa: SLF001 - SQLAlchemy's public name for it


# The second click of a double click comes within it. Whoever wants to see a step again needs longer.
DOUBLE_CLICK = timedelta(seconds=3)


class Escalations:
    """Tells a double click from somebody who goes on, or who begins again at an older button."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def climb(self, *, key: str, person: str, seen: int, at: datetime) -> bool:
        """Climb from the step of a button, 0 for the answer's, to the next; false for a double click's second."""
        climbed = {"step": seen + 1, "climbed_at": at}
        new = or_(escalations.c.step != seen + 1, escalations.c.climbed_at < at - DOUBLE_CLICK)

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, escalations).values(key=key, person=person, **climbed)
            moved = insert.on_conflict_do_update(index_elements=["key", "person"], set_=climbed, where=new)
            return (await connection.execute(moved.returning(escalations.c.step))).first() is not None

        return await self._transactions.run(job)


Verdict = Literal["right", "wrong"]
NOBODY = "nobody"


class Feedback:
    """One verdict for each person and answer."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def give(self, *, key: str, person: str, verdict: Verdict, instead: str | None, at: datetime) -> None:
        """Note what somebody said. What they said of the same answer before is replaced."""
        row = {"verdict": verdict, "instead": instead, "given_at": at}

        async def job(connection: AsyncConnection) -> None:
            insert = insert_into(connection, feedback).values(key=key, person=person, **row)
            await connection.execute(insert.on_conflict_do_update(index_elements=["key", "person"], set_=row))

        await self._transactions.run(job)


class Digests:
    """Claims a digest before it is sent, so that it is never sent twice. Should we die in between, it is not sent."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def claim(self, week: str, *, at: datetime) -> bool:
        """Claim the digest of a week; false where somebody has."""

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, digests).values(week=week, claimed_at=at).on_conflict_do_nothing()
            return (await connection.execute(insert.returning(digests.c.week))).first() is not None

        return await self._transactions.run(job)

    async def give_up(self, week: str) -> None:
        """It could not be sent now: the claim is taken back, so that it can be tried again."""
        await self._transactions.change(delete(digests).where(digests.c.week == week))
