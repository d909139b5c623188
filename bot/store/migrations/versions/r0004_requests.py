"""Which signed requests were taken, so that another replica knows one that is played again."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "requests",
        Column("signature", Text, primary_key=True),
        Column("taken_at", String(32), nullable=False),
    )
