"""What was done and must not be done twice, because somebody clicked twice."""

from __future__ import annotations

import logging

from cachetools import FIFOCache

from bot.answering.services import Services
from bot.store.best_effort import BestEffort

log = logging.getLogger(__name__)

MOST_REMEMBERED = 10_000
# Somebody waits for what they clicked for; without the store only a second replica could do it twice.
CLAIM_SECONDS = 0.5


class IdempotencyGuard:
    """Claims keys in the store, as every process sees it, beside the posts; where the store is down, in memory alone.

    This process knows of a key before it asks the store, so that the second of two clicks need not wait.
    """

    def __init__(self) -> None:
        self._done: FIFOCache[str, None] = FIFOCache(MOST_REMEMBERED)

    async def begin(self, key: str, services: Services, *, person: str, action: str) -> bool:
        """Whether this is the first time. `person` is a pseudonym."""
        if key in self._done:
            return False
        self._done[key] = None
        first = await _claim(key, services, person, action)
        if not first:  # another process has it, and may give it up
            self._done.pop(key, None)
        return first

    async def undo(self, key: str, services: Services) -> None:
        """It came to nothing, so it may be tried again."""
        self._done.pop(key, None)
        async with BestEffort(CLAIM_SECONDS, log.warning, "the store kept the claim of %s", key):
            await services.store.posts.give_up(key)


async def _claim(key: str, services: Services, person: str, action: str) -> bool:
    async with BestEffort(CLAIM_SECONDS, log.warning, "the store missed the claim of %s", key):
        return await services.store.posts.claim(key=key, person=person, target=action, at=services.now())
    return True  # memory does as well
