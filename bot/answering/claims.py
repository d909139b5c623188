"""Claims an inquiry in the store before it is acknowledged, so that it is answered once.

Slack delivers at least once: the same event again under the same id or a new one, over another connection, to
another replica (slackapi/bolt-js issue 2487, slackapi/node-slack-sdk issue 2141).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cachetools import FIFOCache
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.answering.leases import LeaseManager
from bot.inquiry import Inquiry
from bot.monitoring.redaction import ids_of
from bot.monitoring.telemetry import Telemetry
from bot.slack.payloads.installation import Installation
from bot.slack.payloads.questions import NotAQuestion, ThreadReply, read_question
from bot.store.best_effort import BestEffort
from bot.store.claims import CLAIM_SECONDS
from bot.store.sql import SqlStore
from bot.tasks import BackgroundTasks

log = logging.getLogger(__name__)

# A late claim may still land, so it is left to run. This bounds what a store that hangs can pile up.
LATE_CLAIM_SECONDS = 10.0
REMEMBERED_KEYS = 10_000

ACKNOWLEDGED = 200
NOT_INSTALLED = "I am not installed in this workspace any more. Ask an administrator to install me again."
# Longer than the health reporter pauses, and than the time in which a busy bot has the next question.
DOUBT = timedelta(minutes=1)

# Called with each reply in a thread of a channel, which is no inquiry. Must not raise.
NoteThreadReply = Callable[[ThreadReply], Coroutine[Any, Any, None]]
# The installation for the workspace of a request; None where the bot is not installed.
Where = Callable[[str | None], Awaitable[Installation | None]]


@dataclass(slots=True)
class StoreHealth:
    """Whether the store takes claims: updated by the claims, read by the health reporter.

    `store_works` is false from the first claim that the store missed until the next one that it takes. In between
    the bot answers from memory: a question delivered twice is then recognised within this process only. The next
    claim may be hours away, so a miss is doubt for a minute only: after that the health reporter asks the store itself.
    """

    store_works: bool = True
    store_misses: int = 0
    last_miss: datetime | None = None

    def store_answered(self) -> None:
        """The store took a claim."""
        self.store_works = True

    def doubts_store(self, now: datetime) -> bool:
        """Whether the store missed a claim within the last minute, and has taken none since."""
        return not self.store_works and self.last_miss is not None and now - self.last_miss < DOUBT

    def store_missed(self, *, now: datetime) -> None:
        """The store missed its deadline, or it is down."""
        self.store_works = False
        self.store_misses += 1
        self.last_miss = now


class ClaimMiddleware:
    """Claims inquiries in the store; where the store is late or down, recognises duplicates from memory."""

    def __init__(  # noqa: PLR0913 - each is another part of the bot
        self,
        store: SqlStore,
        now: Callable[[], datetime],
        tasks: BackgroundTasks,
        leases: LeaseManager,
        store_health: StoreHealth,
        *,
        where: Where,
        note_thread_reply: NoteThreadReply,
        telemetry: Telemetry,
    ) -> None:
        self._store = store
        self._now = now
        self._tasks = tasks
        self._leases = leases
        self._store_health = store_health
        self._telemetry = telemetry
        self._where = where
        self._note_thread_reply = note_thread_reply
        self._seen: FIFOCache[str, None] = FIFOCache(REMEMBERED_KEYS)

    async def admit(
        self, req: AsyncBoltRequest, context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        """Bolt's middleware before authorization: a message that is no inquiry, or was claimed before, ends here.

        A claimed inquiry is in the context as `inquiry`, and whether the store missed the claim as `degraded`.
        Every request's context has the `installation`.
        """
        here = await self._where(context.team_id)
        if here is None:
            return BoltResponse(status=ACKNOWLEDGED, body=NOT_INSTALLED if req.body.get("command") else "")
        context["installation"] = here
        match read_question(req.body, here, asked_at=self._now()):
            case NotAQuestion.ANOTHER_KIND:
                await next_()
                return None
            case Inquiry() as inquiry if await self._is_first(inquiry, context):
                context["inquiry"] = inquiry
                await next_()
                return None
            case ThreadReply() as reply:
                self._tasks.start(self._note_thread_reply(reply))
            case _:
                pass
        return BoltResponse(status=ACKNOWLEDGED)

    async def _is_first(self, inquiry: Inquiry, context: AsyncBoltContext) -> bool:
        with self._telemetry.span("claim") as note:
            claimed = await self._claim(inquiry)
            note(claimed={True: "first", False: "again", None: "missed"}[claimed])
        context["degraded"] = claimed is None
        if claimed is False or inquiry.key in self._seen:
            # The second case: answered from memory, and delivered again when the store was back.
            self._telemetry.metrics.duplicate(inquiry.surface)
            return False
        self._seen[inquiry.key] = None
        return True

    async def _claim(self, inquiry: Inquiry) -> bool | None:
        """True for the first delivery, False for a later one, None where the store did not answer in time."""
        claim = self._tasks.start(self._ask_store(inquiry))
        await asyncio.wait({claim}, timeout=CLAIM_SECONDS)
        claimed = claim.result() if claim.done() and not claim.cancelled() else None
        if claimed is None:
            self._store_health.store_missed(now=self._now())
            self._telemetry.metrics.store_missed()
            extra = ids_of(inquiry)
            log.warning("the store missed the claim of %s: answering from memory", inquiry.key, extra=extra)
        else:
            self._store_health.store_answered()
        return claimed

    async def _ask_store(self, inquiry: Inquiry) -> bool | None:
        """Whether the claim was won. If so the question is leased, even where the claim came too late."""
        since, until = asyncio.get_running_loop().time(), self._leases.lease_until()
        async with BestEffort(LATE_CLAIM_SECONDS, log.warning, "the store failed"):
            if won := await self._store.claim(inquiry=inquiry, lease_until=until):
                self._leases.hold(inquiry.key, since=since)
            return won
        return None
