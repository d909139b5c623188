"""Recovery: answers stalled questions, left by a replica that died or postponed because Slack failed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.answering.leases import LeaseManager
from bot.inquiry import Inquiry
from bot.monitoring.redaction import ids_of
from bot.monitoring.telemetry import Telemetry
from bot.slack.client.web_client import WorkspaceClient, WorkspaceClients
from bot.store.best_effort import BestEffort
from bot.store.sql import SqlStore
from bot.store.unanswered import StalledQuestion
from bot.tasks import BackgroundTasks

log = logging.getLogger(__name__)

TOGETHER = 50
# A lease counts as ended a little later than it does: the clocks of two replicas differ, and so do their pauses.
GRACE = 0.1
# What is further ahead than this was written by a clock that was wrong.
CLOCKS_DIFFER = timedelta(minutes=1)
PING_SECONDS = 2.0
# An answer after a day is of no use, and a question that ends every process that takes it on has to end as well.
WELCOME = timedelta(hours=24)
MOST_ATTEMPTS = 50
# The operator has lost a key, or a replica of another version has to answer it: no need to look every second.
UNREADABLE = timedelta(minutes=5)

Answer = Callable[[Inquiry, WorkspaceClient], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Recovery:
    """Answers questions whose lease has ended. `answer` is `QuestionHandler.answer`; it does not raise.

    `settling` is how long the store has to have been up: when it comes back, each replica first records what it has
    answered from memory. `is_stopping` is set when this process takes on nothing more.
    """

    store: SqlStore
    leases: LeaseManager
    workspace_clients: WorkspaceClients
    answer: Answer
    tasks: BackgroundTasks
    now: Callable[[], datetime]
    settling: timedelta = timedelta(seconds=10)
    telemetry: Telemetry = field(default_factory=Telemetry)
    is_stopping: bool = False
    _up_since: float | None = None

    async def look(self) -> int:
        """Take stalled questions on and start to answer them; returns how many. Raises what the store raises."""
        since = asyncio.get_running_loop().time()
        if self.is_stopping or not await self._is_settled(since):
            return 0
        now, lease = self.now(), self.leases.lease
        left = await self.store.unanswered.take_over(
            ended=now - lease * GRACE,
            until=self.leases.lease_until(),
            limit=TOGETHER,
            possible=(now + CLOCKS_DIFFER, now + self.leases.longest_pause + CLOCKS_DIFFER),
        )
        mine = self.leases.adopt(left, since=since)
        for one in mine:
            self.tasks.start(self._begin(one))
        if mine:
            self.telemetry.metrics.taken_over(len(mine))
            log.info("Took on %d questions that nobody had answered.", len(mine))
        return len(mine)

    async def _is_settled(self, since: float) -> bool:
        """Whether the store has been up for long enough, as far as this replica has seen."""
        # Logged at the lowest level only: the health reporter logs when the store goes and when it is back.
        async with BestEffort(PING_SECONDS, log.debug, "no look for unanswered questions") as ping:
            await self.store.ping()
        if ping.fault:
            self._up_since = None
            return False
        if self._up_since is None:
            self._up_since = since
        return since - self._up_since >= self.settling.total_seconds()

    async def _begin(self, left: StalledQuestion) -> None:
        # Slack may fail as well, in the look-up of the workspace's client.
        async with BestEffort(None, log.warning, "%s could not be taken on", left.key) as beginning:
            with self.telemetry.span("resumed", attempt=left.attempt):
                await self._resume(left)
        if beginning.fault:
            await self.leases.postpone(left.key, self.leases.lease)

    async def _resume(self, left: StalledQuestion) -> None:
        inquiry = left.inquiry
        if inquiry is None and self.now() - left.claimed_at > WELCOME:
            log.error("%s could not be read for a day, and is given up", left.key)
            await self.store.record(key=left.key, outcome="unreadable", destination=None, answered_at=self.now())
            await self.leases.postpone(left.key, UNREADABLE)  # which is no lease any more
            return
        if inquiry is None:
            log.error("%s cannot be read: its key is not set. Add the key to WHOASK_KEYS", left.key)
            await self.leases.postpone(left.key, UNREADABLE)
            return
        if self.now() - inquiry.asked_at > WELCOME or left.attempt > MOST_ATTEMPTS:
            extra = ids_of(inquiry)
            log.error("%s is not answered any more, after %d attempts", left.key, left.attempt, extra=extra)
            await self.leases.finish(inquiry, "too-late")
            return
        slack = await self.workspace_clients(inquiry.workspace)
        if slack is None:
            await self.leases.finish(inquiry, "uninstalled")
            return
        await self.answer(inquiry, slack)
