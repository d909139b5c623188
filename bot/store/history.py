"""What the store can tell of a period: counted by the database where it can be, and never who asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.after_answers import NOBODY
from bot.store.forgetting import GONE
from bot.store.questions import ANSWERS
from bot.store.tables import feedback, inquiries, posts


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` on, up to but not including `until`, by the time of asking."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Instead:
    """How often people were led to one place and picked another. `said` is null where no place was named."""

    said: str | None
    instead: str
    count: int
    people: int


@dataclass(frozen=True, slots=True)
class KeptText:
    """A question whose words are still kept, as Slack sent them. `asker` is a pseudonym."""

    key: str
    door: str
    asker: str
    text: str
    outcome: str
    team: str | None
    responsibility: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person said of one answer. `person` is a pseudonym."""

    key: str
    person: str
    verdict: str
    instead: str | None


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """From a question to its right place: when it was asked, called right, and posted there."""

    asked_at: datetime
    right_at: datetime | None
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of a period. `endings` has how many questions came in at each door and ended in each way."""

    outcomes: tuple[tuple[str, str, int], ...]
    askers: int
    verdicts: dict[str, int]
    instead: tuple[Instead, ...]
    teams: frozenset[str]
    ways: tuple[OutcomeCount, ...]
    wordless: int


class HistoryReader:
    """Reads a period from a connection. Changes nothing."""

    def __init__(self, connection: AsyncConnection, period: Period) -> None:
        self._connection = connection
        column = inquiries.c
        self._asked = (column.asked_at >= period.since, column.asked_at < period.until, column.outcome.in_(ANSWERS))

    async def figures(self) -> Figures:
        """Everything that needs nobody's words."""
        column = inquiries.c
        outcomes = select(column.door, column.outcome, func.count()).group_by(column.door, column.outcome)
        askers = select(func.count(column.asker.distinct())).where(column.asker != GONE)
        verdicts = select(feedback.c.verdict, func.count()).select_from(_JUDGED).group_by(feedback.c.verdict)
        teams = select(column.team).distinct().where(column.team.is_not(None))
        wordless = select(func.count()).where(column.outcome == NOBODY, column.text.is_(None))
        return Figures(
            outcomes=tuple((door, ending, count) for door, ending, count in await self._rows(outcomes)),
            askers=(await self._rows(askers))[0][0],
            verdicts={verdict: count for verdict, count in await self._rows(verdicts)},  # noqa: C416 - rows are no pairs to mypy
            instead=tuple(Instead(*row) for row in await self._rows(_INSTEAD)),
            teams=frozenset(row[0] for row in await self._rows(teams)),
            ways=tuple(OutcomeCount(*row) for row in await self._rows(_WAYS)),
            wordless=(await self._rows(wordless))[0][0],
        )

    async def kept(self) -> tuple[KeptText, ...]:
        """The questions whose words are still kept, in the order they were asked."""
        names = ("key", "door", "asker", "text", "outcome", "team", "responsibility")
        column = inquiries.c
        query = select(*(column[name] for name in names)).where(column.text.is_not(None))
        return tuple(KeptText(*row) for row in await self._rows(query.order_by(column.asked_at, column.key)))

    async def judgements(self) -> tuple[Judgement, ...]:
        """What people said of the period's answers."""
        column = feedback.c
        query = select(column.key, column.person, column.verdict, column.instead).select_from(_JUDGED)
        return tuple(Judgement(*row) for row in await self._rows(query.order_by(column.key, column.person)))

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._connection.execute(query.where(*self._asked))).all()
        return rows


_JUDGED = inquiries.join(feedback, feedback.c.key == inquiries.c.key)
_INSTEAD = (
    select(
        inquiries.c.destination,
        feedback.c.instead,
        func.count().label("times"),
        func.count(feedback.c.person.distinct()).label("people"),
    )
    .select_from(_JUDGED)
    .where(feedback.c.verdict == "wrong", feedback.c.instead.is_not(None), feedback.c.instead != NOBODY)
    .group_by(inquiries.c.destination, feedback.c.instead)
)
_RIGHT = (
    select(feedback.c.key, func.min(feedback.c.given_at).label("right_at"))
    .where(feedback.c.verdict == "right")
    .group_by(feedback.c.key)
    .subquery()
)
_POSTED = select(posts.c.question, func.min(posts.c.posted_at).label("posted_at")).group_by(posts.c.question).subquery()
_WAYS = (
    select(inquiries.c.asked_at, _RIGHT.c.right_at, _POSTED.c.posted_at)
    .select_from(
        inquiries.outerjoin(_RIGHT, _RIGHT.c.key == inquiries.c.key).outerjoin(
            _POSTED, _POSTED.c.question == inquiries.c.key
        )
    )
    .where(or_(_RIGHT.c.right_at.is_not(None), _POSTED.c.posted_at.is_not(None)))
)
