"""Questions from forms and the Home tab, requests to be forgotten, apologies: answered once as well, whatever fails."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answering.answer_service import TOO_MANY
from bot.answering.handlers import SORRY
from bot.features.forget_me.handlers import NOTHING, REMOVED
from bot.features.home.handlers import LATER, NOT_SENT
from bot.inquiry import Inquiry, Surface
from bot.slack.payloads.questions import ASK_AT_HOME
from bot.store.sql import MemoryStore
from bot.store.tables import inquiries
from localslack import RESPONSE_URL, Hang, Message, Refuse, Reset, ServerFault
from routing.matching.index import Index
from tests.journeys.harness import ALICE, BOT, INDEX, QUESTION, RIGHT, DownStore, Journey, journey
from tests.journeys.test_home import home, opened, shown, use

MINUTE = timedelta(minutes=1)


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now


def directly(trip: Journey) -> list[Message]:
    return [message for message in trip.slack.messages(trip.slack.dm(ALICE)) if message.user == BOT]


async def outcomes(trip: Journey) -> list[str | None]:
    async def job(connection: AsyncConnection) -> list[str | None]:
        return [row.outcome for row in await connection.execute(select(inquiries.c.outcome))]

    return await trip.store.run(job)


async def resume(trip: Journey, clock: Clock, *, after: timedelta = MINUTE) -> None:
    trip.slack.faults.clear()
    clock.now += after
    await trip.bot.recovery.look()
    await trip.quiet()


async def test_asked_at_home_it_is_answered_once_though_the_tab_cannot_be_shown() -> None:
    async with journey() as trip:
        await opened(trip)
        trip.slack.faults.next("views.publish", ServerFault(503), times=None)
        await use(trip, ASK_AT_HOME, QUESTION)

        assert [RIGHT in message.text for message in directly(trip)] == [True]
        assert await outcomes(trip) == ["found"]


async def test_asked_at_home_while_slack_takes_no_message_it_is_answered_later_and_the_tab_says_so() -> None:
    clock = Clock()
    async with journey(now=clock) as trip:
        await opened(trip)
        trip.slack.faults.next("chat.postMessage", ServerFault(503), times=None)
        assert LATER in shown(await use(trip, ASK_AT_HOME, QUESTION))
        assert directly(trip) == []

        await resume(trip, clock)
        assert [RIGHT in message.text for message in directly(trip)] == [True]


async def test_asked_at_home_by_somebody_who_takes_no_messages_it_ends() -> None:
    async with journey() as trip:
        await opened(trip)
        trip.slack.faults.next("chat.postMessage", Refuse("messages_tab_disabled"), times=None)
        assert NOT_SENT in shown(await use(trip, ASK_AT_HOME, QUESTION))

        assert await outcomes(trip) == ["not-sent"]
        assert len(trip.bot.leases) == 0


async def test_asked_at_home_while_the_store_is_down_it_is_answered_before_it_is_acknowledged() -> None:
    async with journey(store=DownStore(retention=timedelta())) as trip:
        await opened(trip)
        trip.slack.faults.next("chat.postMessage", Hang())
        asking = asyncio.ensure_future(trip.slack.select(home(trip), ASK_AT_HOME, ALICE, QUESTION))
        await trip.slack.wait_for(lambda: trip.slack.faults.hanging("chat.postMessage"))
        assert not trip.slack.deliveries()[-1].settled

        trip.slack.faults.release()
        await asking
        await trip.quiet()
        assert [RIGHT in message.text for message in directly(trip)] == [True]


async def test_what_we_try_again_does_not_count_towards_the_fair_share() -> None:
    clock = Clock()
    async with journey(now=clock, limit=2) as trip:
        trip.slack.faults.next("chat.postMessage", ServerFault(503), times=2)
        await trip.slack.say(ALICE, trip.slack.dm(ALICE), QUESTION)
        await trip.quiet()
        await trip.dm(QUESTION)
        await resume(trip, clock, after=timedelta(seconds=30))

        assert [RIGHT in message.text for message in directly(trip)] == [True, True]
        assert TOO_MANY not in str(directly(trip))


async def test_a_request_to_be_forgotten_whose_reply_comes_late_is_not_told_that_there_was_nothing() -> None:
    clock = Clock()
    store = MemoryStore(retention=timedelta(days=1), now=clock)
    async with journey(now=clock, store=store) as trip:
        await trip.dm(QUESTION)
        trip.slack.faults.next("chat.postMessage", ServerFault(503), times=None)
        await trip.slack.say(ALICE, trip.slack.dm(ALICE), "forget me")
        await trip.quiet()
        await store.forgetting.forget_history(now=clock.now + timedelta(minutes=20), keep=timedelta(days=400))
        await resume(trip, clock)

        last = directly(trip)[-1].text
        assert REMOVED in last
        assert NOTHING not in last


async def test_an_apology_that_slack_does_not_take_is_made_up_for_by_an_answer() -> None:
    clock, broken = Clock(), [True]

    def index() -> Index:
        if broken:
            raise LookupError(broken.pop())
        return INDEX

    async with journey(now=clock, index=index) as trip:
        trip.slack.faults.next("chat.postMessage", ServerFault(503), times=None)
        await trip.slack.say(ALICE, trip.slack.dm(ALICE), QUESTION)
        await trip.quiet()
        assert await outcomes(trip) == [None]

        await resume(trip, clock)
        assert [RIGHT in message.text for message in directly(trip)] == [True]
        assert SORRY not in str(directly(trip))


async def test_a_bot_that_is_stopping_takes_nothing_on() -> None:
    async with journey() as trip:
        inquiry = Inquiry("k", Surface.COMMAND, QUESTION, ALICE, "T", "C1", datetime.now(UTC))
        await trip.store.claim(inquiry=inquiry, lease_until=datetime.now(UTC) - MINUTE)
        trip.bot.recovery.is_stopping = True

        assert await trip.bot.recovery.look() == 0
        assert await trip.store.unanswered.count(claimed_before=datetime.now(UTC)) == 1


async def test_somebody_elses_words_are_not_kept_as_the_askers_where_the_claim_was_missed() -> None:
    class LateStore(MemoryStore):
        missed = False

        async def claim(self, *, inquiry: Inquiry, lease_until: datetime | None = None) -> bool:
            if not self.missed:
                self.missed = True
                raise ConnectionError
            return await super().claim(inquiry=inquiry, lease_until=lease_until)

    store = LateStore(retention=timedelta(days=1))
    async with journey(store=store) as trip:
        first = await trip.slack.say("U2", "C1", f"unheard-of, but {QUESTION}")
        store.missed = False
        answer = await trip.mention("@whoask", thread=first.ts)
        await trip.quiet()

        async def texts(connection: AsyncConnection) -> list[str | None]:
            return [row.text for row in await connection.execute(select(inquiries.c.text))]

        assert RIGHT in answer.text
        assert "unheard-of" not in str(await store.run(texts))


async def test_what_slack_took_and_then_broke_off_is_sent_twice_at_most_whichever_ways_there_are() -> None:
    async with journey() as trip:
        trip.slack.faults.next((RESPONSE_URL, "chat.postEphemeral", "chat.postMessage"), Reset("after"), times=None)
        await trip.slack.command(ALICE, "C1", "/whoask", QUESTION)
        await trip.quiet()

        assert len(trip.slack.ephemerals(ALICE)) + len(directly(trip)) == 2
