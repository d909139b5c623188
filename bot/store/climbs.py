"""How far up the ladder each person has climbed with each answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import climbs
from bot.store.transactions import Transactions, insert_into

# The second click of a double click comes within it. Whoever wants to see a step again needs longer.
DOUBLE_CLICK = timedelta(seconds=3)


class Climbs:
    """Tells a double click from somebody who goes on, or who begins again at an older button."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def climb(self, *, key: str, person: str, seen: int, at: datetime) -> bool:
        """Climb from the step of a button, 0 for the answer's, to the next; false for a double click's second."""
        climbed = {"step": seen + 1, "climbed_at": at}
        new = or_(climbs.c.step != seen + 1, climbs.c.climbed_at < at - DOUBLE_CLICK)

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, climbs).values(key=key, person=person, **climbed)
            moved = insert.on_conflict_do_update(index_elements=["key", "person"], set_=climbed, where=new)
            return (await connection.execute(moved.returning(climbs.c.step))).first() is not None

        return await self._transactions.run(job)
