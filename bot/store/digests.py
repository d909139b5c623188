"""Which weeks' digests were sent: each once, by whichever replica comes first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import digests
from bot.store.transactions import Transactions, insert_into


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
