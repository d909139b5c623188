"""The one table: what is kept of each inquiry, from its claim to the day its text is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, Dialect, Index, MetaData, String, Table, Text, TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A moment, stored as UTC in ISO 8601 with microseconds always written, so that text sorts as time does.

    SQLite has no type for time, and SQLAlchemy's own drops the offset in silence.
    """

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """A moment as text. A time without a zone is refused: nobody could say later which one it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Text as a moment."""
        return datetime.fromisoformat(value) if value else None


metadata = MetaData()

# `text` is null once it is forgotten. `text_expires_at` is set as long as there is a text, and for no longer.
# `outcome`, `destination` and `answered_at` are null until the answer is recorded.
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
)
expiry_index = Index("inquiries_text_expires_at", inquiries.c.text_expires_at)
