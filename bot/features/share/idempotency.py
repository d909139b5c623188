"""What was done and must not be done twice, because somebody clicked twice."""

from __future__ import annotations

import asyncio
import logging

from bot.answering.services import Services

log = logging.getLogger(__name__)

MOST_REMEMBERED = 10_000
# Somebody waits for what they clicked for; without the store only a second replica could do it twice.
CLAIM_SECONDS = 0.5


class IdempotencyGuard:
    """Claims keys in the store, as every process sees it, beside the posts; where the store is down, in memory alone.

    This process knows of a key before it asks the store, so that the second of two clicks need not wait.
    """

    def __init__(self) -> None:
        self._done: dict[str, None] = {}

    async def begin(self, key: str, services: Services, *, person: str, action: str) -> bool:
        """Whether this is the first time. `person` is a pseudonym."""
        if key in self._done:
            return False
        self._done[key] = None
        if len(self._done) > MOST_REMEMBERED:
            del self._done[next(iter(self._done))]
        first = await _claim(key, services, person, action)
        if not first:  # another process has it, and may give it up
            self._done.pop(key, None)
        return first

    async def undo(self, key: str, services: Services) -> None:
        """It came to nothing, so it may be tried again."""
        self._done.pop(key, None)
        try:
            async with asyncio.timeout(CLAIM_SECONDS):
                await services.store.posts.give_up(key)
        except Exception as error:  # noqa: BLE001 - a store may raise anything, and the person is to hear what happened
            log.warning("the store kept the claim of %s: %s", key, type(error).__name__)


async def _claim(key: str, services: Services, person: str, action: str) -> bool:
    try:
        async with asyncio.timeout(CLAIM_SECONDS):
            return await services.store.posts.claim(key=key, person=person, target=action, at=services.now())
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and memory does as well
        log.warning("the store missed the claim of %s: %s", key, type(error).__name__)
        return True
