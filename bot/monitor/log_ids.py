"""The ids of a question as fields of a log record (bot/service/json_logs.py)."""

from __future__ import annotations

from bot.inquiry import Inquiry


def ids_of(inquiry: Inquiry | None) -> dict[str, str]:
    """For a log call's `extra`; nothing of what was asked."""
    if inquiry is None:
        return {}
    return {
        "key": inquiry.key,
        "door": str(inquiry.door),
        "workspace": inquiry.workspace,
        "channel": inquiry.channel,
        "user": inquiry.asker,
    }
