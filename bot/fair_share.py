"""How many questions one person may ask in a minute, so that nobody takes the bot from the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

WINDOW = timedelta(minutes=1)
MOST_ASKERS = 10_000
TOO_MANY = "That is a lot of questions in one minute. Give me a moment, then ask again."


class Share(Enum):
    """What to do with a question: answer it, say kindly that it is one too many, or stay silent."""

    FAIR = auto()
    TELL = auto()
    SILENT = auto()


class FairShare:
    """Counts each asker's questions of the current minute. It forgets the askers who have been quiet the longest."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._asked: dict[tuple[str, str], tuple[datetime, int]] = {}

    def take(self, workspace: str, asker: str, *, now: datetime) -> Share:
        """Count one more question of somebody's. An asker's minute begins with their first question."""
        began, count = self._asked.pop((workspace, asker), (now, 0))
        if not began <= now < began + WINDOW:
            began, count = now, 0
        self._asked[(workspace, asker)] = began, count + 1
        if len(self._asked) > MOST_ASKERS:
            del self._asked[next(iter(self._asked))]
        if count < self._limit:
            return Share.FAIR
        return Share.TELL if count == self._limit else Share.SILENT
