"""The questions in the store: one by its key, an asker's latest, and which are sorted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select, update

from bot.store.tables import feedback, inquiries, posts
from bot.store.transactions import Repository


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question and how it ended. `asker` is a pseudonym. `text` is None once it is forgotten, or was never kept.

    `posted_to` is the place it was posted in last, and `permalink` leads there. `sorted_at` is when its asker said that
    it is sorted, `verdict` is what its asker said of the answer, "right" or "wrong".
    """

    key: str
    surface: str
    workspace: str
    asker: str
    channel: str
    thread: str | None
    text: str | None
    asked_at: datetime
    answered_at: datetime | None
    outcome: str | None
    destination: str | None
    team: str | None
    responsibility: str | None
    sorted_at: datetime | None
    posted_to: str | None = None
    permalink: str | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there were, how many of them got no place, how many answers were called wrong."""

    asked: int
    nobody: int
    wrong: int


_OTHERS = posts.alias()
_COLUMNS = (
    inquiries.c.key,
    inquiries.c.door.label("surface"),
    *(
        inquiries.c[name]
        for name in (
            "workspace",
            "asker",
            "channel",
            "thread",
            "text",
            "asked_at",
            "answered_at",
            "outcome",
            "destination",
            "team",
            "responsibility",
            "sorted_at",
        )
    ),
    posts.c.target.label("posted_to"),
    posts.c.permalink,
    feedback.c.verdict,
)
_LAST_POST = (
    select(_OTHERS.c.key)
    .where(_OTHERS.c.question == inquiries.c.key, _OTHERS.c.ts.is_not(None))
    .order_by(_OTHERS.c.posted_at.desc(), _OTHERS.c.key)
    .limit(1)
    .correlate(inquiries)
    .scalar_subquery()
)
_QUESTIONS = select(*_COLUMNS).select_from(
    inquiries.outerjoin(posts, posts.c.key == _LAST_POST).outerjoin(
        feedback, (feedback.c.key == inquiries.c.key) & (feedback.c.person == inquiries.c.asker)
    )
)
ANSWERS = ("found", "several", "nobody")


class Questions(Repository):
    """Reads questions, and marks them as sorted."""

    async def find(self, key: str) -> QuestionRecord | None:
        """The question under a key; None where there is none."""
        rows = await self._read(_QUESTIONS.where(inquiries.c.key == key))
        return _asked(rows[0]) if rows else None

    async def latest(self, asker: str, *, limit: int) -> list[QuestionRecord]:
        """An asker's latest questions, the newest first. Help and lists of teams are none."""
        mine = inquiries.c.asker == asker, inquiries.c.outcome.in_(ANSWERS)
        newest = _QUESTIONS.where(*mine).order_by(inquiries.c.asked_at.desc(), inquiries.c.key).limit(limit)
        return [_asked(row) for row in await self._read(newest)]

    async def corrections(self, *, asker: str, channel: str, thread: str) -> tuple[tuple[str | None, str], ...]:
        """An asker's corrections in a thread, the first first: the wrong destination, and the place they picked."""
        here = inquiries.c.channel == channel, inquiries.c.thread == thread
        theirs = feedback.c.person == asker, feedback.c.verdict == "wrong", feedback.c.instead.is_not(None)
        # Without an outcome it is not known yet what the wrong destination was.
        answered = inquiries.c.outcome.in_(ANSWERS)
        joined = inquiries.join(feedback, feedback.c.key == inquiries.c.key)
        query = select(inquiries.c.destination, feedback.c.instead).select_from(joined).where(*here, *theirs, answered)
        rows = await self._read(query.order_by(feedback.c.given_at, feedback.c.key))
        return tuple((row.destination, row.instead) for row in rows)

    async def counts(self, *, workspace: str, since: datetime) -> Counts:
        """What a workspace's questions since then came to."""
        theirs = inquiries.c.workspace == workspace, inquiries.c.asked_at >= since, inquiries.c.outcome.in_(ANSWERS)
        feedback_form = inquiries.join(feedback, feedback.c.key == inquiries.c.key)
        wrong = select(func.count(inquiries.c.key.distinct())).select_from(feedback_form)
        asked = select(
            func.count(),
            func.count().filter(inquiries.c.outcome == "nobody"),
            wrong.where(*theirs, feedback.c.verdict == "wrong").scalar_subquery(),
        )
        (row,) = await self._read(asked.where(*theirs))
        count, nobody, called_wrong = tuple(row)
        return Counts(count, nobody, called_wrong)

    async def mark_sorted(self, key: str, *, at: datetime) -> bool:
        """Mark a question as sorted; returns whether it was not yet."""
        unsorted = update(inquiries).where(inquiries.c.key == key, inquiries.c.sorted_at.is_(None))
        return await self._change(unsorted.values(sorted_at=at)) > 0


def _asked(row: Row[tuple[object, ...]]) -> QuestionRecord:
    return QuestionRecord(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
