"""How long the words of a question are held: until it is answered, then for as long as the operator says."""

from __future__ import annotations

from datetime import datetime, timedelta

# A question that was never answered must not be held for ever. Longer than any retry, and than a night's outage.
UNANSWERED = timedelta(days=1)


def held_until(claimed_at: datetime, retention: timedelta) -> datetime:
    """When to forget the text of a question that nobody has answered yet."""
    return claimed_at + max(retention, UNANSWERED)


def kept_until(answered_at: datetime, retention: timedelta) -> datetime | None:
    """When to forget the text of an answered question; null where it is not kept at all."""
    return answered_at + retention if retention else None
