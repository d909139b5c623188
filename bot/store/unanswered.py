"""Questions that were claimed and not answered: when their lease ends, another replica takes them on."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inquiry import Inquiry, Surface
from bot.store.privacy import Encryptor
from bot.store.tables import inquiries
from bot.store.transactions import Repository, Runner, free_keys

_FIELDS = tuple(field.name for field in fields(Inquiry))
# Names in stored questions that differ from the fields: a rename would leave replicas of two versions apart.
_STORED_AS = {"surface": "door", "external_user": "stranger"}


@dataclass(frozen=True, slots=True)
class StalledQuestion:
    """A question whose lease has ended. `attempt` counts how often it was taken on, this time included.

    `inquiry` is None where what it takes to answer cannot be read: the key it was encrypted with is not set any more.
    """

    key: str
    inquiry: Inquiry | None
    attempt: int
    claimed_at: datetime


class Unanswered(Repository):
    """Hands out stalled questions, to one replica each."""

    def __init__(self, runner: Runner, encryptor: Encryptor) -> None:
        super().__init__(runner)
        self._encryptor = encryptor

    async def take_over(
        self, *, ended: datetime, until: datetime, limit: int, possible: tuple[datetime, datetime] | None = None
    ) -> list[StalledQuestion]:
        """Take on what was not answered by the end of a lease, the longest waiting first; the new lease ends `until`.

        Several replicas can ask at once: what one is taking on is passed over by the others. What was claimed after
        the first of the two times that are `possible`, or has a lease beyond the second, has no lease either: a clock
        was ahead.
        """
        column = inquiries.c
        waiting = (
            select(column.key)
            .where(column.payload.is_not(None), or_(column.lease_until < ended, *_impossible(possible)))
            .order_by(column.lease_until)
        )
        # As one statement: SQLite has no locks on rows, and between two statements another process could write.
        take = (
            update(inquiries)
            .where(column.key.in_(free_keys(waiting, limit=limit)))
            .values(lease_until=until, attempts=column.attempts + 1)
            .returning(column.key, column.payload, column.attempts, column.claimed_at)
        )

        async def job(connection: AsyncConnection) -> list[StalledQuestion]:
            taken = (await connection.execute(take)).all()
            return [StalledQuestion(row.key, self._unpack(row.payload), row.attempts, row.claimed_at) for row in taken]

        return await self._run(job)

    async def count(self, *, claimed_before: datetime) -> int:
        """How many questions were claimed before then, and are not answered."""
        left = select(func.count()).where(inquiries.c.payload.is_not(None), inquiries.c.claimed_at < claimed_before)
        (row,) = await self._read(left)
        return int(row[0])

    def _unpack(self, payload: str) -> Inquiry | None:
        packed = self._encryptor.decrypt(payload)
        return None if packed is None else unpack(packed)


def _impossible(possible: tuple[datetime, datetime] | None) -> tuple[ColumnElement[bool], ...]:
    if possible is None:
        return ()
    claimed, leased = possible
    return inquiries.c.claimed_at > claimed, inquiries.c.lease_until > leased


def pack(inquiry: Inquiry) -> str:
    """An inquiry as text: all that it takes to answer it."""
    # Not by `asdict`: it copies every field in depth, which takes longer than the store's own work on a claim.
    values = {_STORED_AS.get(name, name): getattr(inquiry, name) for name in _FIELDS}
    return json.dumps(values, default=datetime.isoformat)


def unpack(packed: str) -> Inquiry | None:
    """What `pack` made; None for what another version made in a shape that this one does not know."""
    try:
        values = json.loads(packed)
        values |= {"door": Surface(values["door"]), "asked_at": datetime.fromisoformat(values["asked_at"])}
        names = {stored: name for name, stored in _STORED_AS.items()}
        return Inquiry(**{names.get(stored, stored): value for stored, value in values.items()})
    except (ValueError, TypeError, KeyError):
        return None
