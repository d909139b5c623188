"""What a question that waits for its answer takes: sealed, until when somebody is at it, and how often one was."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, String, Text, text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, and the index of the few rows in which there is something to answer."""
    op.add_column("inquiries", Column("payload", Text))
    op.add_column("inquiries", Column("lease_until", String(32)))
    op.add_column("inquiries", Column("attempts", Integer))
    waiting = text("payload IS NOT NULL")
    op.create_index(
        "inquiries_unanswered", "inquiries", ["lease_until"], sqlite_where=waiting, postgresql_where=waiting
    )
