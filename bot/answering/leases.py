"""The leases of the questions that this replica answers, from the claim until their outcome is recorded.

A running replica renews its leases. Once it is dead they end, and another replica, or the same one after a restart,
answers what is stalled (recovery.py). A duplicate answer is possible in one window: Slack has taken the answer, and the
replica dies, or is cut off from the store until the lease ends, before the outcome is recorded.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cachetools import FIFOCache

from bot.answering.outcomes import Outcome, OutcomeWriter
from bot.inquiry import Inquiry
from bot.monitoring.metrics import Metrics
from bot.monitoring.redaction import ids_of
from bot.settings.settings import LEASE
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import Fence
from bot.slack.messages.reply import Reply
from bot.store.best_effort import BestEffort
from bot.store.sql import SqlStore
from bot.store.unanswered import StalledQuestion

log = logging.getLogger(__name__)

# A call to Slack begins only while it can end within the lease: it may take ten seconds, and clocks differ by a little.
MARGIN = 0.4
RENEWALS = 3
LEASE_SECONDS = 5.0
# The pause before a question that Slack would not take is tried again, in leases: a sixth, a third, up to ten.
FIRST_PAUSE, LONGEST_PAUSE = 1 / 6, 10.0
MOST_JITTER = 1.5
# However long Slack says that it wants to be left alone: an asker has gone elsewhere by then.
LONGEST_WAIT = timedelta(minutes=15)
# What Slack may have taken, though it never said so, is sent again: soon at first, then after the longest pause, and
# after so many times no more.
FEW_UNCLEAR, MOST_UNCLEAR = 3, 10
MOST_REMEMBERED = 10_000


class LeaseEndedError(Exception):
    """The question is another replica's by now, or may be."""


class PostponedError(SlackCallError):
    """Every delivery method failed, and the question is answered later."""


@dataclass(slots=True)
class _Held:
    attempt: int
    until: float  # on the loop's clock
    sending: bool = False


