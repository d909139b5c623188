"""The tables of 0.1.0. A file of that version or of an older one is adopted as it is: what it lacks is added.

Before there were revisions, each version created its own tables. The keys of posts and reminders changed once.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Connection, Index, Integer, MetaData, String, Table, Text, func, inspect, select, update

revision = "0001"
down_revision = None

_metadata = MetaData()
_MOMENT = String(32)

_inquiries = Table(
    "inquiries",
    _metadata,
    Column("key", Text, primary_key=True),
    Column("door", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("asker", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text),
    Column("text", Text),
    Column("asked_at", _MOMENT, nullable=False),
    Column("claimed_at", _MOMENT, nullable=False),
    Column("outcome", Text),
    Column("destination", Text),
    Column("answered_at", _MOMENT),
    Column("text_expires_at", _MOMENT),
    Column("team", Text),
    Column("responsibility", Text),
    Column("sorted_at", _MOMENT),
)
Table(
    "feedback",
    _metadata,
    Column("key", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("instead", Text),
    Column("given_at", _MOMENT, nullable=False),
)
Table(
    "climbs",
    _metadata,
    Column("key", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("climbed_at", _MOMENT, nullable=False),
)
_posts = Table(
    "posts",
    _metadata,
    Column("key", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("channel", Text),
    Column("ts", Text),
    Column("permalink", Text),
    Column("claimed_at", _MOMENT, nullable=False),
    Column("posted_at", _MOMENT),
    Column("question", Text),
)
_reminders = Table(
    "reminders",
    _metadata,
    Column("key", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("user", Text),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("due_at", _MOMENT, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("lease_until", _MOMENT),
    Column("question", Text),
)
Table(
    "digests",
    _metadata,
    Column("week", Text, primary_key=True),
    Column("claimed_at", _MOMENT, nullable=False),
)
# Apart from their tables, which may be there without them.
_INDEXES = (
    ("inquiries_text_expires_at", _inquiries.c.text_expires_at),
    ("inquiries_asker", _inquiries.c.asker, _inquiries.c.asked_at),
    ("inquiries_asked_at", _inquiries.c.asked_at),
    ("posts_question", _posts.c.question),
    ("reminders_question", _reminders.c.question),
    ("reminders_due", _reminders.c.state, _reminders.c.due_at),
    ("reminders_thread", _reminders.c.channel, _reminders.c.ts),
)


def upgrade() -> None:
    """Create what is missing."""
    connection = op.get_bind()
    added: set[tuple[str, str]] = set()
    for table in _metadata.sorted_tables:
        if inspect(connection).has_table(table.name):
            added |= _add_columns(connection, table)
        else:
            table.create(connection)
    if ("posts", "question") in added:
        _key_posts_by_place(connection)
    if ("reminders", "question") in added:
        _key_reminders_by_post(connection)
    for name, *columns in _INDEXES:
        Index(name, *columns).create(connection, checkfirst=True)


def _add_columns(connection: Connection, table: Table) -> set[tuple[str, str]]:
    """Add the columns that a table lacks; says which, with the table's name."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    missing = [column for column in table.columns if column.name not in there]
    for column in missing:
        op.add_column(table.name, Column(column.name, column.type))
    return {(table.name, column.name) for column in missing}


def _key_posts_by_place(connection: Connection) -> None:
    """The post in the answer's own place was kept under the question's key alone: without its place it would be new."""
    place = " " + _posts.c.target
    connection.execute(update(_posts).values(question=func.replace(_posts.c.key, place, "")))
    other = _posts.alias()
    there = select(other.c.key).where(other.c.key == _posts.c.question + place).exists()
    connection.execute(
        update(_posts).where(_posts.c.key == _posts.c.question, ~there).values(key=_posts.c.question + place)
    )


def _key_reminders_by_post(connection: Connection) -> None:
    """A reminder was kept under the question's key."""
    post = select(func.min(_posts.c.key)).where(
        _posts.c.channel == _reminders.c.channel, _posts.c.ts == _reminders.c.ts
    )
    key = func.coalesce(post.scalar_subquery(), _reminders.c.key)
    connection.execute(update(_reminders).values(question=_reminders.c.key, key=key))
