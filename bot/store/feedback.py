"""What people said of an answer: right place, or wrong place and which one was right."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import feedback
from bot.store.transactions import Transactions, insert_into

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
