"""How long the words of a question are kept: for as long as the operator says, and with 0 days not at all.

With 0 they are not even written in clear until the question is answered: what was on the disk until then would stay in
SQLite's write-ahead log after it. What an answer takes is kept sealed until then (bot/store/sealing.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta


def kept_until(since: datetime, retention: timedelta) -> datetime:
    """When to forget a text: it is kept from the answer on, or from the claim as long as there is no answer."""
    return since + retention
