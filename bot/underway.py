"""The questions that this process has taken on, until it is written down how they ended.

Each is leased: while the process lives it renews the leases, and once it is dead they end and another replica, or the
same one after a restart, answers what is left (bot/resuming.py). A double answer is possible in one window: Slack has
taken the answer, and we die, or are cut off from the store until the lease ends, before that is written down.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.inquiry import Inquiry
from bot.monitor.log_ids import ids_of
from bot.monitor.metrics import Metrics
from bot.replies.reply import Reply
from bot.slack.patience import fence
from bot.slack.sending import Message, NotTakenError, Way
from bot.store import Store
from bot.store.unanswered import Left

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
# A call to Slack begins only while it can end within the lease: it may take ten seconds, and clocks differ by a little.
MARGIN = 0.4
RENEWALS = 3
# Nobody waits for it, so this only bounds what a store that hangs can pile up.
WRITE_SECONDS = 10.0
LEASE_SECONDS = 5.0
MOST_ENDINGS = 10_000
TOGETHER = 200
# The pause before a question that Slack would not take is tried again, in leases: a sixth, a third, up to ten.
FIRST_PAUSE, LONGEST_PAUSE = 1 / 6, 10.0


class LeaseEndedError(Exception):
    """The question is another replica's by now, or may be."""


class PostponedError(NotTakenError):
    """Slack took the answer no way, and the question is answered later."""


@dataclass(slots=True)
class _Held:
    attempt: int
    until: float  # on the loop's clock


@dataclass(frozen=True, slots=True)
class _Ending:
    inquiry: Inquiry
    outcome: str
    reply: Reply | None
    at: datetime


