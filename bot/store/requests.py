"""Which of Slack's signed requests were taken: each once, by whichever replica comes first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import requests
from bot.store.transactions import Transactions, insert_into


class Requests:
    """Tells a request that is played again from a new one, by its signature.

    Only for what has no key of its own (bot/http/listening.py): a question is claimed by its key.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def claim(self, signature: str, *, at: datetime) -> bool:
        """Claim the request with a signature; false where somebody has."""

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, requests).values(signature=signature, taken_at=at)
            taken = insert.on_conflict_do_nothing().returning(requests.c.signature)
            return (await connection.execute(taken)).first() is not None

        return await self._transactions.run(job)