class LeaseManager:
    """Holds leases and records outcomes. `lease` is how long a question stays with this replica without a renewal."""

    def __init__(
        self, store: SqlStore, now: Callable[[], datetime], lease: timedelta = LEASE, metrics: Metrics | None = None
    ) -> None:
        self._store = store
        self._now = now
        self.lease = lease
        self._metrics = metrics or Metrics()
        self._held: dict[str, _Held] = {}
        # Questions that are over, or another replica's by now; and how often Slack may have taken the answer to others.
        self._over: FIFOCache[str, None] = FIFOCache(MOST_REMEMBERED)
        self._unclear: FIFOCache[str, int] = FIFOCache(MOST_REMEMBERED)
        self.outcomes = OutcomeWriter(store, self._held.__contains__, self._drop)

    def __len__(self) -> int:
        return len(self._held)

    @property
    def renew_every(self) -> timedelta:
        """How often `renew` has to be called."""
        return self.lease / RENEWALS

    @property
    def longest_pause(self) -> timedelta:
        """The longest time from now to the end of a lease: the longest pause before a question is tried again."""
        return max(self.lease * LONGEST_PAUSE * MOST_JITTER, LONGEST_WAIT)

    def lease_until(self) -> datetime:
        """When a lease ends that is written now."""
        return self._now() + self.lease

    def hold(self, key: str, *, since: float, attempt: int = 1) -> None:
        """Hold a question's lease. `since` is the time on the loop's clock before the lease was written."""
        self._held[key] = _Held(attempt, since + self.lease.total_seconds())
        self._over.pop(key, None)

    def adopt(self, left: Iterable[StalledQuestion], *, since: float) -> list[StalledQuestion]:
        """Hold stalled questions; returns those to answer: one that this replica held all along is not begun again."""
        new = []
        for one in left:
            if one.key not in self._held and one.key not in self.outcomes:
                new.append(one)
            self.hold(one.key, since=since, attempt=one.attempt)
        return new

    def is_over(self, inquiry: Inquiry) -> bool:
        """Whether this replica sends nothing more for a question: it is answered, postponed or abandoned."""
        return inquiry.key in self._over

    def is_resumed(self, inquiry: Inquiry) -> bool:
        """Whether an earlier attempt at the question was not finished."""
        held = self._held.get(inquiry.key)
        return held is not None and held.attempt > 1

    def fence(self, inquiry: Inquiry) -> Fence:
        """A fence that closes as soon as the lease might end before Slack has taken the answer."""

        def begin() -> None:
            if held := self._held.get(inquiry.key):
                if self._is_ending(held):
                    raise LeaseEndedError
                held.sending = True  # it stays so where we are cut off: then Slack may have taken it

        def failed() -> None:
            if held := self._held.get(inquiry.key):
                held.sending = False

        return Fence(begin, failed)

    async def finish(self, inquiry: Inquiry, outcome: str, reply: Reply | None = None) -> None:
        """Record the outcome of a question, once its reply was sent. Retried until the store takes it.

        Not before: with the outcome, the store removes what an answer needs, and a process that is killed in between
        must leave the claim of an unanswered question.
        """
        ending = Outcome(inquiry, outcome, reply, self._now())
        if reply:
            waited = (ending.at - inquiry.asked_at).total_seconds()
            self._metrics.answered(inquiry.surface, waited, outcome=outcome, destination=reply.destination)
        else:
            self._metrics.ended(inquiry.surface, outcome)
        self._unclear.pop(inquiry.key, None)
        self._over[inquiry.key] = None
        await self.outcomes.write(ending)

    async def answer_later(self, inquiry: Inquiry, error: SlackCallError) -> PostponedError | None:
        """Hand a question back, for the first replica to answer it after a pause; None where it cannot be.

        That is one that is not held, or whose answer Slack may have taken too often already.
        """
        held = self._held.get(inquiry.key)
        maybe_delivered = self._unclear.get(inquiry.key, 0) + error.maybe_delivered
        if held is None or maybe_delivered >= MOST_UNCLEAR:
            return None
        if error.maybe_delivered:
            self._unclear[inquiry.key] = maybe_delivered
        leases = LONGEST_PAUSE if maybe_delivered >= FEW_UNCLEAR else FIRST_PAUSE * 2.0 ** min(held.attempt - 1, 9)
        pause = self.lease * min(leases, LONGEST_PAUSE) * random.uniform(0.5, MOST_JITTER)  # noqa: S311 - jitter is no secret
        await self.postpone(inquiry.key, max(pause, min(timedelta(seconds=error.retry_after or 0), LONGEST_WAIT)))
        extra = ids_of(inquiry)
        log.warning("the answer to %s waits: Slack did not take it (%s)", inquiry.key, error.code, extra=extra)
        return PostponedError(error.code, retryable=True, retry_after=error.retry_after)

    async def postpone(self, key: str, pause: timedelta) -> None:
        """Hand a held question back: no replica takes it on before the pause is over."""
        if held := self._held.pop(key, None):
            self._over[key] = None
            await self._set_lease(key, held, self._now() + pause)

    def abandon(self, inquiry: Inquiry) -> None:
        """Drop a question whose lease has ended: the replica that takes it on answers it."""
        extra = ids_of(inquiry)
        log.warning("the lease of %s has ended before it was answered: left to others", inquiry.key, extra=extra)
        self._over[inquiry.key] = None
        self._drop(inquiry.key)

    async def renew(self) -> None:
        """Renew every lease that has not ended. While the store is down they end."""
        since, until = _clock(), self.lease_until()
        mine = {key: held for key, held in self._held.items() if since < held.until}
        renewed = await asyncio.gather(*(self._set_lease(key, held, until) for key, held in mine.items()))
        for held, is_set in zip(mine.values(), renewed, strict=True):
            if is_set:
                held.until = since + self.lease.total_seconds()

    async def release(self) -> None:
        """At shutdown, hand back unanswered questions at once, so that they need not wait for their leases to end.

        An answer that was being sent may be with Slack: its question keeps the lease, as if the replica had died.
        """
        await self.outcomes.write_again()
        left = {key: held for key, held in self._held.items() if key not in self.outcomes and not held.sending}
        handed_back = await asyncio.gather(*(self._set_lease(key, held, self._now()) for key, held in left.items()))
        if left:
            log.info("Left %d questions to others, %d of them at once.", len(left), sum(handed_back))

    async def _set_lease(self, key: str, held: _Held, until: datetime) -> bool:
        async with BestEffort(LEASE_SECONDS, log.warning, "the lease of %s was not written", key):
            await self._store.lease(key, attempt=held.attempt, until=until)
            return True
        return False  # it ends when it ends

    def _is_ending(self, held: _Held) -> bool:
        return _clock() > held.until - self.lease.total_seconds() * MARGIN

    def _drop(self, key: str) -> None:
        self._held.pop(key, None)


def _clock() -> float:
    return asyncio.get_running_loop().time()
