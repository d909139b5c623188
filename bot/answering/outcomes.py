"""Records the outcomes of questions in the store, and retries until it takes them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cachetools import FIFOCache

from bot.inquiry import Inquiry
from bot.monitoring.redaction import ids_of
from bot.slack.messages.reply import Reply
from bot.store.best_effort import BestEffort
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)

# No caller waits for it: this bounds what a store that hangs can pile up.
WRITE_SECONDS = 10.0
MOST_WAITING = 10_000
TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a question, and when. `reply` is what was sent, None for nothing."""

    inquiry: Inquiry
    outcome: str
    reply: Reply | None
    at: datetime


class OutcomeWriter:
    """Records outcomes. `is_claimed` is whether the question's claim is known to be in the store.

    `abandon` is called with the key of each outcome that is recorded, or dropped.
    """

    def __init__(self, store: SqlStore, is_claimed: Callable[[str], bool], abandon: Callable[[str], None]) -> None:
        self._store = store
        self._is_claimed = is_claimed
        self._let_go = abandon
        self._waiting: FIFOCache[str, Outcome] = FIFOCache(MOST_WAITING)
        self._writing: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._waiting

    def __len__(self) -> int:
        return len(self._waiting)

    async def write(self, ending: Outcome) -> None:
        """Record an outcome, now or, where the store does not take it, with `write_again`."""
        if len(self._waiting) >= MOST_WAITING:
            oldest, _ = self._waiting.popitem()
            self._let_go(oldest)
        self._waiting[ending.inquiry.key] = ending
        await self._write(ending)

    async def write_again(self) -> None:
        """Record the outcomes that the store did not take before."""
        waiting = [ending for key, ending in self._waiting.items() if key not in self._writing]
        for begin in range(0, len(waiting), TOGETHER):
            await asyncio.gather(*(self._write(ending) for ending in waiting[begin : begin + TOGETHER]))

    async def _write(self, ending: Outcome) -> None:
        key, reply = ending.inquiry.key, ending.reply
        self._writing.add(key)
        missed, extra = "the outcome of %s was not recorded", ids_of(ending.inquiry)
        try:
            async with BestEffort(WRITE_SECONDS, log.warning, missed, key, extra=extra) as writing:
                if not self._is_claimed(key):
                    # Answered from memory: the claim may not be in the store. No replica has to answer it any more.
                    await self._store.claim(inquiry=ending.inquiry)
                await self._store.record(
                    key=key,
                    outcome=ending.outcome,
                    destination=reply.destination if reply else None,
                    team=reply.team if reply else None,
                    responsibility=reply.responsibility if reply else None,
                    answered_at=ending.at,
                )
        finally:
            self._writing.discard(key)
        if not writing.fault:
            self._waiting.pop(key, None)
            self._let_go(key)
