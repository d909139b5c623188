"""Reminders of posted questions: each is sent once, by whichever replica comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import reminders
from bot.store.transactions import Repository, free_keys, insert_into

Reason = Literal["replied", "said so", "sorted", "asker", "forgotten"]
TOGETHER = 50


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder to `user`, a Slack id, of a post at `channel` and `ts`. `step` is the ladder's next.

    `key` is that of the post, `question` that of the question: one that is posted twice can have two reminders.
    """

    key: str
    workspace: str
    user: str
    channel: str
    ts: str
    step: int
    due_at: datetime
    question: str


@dataclass(frozen=True, slots=True)
class ReminderState:
    """The state of a post's reminder: `state` is as in the table, `reason` is why it was cancelled."""

    state: str
    reason: Reason | None
    due_at: datetime


class Reminders(Repository):
    """Sets, cancels and hands out reminders."""

    async def set(self, reminder: Reminder) -> bool:
        """Set a reminder; False where one is due for this post already. One that is over may be set again."""
        row = {
            "question": reminder.question,
            "workspace": reminder.workspace,
            "user": reminder.user,
            "channel": reminder.channel,
            "ts": reminder.ts,
            "step": reminder.step,
            "due_at": reminder.due_at,
            "state": "due",
            "reason": None,
            "lease_until": None,
        }

        async def job(connection: AsyncConnection) -> bool:
            insert = insert_into(connection, reminders).values(key=reminder.key, **row)
            over = reminders.c.state.in_(("sent", "cancelled"))
            again = insert.on_conflict_do_update(index_elements=["key"], set_=row, where=over)
            return (await connection.execute(again.returning(reminders.c.key))).first() is not None

        return await self._run(job)

    async def cancel(self, question: str, reason: Reason) -> bool:
        """Cancel all reminders of a question; returns whether one was due."""
        return await self._cancel(reason, reminders.c.question == question) > 0

    async def cancel_post(self, key: str, reason: Reason) -> bool:
        """Cancel the reminder of one post; returns whether it was due."""
        return await self._cancel(reason, reminders.c.key == key) > 0

    async def cancel_thread(
        self, *, workspace: str, channel: str, ts: str, reason: Reason, by: str | None = None
    ) -> bool:
        """Cancel the reminder of the post there; returns whether one was due. `by` cannot cancel their own."""
        here = reminders.c.workspace == workspace, reminders.c.channel == channel, reminders.c.ts == ts
        others = [reminders.c.user != by] if by else []
        return await self._cancel(reason, *here, *others) > 0

    async def find(self, key: str) -> ReminderState | None:
        """The state of the reminder of a post; None where there is none."""
        query = select(reminders.c.state, reminders.c.reason, reminders.c.due_at).where(reminders.c.key == key)
        rows = await self._read(query)
        return ReminderState(**rows[0]._mapping) if rows else None  # noqa: SLF001 - SQLAlchemy's public name for it

    async def take(self, *, now: datetime, lease_until: datetime) -> list[Reminder]:
        """Take what is due, for this replica to send until the lease ends; after that any replica can take it.

        If the process ends after Slack took the message and before `sent`, it is sent a second time.
        """
        waiting = or_(reminders.c.state == "due", (reminders.c.state == "sending") & (reminders.c.lease_until <= now))
        due = select(reminders.c.key).where(waiting, reminders.c.due_at <= now).order_by(reminders.c.due_at)
        mine = reminders.c.key.in_(free_keys(due, limit=TOGETHER))
        taken = update(reminders).where(mine).values(state="sending", lease_until=lease_until)
        names = ("key", "workspace", "user", "channel", "ts", "step", "due_at", "question")

        async def job(connection: AsyncConnection) -> list[Reminder]:
            rows = (await connection.execute(taken.returning(*(reminders.c[name] for name in names)))).all()
            return sorted((Reminder(*row) for row in rows), key=lambda reminder: reminder.due_at)

        return await self._run(job)

    async def sent(self, key: str) -> None:
        """Record a reminder as over: it reached the asker, or never will."""
        over = update(reminders).where(reminders.c.key == key, reminders.c.state == "sending")
        await self._change(over.values(state="sent", user=None, lease_until=None))

    async def _cancel(self, reason: Reason, *which: object) -> int:
        due = update(reminders).where(reminders.c.state.in_(("due", "sending")), *which)  # type: ignore[arg-type]
        return await self._change(due.values(state="cancelled", reason=reason, user=None))
