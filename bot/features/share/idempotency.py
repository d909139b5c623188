"""Idempotency of clicks: what a second click must not do again."""

from __future__ import annotations

import logging

from cachetools import FIFOCache

from bot.answering.services import Services
from bot.store.best_effort import BestEffort

log = logging.getLogger(__name__)

MOST_REMEMBERED = 10_000
# The user waits; without the store only another replica could do it twice.
CLAIM_SECONDS = 0.5


class IdempotencyGuard:
    """Claims keys in the store, among the posts, for all replicas; where the store is down, in memory alone.

    A key is kept in memory before the store is asked, so that the second of two clicks need not wait.
    """

    def __init__(self) -> None:
        self._done: FIFOCache[str, None] = FIFOCache(MOST_REMEMBERED)

    async def begin(self, key: str, services: Services, *, person: str, action: str) -> bool:
        """Whether this is the first time. `person` is a pseudonym."""
        if key in self._done:
            return False
        self._done[key] = None
        first = await _claim(key, services, person, action)
        if not first:  # another replica has it, and may give it up
            self._done.pop(key, None)
        return first

    async def undo(self, key: str, services: Services) -> None:
        """Give up a key: its action failed, and may be tried again."""
        self._done.pop(key, None)
        async with BestEffort(CLAIM_SECONDS, log.warning, "the store kept the claim of %s", key):
            await services.store.posts.give_up(key)


async def _claim(key: str, services: Services, person: str, action: str) -> bool:
    async with BestEffort(CLAIM_SECONDS, log.warning, "the store missed the claim of %s", key):
        return await services.store.posts.claim(key=key, person=person, target=action, at=services.now())
    return True  # memory does as well
