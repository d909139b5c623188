"""The tables: what is kept of each inquiry, from its claim to the day its text is forgotten, and of what came after.

Those of installations by OAuth are slack_sdk's own, with room for encrypted tokens: one of 255 characters has 472 when
it is encrypted, and slack_sdk's columns hold 200, which Postgres insists on.
"""

from __future__ import annotations

from datetime import UTC, datetime

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import Column, Dialect, Index, Integer, MetaData, String, Table, Text, TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A moment, stored as UTC in ISO 8601 with microseconds always written, so that text sorts as time does.

    SQLite has no type for time, and SQLAlchemy's own drops the offset in silence.
    """

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """A moment as text. A time without a zone is refused: later it could be any."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Text as a moment."""
        return datetime.fromisoformat(value) if value else None


metadata = MetaData()

# `asker` is a keyed hash (bot/store/privacy.py). `text` is null once it is forgotten, and `text_expires_at` is set as
# long as there is a text, and for no longer. What the answer was is null until it is recorded: until then `payload` is
# what an answer takes, encrypted (bot/store/privacy.py), and no other replica answers before `lease_until`. `attempts`
# counts how often the question was taken on.
inquiries = Table(
    "inquiries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("door", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("asker", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text),
    Column("text", Text),
    Column("asked_at", UtcTime, nullable=False),
    Column("claimed_at", UtcTime, nullable=False),
    Column("outcome", Text),
    Column("destination", Text),
    Column("answered_at", UtcTime),
    Column("text_expires_at", UtcTime),
    Column("team", Text),
    Column("responsibility", Text),
    Column("sorted_at", UtcTime),
    Column("payload", Text),
    Column("lease_until", UtcTime),
    Column("attempts", Integer),
)

# One row for each person and answer: a change of mind replaces it. `verdict` is "right" or "wrong"; `instead` is the
# place that the person picked, as a registry key, "nobody" where none is right, null where they picked none.
feedback = Table(
    "feedback",
    metadata,
    Column("key", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("instead", Text),
    Column("given_at", UtcTime, nullable=False),
)

# How far a user has escalated an answer: the step of the ladder that was shown to them last, and when.
escalations = Table(
    "climbs",
    metadata,
    Column("key", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("climbed_at", UtcTime, nullable=False),
)

# A question posted where it belongs, once in each place: `key` is the question's with the place's name. `question` is
# null where something else was sent. The row is there before the message is: `ts` is null while that is on its way.
posts = Table(
    "posts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("channel", Text),
    Column("ts", Text),
    Column("permalink", Text),
    Column("claimed_at", UtcTime, nullable=False),
    Column("posted_at", UtcTime),
    Column("question", Text),
)

# `key` is that of the post, and `question` that of the question. `state` goes from "due" to "sending" to "sent", or to
# "cancelled" for a `reason`. `user` is the one Slack id that is kept, because the reminder has to reach its asker: it
# is blanked when the reminder is over.
reminders = Table(
    "reminders",
    metadata,
    Column("key", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("user", Text),
    Column("channel", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("lease_until", UtcTime),
    Column("question", Text),
)

# One row for each week whose digest was sent, such as "2026-W48": whichever replica puts it there sends the digest.
digests = Table(
    "digests",
    metadata,
    Column("week", Text, primary_key=True),
    Column("claimed_at", UtcTime, nullable=False),
)

# What lets its holder speak as the bot, or as the user who installed it.
ENCRYPTED = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")
# They grow with the app.
LONG = ("bot_scopes", "user_scopes")


def add_installation_tables(metadata: MetaData) -> tuple[Table, Table, Table]:
    """The tables of installations, of their bots and of the states of installations that have begun."""
    installations = AsyncSQLAlchemyInstallationStore.build_installations_table(metadata, "slack_installations")
    bots = AsyncSQLAlchemyInstallationStore.build_bots_table(metadata, "slack_bots")
    states = AsyncSQLAlchemyOAuthStateStore.build_oauth_states_table(metadata, "slack_oauth_states")
    for table in (installations, bots):
        for name in {*ENCRYPTED, *LONG} & set(table.columns.keys()):
            table.columns[name].type = Text()
    return installations, bots, states


# Where the app is installed by OAuth, with its tokens, which are encrypted; and installations that have only begun.
slack_installations, slack_bots, slack_oauth_states = add_installation_tables(metadata)

# One row for each signed request without a key of its own, for as long as its signature is good.
requests = Table(
    "requests",
    metadata,
    Column("signature", Text, primary_key=True),
    Column("taken_at", UtcTime, nullable=False),
)

indexes = (
    Index("inquiries_text_expires_at", inquiries.c.text_expires_at),
    Index("inquiries_asker", inquiries.c.asker, inquiries.c.asked_at),
    Index("inquiries_asked_at", inquiries.c.asked_at),
    Index(
        "inquiries_unanswered",
        inquiries.c.lease_until,
        sqlite_where=inquiries.c.payload.is_not(None),
        postgresql_where=inquiries.c.payload.is_not(None),
    ),
    Index("posts_question", posts.c.question),
    Index("reminders_question", reminders.c.question),
    Index("reminders_due", reminders.c.state, reminders.c.due_at),
    Index("reminders_thread", reminders.c.channel, reminders.c.ts),
)
