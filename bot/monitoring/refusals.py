"""What is refused before anybody is known is counted for the log, so that no client can fill it or write into it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable

log = logging.getLogger(__name__)

LOG_EVERY_SECONDS = 60.0


class RefusalLog:
    """Counts refusals by their reason. The first is logged at once, further ones together a minute later."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: Counter[str] = Counter()
        self._told: dict[str, float] = {}

    def refused(self, reason: str) -> None:
        """Count a refused request. `reason` is one of a few."""
        self._waiting[reason] += 1
        told = self._told.get(reason)
        if told is not None and self._clock() - told < LOG_EVERY_SECONDS:
            return
        count = self._waiting.pop(reason)
        self._told[reason] = self._clock()
        log.warning("refused %d %s: %s", count, "request" if count == 1 else "requests", reason)
