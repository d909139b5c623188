from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.answering import outcomes
from bot.answering.leases import FEW_UNCLEAR, LONGEST_PAUSE, MOST_UNCLEAR, LeaseEndedError, LeaseManager, PostponedError
from bot.inquiry import Inquiry, Surface
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import behind, pass_fence
from bot.slack.messages.reply import Reply
from bot.store.sql import MemoryStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ASKED = Inquiry("T1:C1:1.1", Surface.MENTION, "who renews certificates?", "U1", "T1", "C1", NOON, "1.1")
LEASE = timedelta(seconds=30)
BUSY = SlackCallError("internal_error", retryable=True)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class FailingStore(MemoryStore):
    """Takes no outcome and no lease, until it is mended."""

    broken = True

    async def record(self, **values: Any) -> None:
        if self.broken:
            raise OSError("disk full of words")
        await super().record(**values)

    async def lease(self, key: str, **values: Any) -> None:
        if self.broken:
            raise OSError("disk full of words")
        await super().lease(key, **values)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(clock: Clock) -> AsyncIterator[MemoryStore]:
    store = MemoryStore(retention=timedelta(days=1), now=clock)
    yield store
    await store.close()


@pytest.fixture
async def failing(clock: Clock) -> AsyncIterator[FailingStore]:
    store = FailingStore(retention=timedelta(days=1), now=clock)
    yield store
    await store.close()


async def taken_on(store: MemoryStore, clock: Clock, inquiry: Inquiry = ASKED) -> LeaseManager:
    """Somebody who has claimed a question."""
    leases = LeaseManager(store, clock, LEASE)
    since = asyncio.get_running_loop().time()
    await store.claim(inquiry=inquiry, lease_until=leases.lease_until())
    leases.hold(inquiry.key, since=since)
    return leases


async def left_at(store: MemoryStore, when: datetime) -> list[str]:
    """The keys that somebody else would be given at that time."""
    left = await store.unanswered.take_over(ended=when, until=when, limit=50)
    return [one.key for one in left]


async def test_an_ending_is_written_down(store: MemoryStore, clock: Clock) -> None:
    leases = await taken_on(store, clock)
    await leases.finish(ASKED, "found", Reply("text", destination="#dns", team="pe", responsibility="dns"))
    row = await store.questions.find(ASKED.key)

    assert row
    assert (row.outcome, row.destination, row.answered_at) == ("found", "#dns", NOON)
    assert (row.team, row.responsibility) == ("pe", "dns")
    assert len(leases) == 0
    assert await left_at(store, NOON + timedelta(days=1)) == []


