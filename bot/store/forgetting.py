"""Forgetting: what is older than the operator keeps, and everything of a user who asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import digests, escalations, feedback, inquiries, posts, reminders, requests
from bot.store.transactions import Repository

# A question's key has to outlive Slack's last repetition of it, which comes about six minutes after the first:
# without the key it would be answered again.
KEYS_OUTLIVE = timedelta(minutes=15)
# A signature is good for five minutes before and after its time.
SIGNATURES_OUTLIVE = timedelta(minutes=15)
GONE = ""
# What hangs on a question: the columns that say on which, and since when.
_HANGS_ON = (
    (feedback, feedback.c.key, feedback.c.given_at),
    (escalations, escalations.c.key, escalations.c.climbed_at),
    (posts, posts.c.question, posts.c.claimed_at),
    (reminders, reminders.c.question, reminders.c.due_at),
)


@dataclass(frozen=True, slots=True)
class Removed:
    """How much of a user was removed."""

    questions: int
    feedback: int
    reminders: int


class Forgetting(Repository):
    """Removes what is a user's, and what is older than the operator wants to keep."""

    async def forget(self, *, person: str, workspace: str, user: str, now: datetime, asking: str = "") -> Removed:
        """Remove a user's questions, feedback, escalations, posts and reminders.

        `person` is the pseudonym, `user` the Slack id. `asking` is the key of the request itself, which is removed like
        a question but does not count as one.
        """

        async def job(connection: AsyncConnection) -> Removed:
            mine = inquiries.c.asker == person
            count = select(func.count()).where(mine, inquiries.c.key != asking)
            questions = (await connection.execute(count)).scalar_one()
            theirs = select(inquiries.c.key).where(mine)
            due = or_(reminders.c.user == user, reminders.c.question.in_(theirs)), reminders.c.workspace == workspace
            ended = await connection.execute(delete(reminders).where(*due))
            given = await connection.execute(delete(feedback).where(feedback.c.person == person))
            await connection.execute(delete(escalations).where(escalations.c.person == person))
            await connection.execute(delete(posts).where(posts.c.person == person))
            await connection.execute(delete(inquiries).where(mine, inquiries.c.claimed_at < now - KEYS_OUTLIVE))
            # Their other questions need no answer any more; this request does.
            unanswered = update(inquiries).where(mine, inquiries.c.key != asking)
            await connection.execute(unanswered.values(payload=None, lease_until=None))
            # A direct message's channel is as good as a name.
            blank = {"asker": GONE, "channel": GONE, "thread": None, "text": None, "text_expires_at": None}
            await connection.execute(update(inquiries).where(mine).values(blank))
            return Removed(questions, given.rowcount, ended.rowcount)

        return await self._run(job)

    async def forget_history(self, *, now: datetime, keep: timedelta) -> int:
        """Remove the questions of before `keep`, with all that hangs on them; returns how many questions.

        What users had removed goes as well, once its key has outlived Slack's last repetition of it.
        """
        before = now - keep

        async def job(connection: AsyncConnection) -> int:
            answered = inquiries.c.payload.is_(None)  # a user who asked to be forgotten is still to be told
            gone = (inquiries.c.asker == GONE) & (inquiries.c.claimed_at < now - KEYS_OUTLIVE) & answered
            await connection.execute(delete(inquiries).where(gone))
            old = select(inquiries.c.key).where(inquiries.c.claimed_at < before)
            for table, question, at in _HANGS_ON:
                await connection.execute(delete(table).where(or_(question.in_(old), at < before)))
            await connection.execute(delete(digests).where(digests.c.claimed_at < before))
            await connection.execute(delete(requests).where(requests.c.taken_at < now - SIGNATURES_OUTLIVE))
            return (await connection.execute(delete(inquiries).where(inquiries.c.claimed_at < before))).rowcount

        return await self._run(job)

    async def workspaces(self) -> list[str]:
        """Every workspace that the store knows people of."""
        known = union(select(inquiries.c.workspace), select(reminders.c.workspace))
        return sorted(row[0] for row in await self._read(known))