class UnderWay:
    """Holds leases and writes endings down. `lease` is how long a question stays ours without a sign of life."""

    def __init__(
        self, store: Store, now: Callable[[], datetime], lease: timedelta = LEASE, metrics: Metrics | None = None
    ) -> None:
        self._store = store
        self._now = now
        self.lease = lease
        self._metrics = metrics or Metrics()
        self._held: dict[str, _Held] = {}
        self._endings: dict[str, _Ending] = {}
        self._writing: set[str] = set()

    def __len__(self) -> int:
        return len(self._held.keys() | self._endings.keys())

    @property
    def renew_every(self) -> timedelta:
        """How often `renew` has to be called."""
        return self.lease / RENEWALS

    def lease_until(self) -> datetime:
        """When a lease that is written now ends."""
        return self._now() + self.lease

    def hold(self, key: str, *, since: float, attempt: int = 1) -> None:
        """Take a question on. `since` is the time on the loop's clock before its lease was written."""
        self._held[key] = _Held(attempt, since + self.lease.total_seconds())

    def adopt(self, left: Iterable[Left], *, since: float) -> list[Left]:
        """Take on what was left behind. What was ours all along, though its lease has ended, is not begun again."""
        new = []
        for one in left:
            if one.key not in self._held and one.key not in self._endings:
                new.append(one)
            self.hold(one.key, since=since, attempt=one.attempt)
        return new

    def fenced(self, way: Way, inquiry: Inquiry) -> Way:
        """A way to send the answer that is closed as soon as the lease might end before Slack has taken it."""

        def check() -> None:
            if (held := self._held.get(inquiry.key)) and self._is_ending(held):
                raise LeaseEndedError

        async def send(message: Message) -> object:
            check()
            with fence(check):  # again right before each request: it may wait for Slack before that
                return await way(message)

        return send

    async def settle(self, inquiry: Inquiry, outcome: str, reply: Reply | None = None) -> None:
        """Write down how a question ended, once its reply is on its way. It is tried again until the store takes it.

        Not before: the store forgets what an answer takes when it hears the outcome, and a process that is killed in
        between must leave a claim that shows the question as unanswered.
        """
        self._endings[inquiry.key] = ending = _Ending(inquiry, outcome, reply, self._now())
        if reply:
            waited = (ending.at - inquiry.asked_at).total_seconds()
            self._metrics.answered(inquiry.door, waited, outcome=outcome, destination=reply.destination)
        else:
            self._metrics.ended(inquiry.door, outcome)
        if len(self._endings) > MOST_ENDINGS:
            del self._endings[next(iter(self._endings))]
        await self._write(ending)

    async def postpone(self, inquiry: Inquiry, error: NotTakenError) -> PostponedError | None:
        """Hand a question back, to be answered later by whoever is first then; null for one that we do not hold."""
        held = self._held.get(inquiry.key)
        if held is None:
            return None
        pause = self.lease * min(FIRST_PAUSE * 2 ** min(held.attempt - 1, 9), LONGEST_PAUSE)
        pause = max(pause * random.uniform(0.5, 1.5), timedelta(seconds=error.retry_after or 0))  # noqa: S311
        await self.put_off(inquiry.key, pause)
        extra = ids_of(inquiry)
        log.warning("the answer to %s waits: Slack did not take it (%s)", inquiry.key, error.code, extra=extra)
        return PostponedError(error.code, passing=True, retry_after=error.retry_after)

    async def put_off(self, key: str, pause: timedelta) -> None:
        """Hand a question that we hold back, to nobody before the pause is over."""
        if held := self._held.pop(key, None):
            await self._set_lease(key, held, self._now() + pause)

    def let_go(self, inquiry: Inquiry) -> None:
        """The lease has ended: whoever takes the question on answers it."""
        extra = ids_of(inquiry)
        log.warning("the lease of %s has ended before it was answered: left to others", inquiry.key, extra=extra)
        self._held.pop(inquiry.key, None)

    async def renew(self) -> None:
        """Renew every lease that has not ended. A store that is down leaves them to end."""
        since, until = _clock(), self.lease_until()
        mine = {key: held for key, held in self._held.items() if since < held.until}
        renewed = await asyncio.gather(*(self._set_lease(key, held, until) for key, held in mine.items()))
        for held, is_set in zip(mine.values(), renewed, strict=True):
            if is_set:
                held.until = since + self.lease.total_seconds()

    async def write_again(self) -> None:
        """Write down the endings that the store did not take before."""
        waiting = [ending for key, ending in self._endings.items() if key not in self._writing]
        for begin in range(0, len(waiting), TOGETHER):
            await asyncio.gather(*(self._write(ending) for ending in waiting[begin : begin + TOGETHER]))

    async def release(self) -> None:
        """At the end: hand back at once what is not answered, so that nobody waits for the leases to end."""
        await self.write_again()
        left = {key: held for key, held in self._held.items() if key not in self._endings}
        handed_back = await asyncio.gather(*(self._set_lease(key, held, self._now()) for key, held in left.items()))
        if left:
            log.info("Left %d questions to others, %d of them at once.", len(left), sum(handed_back))

    async def _write(self, ending: _Ending) -> None:
        key, reply = ending.inquiry.key, ending.reply
        self._writing.add(key)
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                if key not in self._held:
                    # Answered from memory: the claim may never have landed. Nobody has to answer it any more.
                    await self._store.claim(inquiry=ending.inquiry)
                await self._store.record(
                    key=key,
                    outcome=ending.outcome,
                    destination=reply.destination if reply else None,
                    team=reply.team if reply else None,
                    responsibility=reply.responsibility if reply else None,
                    answered_at=ending.at,
                )
        except Exception as error:  # noqa: BLE001 - a store may raise anything, and the asker has the answer
            extra = ids_of(ending.inquiry)
            log.warning("the outcome of %s was not recorded: %s", key, type(error).__name__, extra=extra)
        else:
            self._endings.pop(key, None)
            self._held.pop(key, None)
        finally:
            self._writing.discard(key)

    async def _set_lease(self, key: str, held: _Held, until: datetime) -> bool:
        try:
            async with asyncio.timeout(LEASE_SECONDS):
                await self._store.lease(key, attempt=held.attempt, until=until)
        except Exception as error:  # noqa: BLE001 - as above: then the lease ends when it ends
            log.warning("the lease of %s was not written: %s", key, type(error).__name__)
            return False
        return True

    def _is_ending(self, held: _Held) -> bool:
        return _clock() > held.until - self.lease.total_seconds() * MARGIN


def _clock() -> float:
    return asyncio.get_running_loop().time()
