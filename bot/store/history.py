"""What the store can tell of a period: counted by the database where it can be, and never who asked.

The store is opened only to be read: nothing is created, and nothing in it is changed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Select, func, inspect, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.after_answers import NOBODY
from bot.store.database import make_engine, must_exist
from bot.store.forgetting import GONE
from bot.store.questions import ANSWERS
from bot.store.tables import feedback, inquiries, posts
from routing.errors import StoreError

# How long to wait for a lock of the running bot's, which holds one for milliseconds.
BUSY_SECONDS = 5.0
_READ = (inquiries, feedback, posts)


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` on, up to but not including `until`, by the time of asking."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Instead:
    """How often people were led to one place and picked another. `said` is None where no place was named."""

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
class TimeToPlace:
    """From a question to its right place: when it was asked, called right, and posted there."""

    asked_at: datetime
    right_at: datetime | None
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of a period. `outcomes` has how many questions came in at each surface and ended in each way."""

    outcomes: tuple[tuple[str, str, int], ...]
    askers: int
    verdicts: dict[str, int]
    instead: tuple[Instead, ...]
    teams: frozenset[str]
    times: tuple[TimeToPlace, ...]
    wordless: int


class HistoryReader:
    """Reads a period of one workspace from a connection. Changes nothing.

    There is no reader of all workspaces: what it tells is shown to the people of one.
    """

    def __init__(self, connection: AsyncConnection, period: Period, workspace: str) -> None:
        self._connection = connection
        column = inquiries.c
        within = column.asked_at >= period.since, column.asked_at < period.until
        self._asked = (column.workspace == workspace, *within, column.outcome.in_(ANSWERS))

    async def figures(self) -> Figures:
        """Everything that is counted without reading what was asked."""
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
            times=tuple(TimeToPlace(*row) for row in await self._rows(_TIMES)),
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
_TIMES = (
    select(inquiries.c.asked_at, _RIGHT.c.right_at, _POSTED.c.posted_at)
    .select_from(
        inquiries.outerjoin(_RIGHT, _RIGHT.c.key == inquiries.c.key).outerjoin(
            _POSTED, _POSTED.c.question == inquiries.c.key
        )
    )
    .where(or_(_RIGHT.c.right_at.is_not(None), _POSTED.c.posted_at.is_not(None)))
)


async def one_workspace(connection: AsyncConnection, named: str | None) -> str:
    """The workspace that is named, else the only one in the store; "" for a store without questions.

    Raises StoreError where several are there and none is named, or the store has nothing of the one that is.
    """
    found = (
        await connection.execute(select(inquiries.c.workspace).distinct().order_by(inquiries.c.workspace))
    ).scalars()
    there = tuple(found)
    if named is not None and named not in there:
        raise StoreError(
            f"the store has no question of the workspace {named}; it has those of {', '.join(there) or 'none'}"
        )
    if named is None and len(there) > 1:
        raise StoreError(
            f"the store has questions of several workspaces: name one by --workspace, of {', '.join(there)}"
        )
    return named or "".join(there)


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[AsyncConnection]:
    """A connection to a store that is there. Raises StoreError for one that is not, or that cannot be read."""
    must_exist(url)
    engine = _read_only(make_engine(url, busy_seconds=BUSY_SECONDS))
    try:
        async with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execution_options(postgresql_readonly=True)
            if lacking := await connection.run_sync(_lacking):
                raise StoreError(f"The store lacks {lacking}: run `whoask db upgrade`.")
            yield connection
    except (SQLAlchemyError, OSError) as error:
        # Not the error's own text: a question may be in it, and a password.
        fault = type(error).__name__
        raise StoreError(f"The store cannot be read ({fault}). Run this where and as whom the bot runs.") from error
    finally:
        await engine.dispose()


def _read_only(engine: AsyncEngine) -> AsyncEngine:
    """SQLite opens the file for reading alone. Postgres is told on the connection."""
    url = engine.url
    if url.get_backend_name() != "sqlite" or not url.database or url.database.startswith("file:"):
        return engine
    readable = url.set(database=f"file:{quote(url.database)}", query={**url.query, "mode": "ro", "uri": "true"})
    return create_async_engine(readable, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)


def _lacking(connection: Connection) -> str | None:
    """The first table or column that is read and is not there."""
    inspector = inspect(connection)
    for table in _READ:
        if not inspector.has_table(table.name):
            return f"the table {table.name}"
        there = {column["name"] for column in inspector.get_columns(table.name)}
        if missing := [column.name for column in table.columns if column.name not in there]:
            return f"the column {missing[0]}"
    return None
