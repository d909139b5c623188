"""When something is broken: the store, Slack, or the bot itself. The asker hears from us in any case."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from slack_sdk.models.blocks import SectionBlock

from bot.answering.answer_service import TOO_MANY
from bot.answering.handlers import SORRY
from bot.slack.client.retries import RetryPolicy
from bot.slack.messages import blocks
from bot.store.sql import MemoryStore
from localslack import RESPONSE_URL, Hang, RateLimited, Refuse, Reset, ServerFault
from routing.matching.index import Index
from tests.journeys.harness import ALICE, BOB, BOT, QUESTION, RIGHT, DownStore, HangingStore, Journey, journey


def broken() -> Index:
    raise LookupError(QUESTION)


async def test_a_command_whose_routing_fails_at_once_is_acknowledged_and_gets_one_sentence() -> None:
    async with journey(index=broken) as trip:
        command = await trip.slack.command(ALICE, "C1", "/whoask", QUESTION)
        await trip.quiet()

        assert command.outcome == "acked"
        assert [m.text for m in trip.slack.ephemerals(ALICE)] == [SORRY]


async def test_a_mention_and_a_direct_message_whose_routing_fails_get_one_sentence() -> None:
    async with journey(index=broken) as trip:
        assert (await trip.mention(f"@whoask {QUESTION}")).text == SORRY
        assert (await trip.dm(QUESTION)).text == SORRY


@pytest.mark.parametrize("make_store", [HangingStore, DownStore])
async def test_without_a_store_every_door_answers_and_health_says_so(make_store: type[MemoryStore]) -> None:
    async with journey(store=make_store(retention=timedelta())) as trip:
        assert RIGHT in (await trip.ask(QUESTION)).text
        assert RIGHT in (await trip.mention(f"@whoask {QUESTION}")).text
        assert RIGHT in (await trip.dm(QUESTION)).text
        assert not trip.bot.store_health.store_works
        assert trip.bot.store_health.store_misses == 3


async def test_without_a_store_the_answer_goes_before_the_acknowledgement() -> None:
    async with journey(store=DownStore(retention=timedelta())) as trip:
        trip.slack.faults.next("chat.postMessage", Hang())
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.slack.wait_for(lambda: trip.slack.faults.hanging("chat.postMessage"))
        before = [delivery.acked for delivery in trip.slack.deliveries(said.ts)]
        trip.slack.faults.release()
        await trip.quiet()

        assert before == [False]
        assert len(trip.answers(said)) == 1
        assert all(delivery.acked for delivery in trip.slack.deliveries(said.ts))


async def test_without_a_store_an_answer_that_takes_long_does_not_hold_the_acknowledgement_for_ever() -> None:
    async with journey(store=DownStore(retention=timedelta())) as trip:
        trip.slack.faults.next(RESPONSE_URL, Hang())
        command = await trip.slack.command(ALICE, "C1", "/whoask", QUESTION)
        await trip.slack.settled(command)
        hanging = trip.slack.faults.hanging(RESPONSE_URL)
        trip.slack.faults.release()
        await trip.quiet()

        assert command.outcome == "acked"
        assert hanging == 1
        assert len(trip.slack.ephemerals(ALICE)) == 1


async def test_without_a_store_a_second_delivery_is_told_apart_by_memory() -> None:
    async with journey(store=DownStore(retention=timedelta())) as trip:
        trip.slack.faults.duplicate_events(1, fresh_event_id=True)
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.quiet()

        assert len(trip.answers(said)) == 1


async def test_an_answer_from_memory_is_not_repeated_when_the_store_is_back() -> None:
    store = DownStore(retention=timedelta())
    async with journey(store=store) as trip:
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.quiet()
        store.up = True
        [delivery] = trip.slack.deliveries(said.ts)
        again = {"type": "events_api", "envelope_id": "again", "payload": delivery.payload}
        await trip.slack.connections[0].socket.send_json(again)
        await trip.slack.wait_for(lambda: len(trip.slack.acks) == 2)
        await trip.bot.tasks.finish(within=5)

        assert len(trip.answers(said)) == 1
        assert trip.bot.store_health.store_works


async def test_a_store_that_hangs_on_the_outcome_holds_nobody_up() -> None:
    class SlowToRecord(MemoryStore):
        async def record(self, **_: object) -> None:
            await asyncio.Event().wait()

    async with journey(store=SlowToRecord(retention=timedelta())) as trip:
        for _ in range(30):
            assert RIGHT in (await trip.ask(QUESTION)).text
        assert trip.bot.store_health.store_works


@pytest.mark.parametrize(
    ("fault", "times"),
    [(RateLimited(0), 2), (ServerFault(500), 1), (Reset("before"), 1), (Refuse("internal_error"), 1)],
)
async def test_a_passing_fault_is_tried_again(
    trip: Journey, fault: RateLimited | ServerFault | Reset | Refuse, times: int
) -> None:
    trip.slack.faults.next("chat.postMessage", fault, times=times)

    assert RIGHT in (await trip.mention(f"@whoask {QUESTION}")).text
    assert len(trip.slack.calls("chat.postMessage")) == times + 1


async def test_what_slack_may_have_taken_is_sent_twice_at_most_then_another_way(trip: Journey) -> None:
    trip.slack.faults.next("chat.postMessage", ServerFault(500), times=2)
    said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.quiet()

    assert trip.answers(said) == ()
    assert [RIGHT in m.text for m in trip.slack.messages(trip.slack.dm(ALICE))] == [True]


async def test_a_burst_that_slack_slows_down_is_answered_in_its_threads_all_the_same(trip: Journey) -> None:
    trip.slack.faults.next("chat.postMessage", RateLimited(1), times=10)
    said = await asyncio.gather(*(trip.slack.say(ALICE, "C1", f"@whoask {QUESTION} {n}") for n in range(10)))
    await trip.quiet()

    assert [len(trip.answers(one)) for one in said] == [1] * 10


async def test_retry_after_is_waited_for_and_holds_nobody_else_up(trip: Journey) -> None:
    trip.slack.faults.next("chat.postMessage", RateLimited(1))
    limited = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    other = await trip.dm(QUESTION, user=BOB)
    answer = (await trip.slack.wait_for(lambda: trip.answers(limited)))[0]
    first, *_, last = trip.slack.calls("chat.postMessage")

    assert answer.ts > other.ts
    assert last.at - first.at >= 1.0


async def test_a_retry_after_of_minutes_is_not_waited_for() -> None:
    async with journey(retry=RetryPolicy(pause=0.0, longest=5.0)) as trip:
        trip.slack.faults.next("chat.postMessage", RateLimited(600))
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.quiet()

        # The thread is given up, and the asker is told in a direct message, which Slack limits apart.
        assert trip.answers(said) == ()
        assert RIGHT in next(m for m in trip.slack.messages(trip.slack.dm(ALICE)) if m.user == BOT).text


async def test_a_call_that_hangs_is_given_up_and_tried_again() -> None:
    async with journey(timeout=1) as trip:
        trip.slack.faults.next("chat.postMessage", Hang())
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        answer = (await trip.slack.wait_for(lambda: trip.answers(said)))[0]

        assert RIGHT in answer.text
        assert len(trip.slack.calls("chat.postMessage")) == 2


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long", "msg_too_long"])
async def test_refused_blocks_are_sent_plainer_and_refused_again_as_text(trip: Journey, error: str) -> None:
    trip.slack.faults.next("chat.postMessage", Refuse(error))
    plainer = await trip.dm(QUESTION)

    assert RIGHT in plainer.text
    assert [block["type"] for block in plainer.blocks] == ["rich_text", "context", "actions"]
    assert "Wrong place" in str(plainer.blocks)

    trip.slack.faults.next("chat.postMessage", Refuse(error), times=2)
    bare = await trip.dm(QUESTION)

    assert RIGHT in bare.text
    assert bare.blocks == ()


async def test_blocks_that_slack_itself_refuses_are_sent_as_text(
    trip: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*_: object, **__: object) -> list[SectionBlock]:
        block = SectionBlock(text="x" * 3_001)
        block.validate_json = lambda: None  # type: ignore[method-assign]
        return [block]

    monkeypatch.setattr(blocks, "layout_blocks", too_long)
    answers = [await trip.dm(QUESTION), await trip.ask(QUESTION)]

    assert all(RIGHT in answer.text and not answer.blocks for answer in answers)


@pytest.mark.parametrize("fault", [Refuse("used_url"), Refuse("expired_url"), ServerFault(500)])
async def test_a_refused_response_url_falls_back_to_an_ephemeral(trip: Journey, fault: Refuse | ServerFault) -> None:
    trip.slack.faults.next(RESPONSE_URL, fault, times=None)

    assert RIGHT in (await trip.ask(QUESTION)).text
    assert len(trip.slack.calls("chat.postEphemeral")) == 1


@pytest.mark.parametrize("code", ["channel_not_found", "user_not_in_channel"])
async def test_a_refused_ephemeral_falls_back_to_a_direct_message(trip: Journey, code: str) -> None:
    trip.slack.faults.next(RESPONSE_URL, Refuse("used_url"))
    trip.slack.faults.next("chat.postEphemeral", Refuse(code))
    await trip.slack.command(ALICE, "C3FAR", "/whoask", QUESTION)
    await trip.quiet()

    assert [RIGHT in m.text for m in trip.slack.messages(trip.slack.dm(ALICE))] == [True]


async def test_a_channel_closed_to_apps_is_answered_in_a_direct_message(trip: Journey) -> None:
    trip.slack.faults.next("chat.postMessage", Refuse("restricted_action"))
    await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.quiet()

    assert [RIGHT in m.text for m in trip.slack.messages(trip.slack.dm(ALICE))] == [True]


async def test_a_slack_that_takes_nothing_breaks_nothing(trip: Journey) -> None:
    trip.slack.faults.next("chat.postMessage", Refuse("fatal_error"), times=None)
    trip.slack.faults.next("chat.postEphemeral", Refuse("fatal_error"), times=None)
    trip.slack.faults.next(RESPONSE_URL, ServerFault(500), times=None)
    await trip.slack.command(ALICE, "C1", "/whoask", QUESTION)
    await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.slack.say(ALICE, trip.slack.dm(ALICE), QUESTION)
    await trip.quiet()
    trip.slack.faults.clear()

    assert all(delivery.acked for delivery in trip.slack.deliveries())
    assert RIGHT in (await trip.ask(QUESTION)).text


async def test_a_thread_that_cannot_be_read_in_time_is_told(trip: Journey) -> None:
    first = await trip.slack.say(BOB, "C1", QUESTION)
    trip.slack.faults.next("conversations.replies", ServerFault(500))

    assert "I cannot read" in (await trip.mention("@whoask", thread=first.ts)).text


async def test_the_fair_share_is_told_once_and_is_each_askers_own() -> None:
    async with journey(limit=3) as trip:
        for _ in range(6):
            await trip.slack.command(ALICE, "C1", "/whoask", QUESTION)
            await trip.quiet()
        texts = [m.text for m in trip.slack.ephemerals(ALICE)]

        assert [RIGHT in text for text in texts] == [True, True, True, False]
        assert texts[3] == TOO_MANY
        assert RIGHT in (await trip.ask(QUESTION, user=BOB)).text


async def test_a_long_question_is_cut_with_a_word_about_it(trip: Journey) -> None:
    answer = await trip.dm(f"{QUESTION} " + "and so on " * 1_000)

    assert answer.text.startswith("Your question is long. I read its first and its last 1,500 characters.")
    assert RIGHT in answer.text
