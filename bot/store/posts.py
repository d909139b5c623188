"""Questions posted where they belong: each at most once, whoever clicks how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import posts
from bot.store.transactions import Transactions, insert_into


@dataclass(frozen=True, slots=True)
class Post:
    """A question that was posted, or is being posted while `ts` is null. `target` is the place as people know it."""

    key: str
    person: str
    target: str
    channel: str | None
    ts: str | None
    permalink: str | None


class Posts:
    """Claims a post before it is sent, so that it is never sent twice.

    Should we die in between, the claim stays without a message and nobody knows whether Slack took it. It is not
    sent again: the asker is told to look.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def claim(self, *, key: str, person: str, target: str, at: datetime) -> bool:
        """Claim the one post of a question; false where it is posted or on its way."""

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, posts).values(key=key, person=person, target=target, claimed_at=at)
            return (
                await connection.execute(insert.on_conflict_do_nothing().returning(posts.c.key))
            ).first() is not None

        return await self._transactions.run(job)

    async def give_up(self, key: str) -> None:
        """Slack refused it: the claim is taken back, so that it can be tried again."""
        await self._transactions.change(delete(posts).where(posts.c.key == key, posts.c.ts.is_(None)))

    async def posted(self, key: str, *, channel: str, ts: str, permalink: str | None, at: datetime) -> None:
        """Slack took it."""
        taken = update(posts).where(posts.c.key == key)
        await self._transactions.change(taken.values(channel=channel, ts=ts, permalink=permalink, posted_at=at))

    async def find(self, key: str) -> Post | None:
        """The post of a question; null where there is none."""
        names = ("key", "person", "target", "channel", "ts", "permalink")
        rows = await self._transactions.read(select(*(posts.c[name] for name in names)).where(posts.c.key == key))
        return Post(**rows[0]._mapping) if rows else None  # noqa: SLF001 - SQLAlchemy's public name for it
