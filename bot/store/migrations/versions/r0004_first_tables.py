"""Every table of the first release. The numbers before it were of versions that were never released."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, String, Text, text

revision = "0004"
down_revision = None

# UTC in ISO 8601.
_MOMENT = String(32)


def upgrade() -> None:
    """Create the tables and their indexes."""
    _create_questions()
    _create_what_comes_after()
    _create_installations()


def _create_questions() -> None:
    op.create_table(
        "inquiries",
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
        Column("payload", Text),
        Column("lease_until", _MOMENT),
        Column("attempts", Integer),
    )
    op.create_index("inquiries_text_expires_at", "inquiries", ["text_expires_at"])
    op.create_index("inquiries_asker", "inquiries", ["asker", "asked_at"])
    op.create_index("inquiries_asked_at", "inquiries", ["asked_at"])
    # Of the few rows in which there is something to answer.
    waiting = text("payload IS NOT NULL")
    op.create_index(
        "inquiries_unanswered", "inquiries", ["lease_until"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "requests",
        Column("signature", Text, primary_key=True),
        Column("taken_at", _MOMENT, nullable=False),
    )


def _create_what_comes_after() -> None:
    op.create_table(
        "feedback",
        Column("key", Text, primary_key=True),
        Column("person", Text, primary_key=True),
        Column("verdict", Text, nullable=False),
        Column("instead", Text),
        Column("given_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "climbs",
        Column("key", Text, primary_key=True),
        Column("person", Text, primary_key=True),
        Column("step", Integer, nullable=False),
        Column("climbed_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "posts",
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
    op.create_index("posts_question", "posts", ["question"])
    op.create_table(
        "reminders",
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
    op.create_index("reminders_question", "reminders", ["question"])
    op.create_index("reminders_due", "reminders", ["state", "due_at"])
    op.create_index("reminders_thread", "reminders", ["channel", "ts"])
    op.create_table(
        "digests",
        Column("week", Text, primary_key=True),
        Column("claimed_at", _MOMENT, nullable=False),
    )


def _create_installations() -> None:
    """The tables of slack_sdk, with room for encrypted tokens."""
    op.create_table(
        "slack_installations",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", String(32), nullable=False),
        Column("app_id", String(32), nullable=False),
        Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)),
        Column("enterprise_url", String(200)),
        Column("team_id", String(32)),
        Column("team_name", String(200)),
        Column("bot_token", Text),
        Column("bot_id", String(32)),
        Column("bot_user_id", String(32)),
        Column("bot_scopes", Text),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
        Column("user_id", String(32), nullable=False),
        Column("user_token", Text),
        Column("user_scopes", Text),
        Column("user_refresh_token", Text),
        Column("user_token_expires_at", DateTime),
        Column("incoming_webhook_url", Text),
        Column("incoming_webhook_channel", String(200)),
        Column("incoming_webhook_channel_id", String(200)),
        Column("incoming_webhook_configuration_url", String(200)),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("token_type", String(32)),
        Column("installed_at", DateTime, nullable=False),
    )
    op.create_index(
        "slack_installations_idx",
        "slack_installations",
        ["client_id", "enterprise_id", "team_id", "user_id", "installed_at"],
    )
    op.create_table(
        "slack_bots",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", String(32), nullable=False),
        Column("app_id", String(32), nullable=False),
        Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)),
        Column("team_id", String(32)),
        Column("team_name", String(200)),
        Column("bot_token", Text),
        Column("bot_id", String(32)),
        Column("bot_user_id", String(32)),
        Column("bot_scopes", Text),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("installed_at", DateTime, nullable=False),
    )
    op.create_index("slack_bots_idx", "slack_bots", ["client_id", "enterprise_id", "team_id", "installed_at"])
    op.create_table(
        "slack_oauth_states",
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("state", String(200), nullable=False),
        Column("expire_at", DateTime, nullable=False),
    )
