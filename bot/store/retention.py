"""How long the words of a question are kept: for as long as the operator says, and with 0 days not at all.

With 0 they are not even written until the question is answered: what was on the disk until then would stay in SQLite's
write-ahead log after it. Nothing reads the words of a question that nobody has answered. Should a restarted bot once
answer what the last one left behind, it will need them: then the log has to be emptied after each answer.
"""

from __future__ import annotations

from datetime import datetime, timedelta


def kept_until(since: datetime, retention: timedelta) -> datetime:
    """When to forget a text: it is kept from the answer on, or from the claim as long as there is no answer."""
    return since + retention
