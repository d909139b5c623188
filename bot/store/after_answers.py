"""What comes after an answer: posts, escalations, feedback, and the weekly digests.

Posts, escalations and digests are claimed before anything is sent, so that none is sent twice however often a button
is clicked and whichever replica comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import digests, escalations, feedback, posts
from bot.store.transactions import Repository, insert_into


@dataclass(frozen=True, slots=True)
class Post:
    """A question that was posted, or is being posted while `ts` is None. `target` is the place as people know it.

    `key` is the post's own, `question` the question's.
    """

    key: str
    person: str
    target: str
    channel: str | None
    ts: str | None
    permalink: str | None
    question: str | None = None


class Posts(Repository):
    """Claims a post before it is sent, so that it is never sent twice.

    If the process ends in between, the claim stays without a message, and Slack may have taken it or not. It is not
    sent again: the asker is told to look.
    """

    async def claim(self, *, key: str, person: str, target: str, at: datetime, question: str | None = None) -> bool:
        """Claim the one post under a key; False where it is posted or on its way. `question` is the question's key."""
        return await self._insert_new(posts, key=key, question=question, person=person, target=target, claimed_at=at)

    async def give_up(self, key: str, *, claimed_at: datetime | None = None) -> None:
        """Take a claim back, so that a post that Slack refused can be tried again.

        With `claimed_at` only the claim of that moment: another's may stand under the same key by now.
        """
        mine = [posts.c.claimed_at == claimed_at] if claimed_at else []
        await self._change(delete(posts).where(posts.c.key == key, posts.c.ts.is_(None), *mine))

    async def posted(self, key: str, *, channel: str, ts: str, permalink: str | None, at: datetime) -> None:
        """Record a post that Slack took."""
        taken = update(posts).where(posts.c.key == key)
        await self._change(taken.values(channel=channel, ts=ts, permalink=permalink, posted_at=at))

    async def find(self, key: str) -> Post | None:
        """The post under a key; None where there is none."""
        names = ("key", "person", "target", "channel", "ts", "permalink", "question")
        rows = await self._read(select(*(posts.c[name] for name in names)).where(posts.c.key == key))
        return Post(**rows[0]._mapping) if rows else None  # noqa: SLF001 - SQLAlchemy's public name for it


# The second click of a double click comes within it. To see a step again takes a person longer.
DOUBLE_CLICK = timedelta(seconds=3)


class Escalations(Repository):
    """Tells a double click from a user who goes on, or who begins again at an older button."""

    async def climb(self, *, key: str, person: str, seen: int, at: datetime) -> bool:
        """Climb from the step of a button, 0 for the answer's, to the next; False for a double click's second."""
        climbed = {"step": seen + 1, "climbed_at": at}
        new = or_(escalations.c.step != seen + 1, escalations.c.climbed_at < at - DOUBLE_CLICK)

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, escalations).values(key=key, person=person, **climbed)
            moved = insert.on_conflict_do_update(index_elements=["key", "person"], set_=climbed, where=new)
            return (await connection.execute(moved.returning(escalations.c.step))).first() is not None

        return await self._run(job)


Verdict = Literal["right", "wrong"]
NOBODY = "nobody"


class Feedback(Repository):
    """One verdict for each person and answer."""

    async def give(self, *, key: str, person: str, verdict: Verdict, instead: str | None, at: datetime) -> None:
        """Note a user's verdict. It replaces the one they gave of the same answer before."""
        row = {"verdict": verdict, "instead": instead, "given_at": at}

        async def job(connection: AsyncConnection) -> None:
            insert = insert_into(connection, feedback).values(key=key, person=person, **row)
            await connection.execute(insert.on_conflict_do_update(index_elements=["key", "person"], set_=row))

        await self._run(job)


class Digests(Repository):
    """Claims a digest before it is sent, so that none is sent twice. If the process ends in between, it is not sent."""

    async def claim(self, week: str, *, at: datetime) -> bool:
        """Claim the digest of a week; False where it is claimed already."""
        return await self._insert_new(digests, week=week, claimed_at=at)

    async def give_up(self, week: str) -> None:
        """Take a claim back, so that a digest that could not be sent is tried again."""
        await self._change(delete(digests).where(digests.c.week == week))
