"""The diagram of a question's states in `bot.answering`, walked edge by edge through the real store and code."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

import bot.answering
from bot.answering.leases import LeaseManager
from bot.answering.recovery import Recovery
from bot.inquiry import Inquiry, Surface
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import behind, pass_fence
from bot.slack.client.web_client import WorkspaceClient
from bot.slack.messages.reply import Reply
from bot.store.sql import MemoryStore
from bot.store.tables import inquiries
from bot.tasks import BackgroundTasks

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ASKED = Inquiry("T1:C1:1.1", Surface.MENTION, "who renews certificates?", "U1", "T1", "C1", NOON, "1.1")
LEASE = timedelta(seconds=30)
BUSY = SlackCallError("internal_error", retryable=True)
EDGE = re.compile(r"^    (\w[\w ]*?) +→ (\w[\w ]*?)  +(\w+\.\w+|\(the lease ends\))  ", re.MULTILINE)
Edge = tuple[str, str, str]


@dataclass
class Replica:
    """One replica with one question, and the clock that it goes by."""

    store: MemoryStore
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.leases = LeaseManager(self.store, lambda: self.now, LEASE)
        self.tasks = BackgroundTasks()
        self.recovery = Recovery(
            self.store, self.leases, self.nobody, self.never, self.tasks, lambda: self.now, settling=timedelta()
        )

    async def nobody(self, _: str) -> WorkspaceClient | None:
        await asyncio.Event().wait()  # Slack is not reached while the test looks
        raise AssertionError

    async def never(self, _: Inquiry, __: WorkspaceClient) -> None:
        raise AssertionError

    async def state(self) -> str:
        """What the store and the leases say."""
        columns = inquiries.c
        query = select(columns.outcome, columns.payload, columns.lease_until, columns.destination)

        async def job(connection: AsyncConnection) -> tuple[Any, ...]:
            return tuple((await connection.execute(query.where(columns.key == ASKED.key))).one())

        outcome, payload, until, destination = await self.store.run(job)
        held = self.leases._held.get(ASKED.key)
        if outcome is not None:
            return "answered" if destination else "given up"
        assert payload is not None
        if held is not None and self.now <= until:
            return "answering" if held.sending else "leased"
        if until < self.now:
            return "stalled"
        return "claimed" if ASKED.key not in self.leases._over else "postponed"

    async def claimed(self) -> None:
        assert await self.store.claim(inquiry=ASKED, lease_until=self.leases.lease_until())

    async def leased(self) -> None:
        await self.claimed()
        self.leases.hold(ASKED.key, since=asyncio.get_running_loop().time())

    async def answering(self) -> None:
        await self.leased()
        with behind(self.leases.fence(ASKED)):
            pass_fence()

    async def postponed(self) -> None:
        await self.leased()
        assert await self.leases.answer_later(ASKED, BUSY)

    async def stalled(self) -> None:
        await self.leased()
        self.killed()
        self.now += 2 * LEASE

    def killed(self) -> None:
        """What a replica knows is gone with it."""
        self.leases = LeaseManager(self.store, lambda: self.now, LEASE)
        self.recovery.leases = self.leases


@pytest.fixture
async def replica() -> AsyncIterator[Replica]:
    store = MemoryStore(retention=timedelta(days=1), now=lambda: NOON)
    one = Replica(store)
    yield one
    await one.tasks.finish(within=0)
    await store.close()


async def hold(one: Replica) -> None:
    one.leases.hold(ASKED.key, since=asyncio.get_running_loop().time())


async def send(one: Replica) -> None:
    with behind(one.leases.fence(ASKED)):
        pass_fence()


async def fail(one: Replica) -> None:
    one.leases.fence(ASKED).failed()


async def answer(one: Replica) -> None:
    await one.leases.finish(ASKED, "found", Reply("Ask #platform", outcome="found", destination="#platform"))


async def give_up(one: Replica) -> None:
    await one.leases.finish(ASKED, "too-late")


async def answer_later(one: Replica) -> None:
    assert await one.leases.answer_later(ASKED, BUSY)


async def release(one: Replica) -> None:
    await one.leases.release()
    one.now += timedelta(seconds=1)


async def wait(one: Replica) -> None:
    one.killed()
    one.now += 10 * LEASE


async def look(one: Replica) -> None:
    assert await one.recovery.look() == 1


WALKS: dict[Edge, Callable[[Replica], Awaitable[None]]] = {
    ("claimed", "leased", "LeaseManager.hold"): hold,
    ("leased", "answering", "LeaseManager.fence"): send,
    ("answering", "leased", "LeaseManager.fence"): fail,
    ("answering", "answered", "LeaseManager.finish"): answer,
    ("leased", "given up", "LeaseManager.finish"): give_up,
    ("leased", "postponed", "LeaseManager.answer_later"): answer_later,
    ("leased", "stalled", "LeaseManager.release"): release,
    ("leased", "stalled", "(the lease ends)"): wait,
    ("postponed", "stalled", "(the lease ends)"): wait,
    ("stalled", "leased", "Recovery.look"): look,
}


def test_the_diagram_has_these_edges_and_no_other() -> None:
    assert EDGE.findall(bot.answering.__doc__ or "") == list(WALKS)


@pytest.mark.parametrize("edge", WALKS, ids=" → ".join)
async def test_an_edge_of_the_diagram_leads_from_its_first_state_to_its_second(replica: Replica, edge: Edge) -> None:
    before, after, _ = edge
    await getattr(replica, before)()
    assert await replica.state() == before

    await WALKS[edge](replica)

    assert await replica.state() == after


@pytest.mark.parametrize("named", sorted({by for _, _, by in WALKS if "." in by}))
def test_what_an_edge_names_is_there(named: str) -> None:
    owner, _, method = named.partition(".")
    assert callable(getattr({"LeaseManager": LeaseManager, "Recovery": Recovery}[owner], method))
