"""Claims of questions, with leases and outcomes, which the one writer puts into the table in groups; of requests.

A signed request of Slack's is taken once, by whichever replica comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, bindparam, case, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inquiry import Inquiry, Surface
from bot.store.privacy import kept, kept_until
from bot.store.tables import UtcTime, inquiries, requests
from bot.store.transactions import Repository, insert_into

# The only I/O before an acknowledgement, which Slack wants within three seconds: a claim waits no longer.
CLAIM_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """A question that came in: its row, by column."""

    row: dict[str, object]


@dataclass(frozen=True, slots=True)
class Record:
    """How a question ended: `the_key` says which, `expires` when its text goes, the rest are columns."""

    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Lease:
    """Until when no other replica answers a question: `the_key` and `the_attempt` say which, the rest are columns."""

    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Expire:
    """Blank the texts whose retention has run out by now."""

    now: datetime


@dataclass(frozen=True, slots=True)
class Ping:
    """Take the lock that a claim would need, and change nothing."""


Write = Claim | Record | Lease | Expire | Ping


def claim(  # noqa: PLR0913 - a row has as many columns
    inquiry: Inquiry,
    *,
    asker: str,
    at: datetime,
    retention: timedelta,
    payload: str | None = None,
    lease_until: datetime | None = None,
) -> Claim:
    """The claim of an inquiry by a pseudonym. What must not be kept is not written in the first place.

    With a retention of 0 that is all words (bot/store/privacy.py). A form is in no channel: its inquiry has the
    asker's own id there, which is what the pseudonym is to hide. `payload` is the whole inquiry, encrypted.
    """
    words = kept(inquiry) if retention else None
    row: dict[str, object] = {
        "key": _storable(inquiry.key),
        "door": inquiry.surface.value,
        "workspace": _storable(inquiry.workspace),
        "asker": asker,
        "channel": "" if inquiry.surface is Surface.FORM else _storable(inquiry.channel),
        "thread": _storable(inquiry.thread),
        "text": _storable(words),
        "asked_at": inquiry.asked_at,
        "claimed_at": at,
        "text_expires_at": None if words is None else kept_until(at, retention),
        "payload": payload,
        "lease_until": lease_until,
        "attempts": 1,
    }
    return Claim(row)


def record(  # noqa: PLR0913 - a row has as many columns
    key: str,
    *,
    outcome: str,
    destination: str | None,
    team: str | None,
    responsibility: str | None,
    at: datetime,
    retention: timedelta,
) -> Record:
    """The record of how the inquiry under a key ended."""
    values: dict[str, object] = {
        "the_key": _storable(key),
        "outcome": _storable(outcome),
        "destination": _storable(destination),
        "team": _storable(team),
        "responsibility": _storable(responsibility),
        "answered_at": at,
        "expires": kept_until(at, retention),
        # Answered: no replica has to answer it again, and what that would take is forgotten.
        "payload": None,
        "lease_until": None,
    }
    return Record(values)


def lease(key: str, *, attempt: int, until: datetime) -> Lease:
    """The lease of one attempt to answer a question: longer, or handed back. That of a later attempt is left alone."""
    return Lease({"the_key": _storable(key), "the_attempt": attempt, "lease_until": until})


async def write(connection: AsyncConnection, jobs: Sequence[Write], retention: timedelta) -> list[int]:
    """Write a group: claims first, so that a record finds the claim it belongs to.

    Says of each claim whether it was the first under its key, and of what expires how many texts that were. What is
    written is in the order of the keys: two replicas whose groups overlap would else wait for one another.
    """
    claims = sorted((job.row for job in jobs if isinstance(job, Claim)), key=lambda row: str(row["key"]))
    won = await _claim_all(connection, claims) if claims else set()
    for statement, kind in ((_RECORD, Record), (_LEASE, Lease)):
        if rows := sorted((job.values for job in jobs if isinstance(job, kind)), key=lambda row: str(row["the_key"])):
            await connection.execute(statement, rows)
    results = []
    for job in jobs:
        match job:
            case Claim(row):
                # A key that comes twice in one group: the first takes it out of the set.
                results.append(int(row["key"] in won))
                won.discard(row["key"])
            case Record() | Lease():
                results.append(1)
            case Expire(now):
                results.append(await _expire(connection, now, retention))
            case Ping():
                await connection.execute(update(inquiries).where(inquiries.c.key.is_(None)).values(outcome=None))
                results.append(1)
    return results


# The columns to set come from the values' own keys. A text that was forgotten in between has nothing to run out.
_EXPIRES = case((inquiries.c.text.is_not(None), bindparam("expires", type_=UtcTime)))
_RECORD = update(inquiries).where(inquiries.c.key == bindparam("the_key")).values(text_expires_at=_EXPIRES)
_LEASE = update(inquiries).where(
    inquiries.c.key == bindparam("the_key"),
    inquiries.c.attempts == bindparam("the_attempt"),
    inquiries.c.payload.is_not(None),
)


async def _claim_all(connection: AsyncConnection, rows: list[dict[str, object]]) -> set[object]:
    """Insert the rows whose key is new; says which those were."""
    statement = insert_into(connection, inquiries).on_conflict_do_nothing().returning(inquiries.c.key)
    return set((await connection.execute(statement, rows)).scalars())


async def _expire(connection: AsyncConnection, now: datetime, retention: timedelta) -> int:
    column = inquiries.c
    expired = or_(column.text_expires_at <= now, column.answered_at <= now - retention)
    blank = update(inquiries).where(column.text.is_not(None), expired).values(text=None, text_expires_at=None)
    result: CursorResult[Any] = await connection.execute(blank)
    return result.rowcount


def _storable(value: str | None) -> str | None:
    """Text that every database takes. JSON can carry half a surrogate pair, which is no UTF-8; Postgres refuses NUL."""
    return value and value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")


class Requests(Repository):
    """Tells a request that is played again from a new one, by its signature.

    Only for what has no key of its own (bot/slack/receiving/http_server.py): a question is claimed by its key.
    """

    async def claim(self, signature: str, *, at: datetime) -> bool:
        """Claim the request with a signature; False where it is claimed already."""
        return await self._insert_new(requests, signature=signature, taken_at=at)