async def test_an_ending_that_the_store_does_not_take_is_written_down_later(
    failing: FailingStore, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    leases = await taken_on(failing, clock)
    with caplog.at_level(logging.WARNING):
        await leases.finish(ASKED, "found")
    clock.now = NOON + timedelta(hours=1)
    failing.broken = False
    await leases.outcomes.write_again()
    row = await failing.questions.find(ASKED.key)

    assert f"the outcome of {ASKED.key} was not recorded: OSError" in caplog.text
    assert "words" not in caplog.text
    assert row
    assert (row.outcome, row.answered_at) == ("found", NOON)
    assert len(leases) == 0


async def test_what_was_answered_from_memory_is_written_down_with_its_claim(store: MemoryStore, clock: Clock) -> None:
    leases = LeaseManager(store, clock, LEASE)
    await leases.finish(ASKED, "found")
    row = await store.questions.find(ASKED.key)

    assert row
    assert (row.outcome, row.text) == ("found", ASKED.text)
    assert await left_at(store, NOON + timedelta(days=1)) == []


async def test_a_claim_that_lands_after_its_answer_is_given_to_nobody(store: MemoryStore, clock: Clock) -> None:
    leases = LeaseManager(store, clock, LEASE)
    await store.claim(inquiry=ASKED, lease_until=leases.lease_until())
    await leases.finish(ASKED, "found")

    assert await left_at(store, NOON + timedelta(days=1)) == []


async def test_a_lease_lasts_as_long_as_it_is_renewed(store: MemoryStore, clock: Clock) -> None:
    leases = await taken_on(store, clock)
    clock.now = NOON + LEASE
    await leases.renew()

    assert await left_at(store, NOON + 1.5 * LEASE) == []
    assert await left_at(store, NOON + 2.1 * LEASE) == [ASKED.key]


async def test_a_lease_that_somebody_else_has_is_left_alone(store: MemoryStore, clock: Clock) -> None:
    leases = await taken_on(store, clock)
    await store.unanswered.take_over(ended=NOON + 2 * LEASE, until=NOON + 3 * LEASE, limit=1)
    await leases.renew()
    await leases.postpone(ASKED.key, timedelta(hours=1))

    assert await left_at(store, NOON + 3.1 * LEASE) == [ASKED.key]


async def test_nothing_is_sent_once_the_lease_may_end_before_slack_has_it(store: MemoryStore, clock: Clock) -> None:
    leases = LeaseManager(store, clock, LEASE)
    sent: list[object] = []

    async def way(message: dict[str, Any]) -> None:
        pass_fence()  # as each request does
        sent.append(message)

    now = asyncio.get_running_loop().time()
    leases.hold(ASKED.key, since=now - 17)
    with behind(leases.fence(ASKED)):
        await way({})
    leases.hold(ASKED.key, since=now - 19)
    with pytest.raises(LeaseEndedError), behind(leases.fence(ASKED)):
        await way({})
    leases.abandon(ASKED)

    assert sent == [{}]
    assert len(leases) == 0


async def test_what_slack_does_not_take_waits_longer_each_time(store: MemoryStore, clock: Clock) -> None:
    leases = await taken_on(store, clock)
    assert isinstance(await leases.answer_later(ASKED, BUSY), PostponedError)
    assert len(leases) == 0
    assert await left_at(store, NOON + LEASE / 13) == []
    assert await left_at(store, NOON + LEASE / 3) == [ASKED.key]

    leases.hold(ASKED.key, since=asyncio.get_running_loop().time(), attempt=2)
    await leases.answer_later(ASKED, BUSY)
    assert await left_at(store, NOON + LEASE / 7) == []


async def test_it_waits_at_least_as_long_as_slack_asks_for(store: MemoryStore, clock: Clock) -> None:
    leases = await taken_on(store, clock)
    await leases.answer_later(ASKED, SlackCallError("ratelimited", retryable=True, retry_after=600))

    assert await left_at(store, NOON + timedelta(seconds=599)) == []
    assert await left_at(store, NOON + timedelta(seconds=601)) == [ASKED.key]


async def test_what_nobody_holds_cannot_be_postponed(store: MemoryStore, clock: Clock) -> None:
    assert await LeaseManager(store, clock, LEASE).answer_later(ASKED, BUSY) is None


async def test_at_the_end_what_is_not_answered_is_handed_back_at_once(store: MemoryStore, clock: Clock) -> None:
    leases = await taken_on(store, clock)
    await leases.release()

    assert await left_at(store, NOON + timedelta(seconds=1)) == [ASKED.key]


async def test_at_the_end_what_is_answered_is_not_handed_back(failing: FailingStore, clock: Clock) -> None:
    leases = await taken_on(failing, clock)
    await leases.finish(ASKED, "found")
    failing.broken = False
    await leases.release()
    row = await failing.questions.find(ASKED.key)

    assert row
    assert row.outcome == "found"
    assert await left_at(failing, NOON + timedelta(days=1)) == []


async def test_a_store_that_is_down_ends_nothing(failing: FailingStore, clock: Clock) -> None:
    leases = await taken_on(failing, clock)
    await leases.renew()
    await leases.release()

    assert await left_at(failing, NOON + LEASE / 2) == []
    assert await left_at(failing, NOON + 1.1 * LEASE) == [ASKED.key]


async def test_what_is_ours_all_along_is_not_begun_again(store: MemoryStore, clock: Clock) -> None:
    leases = await taken_on(store, clock)
    other = replace(ASKED, key="T1:C1:2.1")
    await store.claim(inquiry=other, lease_until=NOON + LEASE)
    left = await store.unanswered.take_over(ended=NOON + 2 * LEASE, until=NOON + 3 * LEASE, limit=5)
    begun = leases.adopt(left, since=asyncio.get_running_loop().time())

    assert [one.key for one in begun] == [other.key]
    assert len(leases) == 2


async def test_what_slack_may_have_taken_is_sent_again_ever_more_rarely_and_not_for_ever(
    store: MemoryStore, clock: Clock
) -> None:
    leases = await taken_on(store, clock)
    broke_off = SlackCallError("TimeoutError", retryable=True)
    for times in range(1, MOST_UNCLEAR):
        assert await leases.answer_later(ASKED, broke_off)
        soon = await left_at(store, clock.now + LEASE * LONGEST_PAUSE / 3)
        assert soon == ([ASKED.key] if times < FEW_UNCLEAR else [])
        await left_at(store, clock.now + LEASE * LONGEST_PAUSE * 2)
        attempt = times + 1 + (times if times < FEW_UNCLEAR else FEW_UNCLEAR - 1)
        leases.hold(ASKED.key, since=asyncio.get_running_loop().time(), attempt=attempt)

    assert await leases.answer_later(ASKED, broke_off) is None


async def test_what_we_were_cut_off_from_keeps_its_lease_at_the_end(store: MemoryStore, clock: Clock) -> None:
    leases, begun = await taken_on(store, clock), asyncio.Event()

    async def way(_: dict[str, Any]) -> None:
        with behind(leases.fence(ASKED)):
            pass_fence()
            begun.set()
            await asyncio.Event().wait()

    sending = asyncio.ensure_future(way({}))
    await begun.wait()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await leases.release()

    assert await left_at(store, NOON + LEASE / 2) == []
    assert await left_at(store, NOON + 1.1 * LEASE) == [ASKED.key]


async def test_more_endings_than_there_is_room_for_leave_no_lease_behind(
    failing: FailingStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "MOST_WAITING", 1)
    leases = await taken_on(failing, clock)
    other = replace(ASKED, key="T1:C1:2.1")
    leases.hold(other.key, since=asyncio.get_running_loop().time())
    for inquiry in (ASKED, other):
        await leases.finish(inquiry, "found")

    assert len(leases) == len(leases.outcomes) == 1
