"""How far up the ladder each person has climbed with each answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import climbs
from bot.store.transactions import Transactions, insert_into


class Climbs:
    """Two clicks at once climb one step."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def climb(self, *, key: str, person: str, seen: int, at: datetime) -> bool:
        """Climb from the step that somebody has seen, 0 for none, to the next; false where they are there already."""

        async def job(connection: AsyncConnection) -> bool:
            climbed = {"step": seen + 1, "climbed_at": at}
            insert = insert_into(connection, climbs).values(key=key, person=person, **climbed)
            moved = insert.on_conflict_do_update(
                index_elements=["key", "person"], set_=climbed, where=climbs.c.step == seen
            )
            return (await connection.execute(moved.returning(climbs.c.step))).first() is not None

        return await self._transactions.run(job)
