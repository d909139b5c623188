"""Telling the log of refused requests, without a word of them and without letting anybody fill it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable

log = logging.getLogger(__name__)

TELL_EVERY_SECONDS = 60.0


class Refusals:
    """Counts refusals by their reason. The first is told at once, the next ones together a minute later."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: Counter[str] = Counter()
        self._told: dict[str, float] = {}

    def tell(self, reason: str) -> None:
        """A request was refused, for one of a few reasons."""
        self._waiting[reason] += 1
        told = self._told.get(reason)
        if told is not None and self._clock() - told < TELL_EVERY_SECONDS:
            return
        count = self._waiting.pop(reason)
        self._told[reason] = self._clock()
        log.warning("refused %d %s: %s", count, "request" if count == 1 else "requests", reason)
