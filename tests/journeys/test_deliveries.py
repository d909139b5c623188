"""Slack delivers at least once, in any order, over any connection: each question is answered exactly once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.app import connect, web_client
from bot.inquiry import Inquiry
from bot.store.sql import MemoryStore
from localslack import DEFAULT_EVENTS, Message, Options
from tests.journeys.harness import ALICE, BOB, QUESTION, Journey, bot_on, journey, seed


def answered_once(trip: Journey, questions: list[Message]) -> bool:
    """Every message has one answer: in its thread for a mention, after it for a direct message."""
    in_threads = Counter(m.thread_ts for m in trip.said() if m.thread_ts)
    return all(in_threads[question.ts] == 1 for question in questions)


@pytest.mark.parametrize("fresh_event_id", [False, True])
async def test_an_event_that_comes_twice_is_answered_once(trip: Journey, fresh_event_id: bool) -> None:  # noqa: FBT001
    trip.slack.faults.duplicate_events(1, fresh_event_id=fresh_event_id)
    said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.quiet()

    assert len(trip.slack.deliveries(said.ts)) == 2
    assert all(delivery.acked for delivery in trip.slack.deliveries(said.ts))
    assert len(trip.answers(said)) == 1


async def test_a_mention_that_also_comes_as_a_message_is_answered_once() -> None:
    async with journey(workspace=seed(events=DEFAULT_EVENTS | {"message.channels"})) as trip:
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.quiet()

        kinds = {delivery.event["type"] for delivery in trip.slack.deliveries(said.ts)}
        assert kinds == {"app_mention", "message"}
        assert len(trip.answers(said)) == 1


async def test_a_command_frame_that_comes_twice_is_answered_once(trip: Journey) -> None:
    first = await trip.slack.command(ALICE, "C1", "/whoask", QUESTION)
    envelope = {
        "type": "slash_commands",
        "envelope_id": first.attempts[0].envelope_id,
        "accepts_response_payload": True,
        "payload": first.payload,
    }
    for connection in trip.slack.connections:
        await connection.socket.send_json(envelope)
    await trip.slack.wait_for(lambda: len(trip.slack.acks) == 3)
    await trip.bot.tasks.finish(within=5)

    assert len(trip.slack.ephemerals(ALICE)) == 1


async def test_two_replicas_with_one_store_answer_an_event_once() -> None:
    store = MemoryStore(retention=timedelta())
    async with journey(store=store) as trip:
        client = web_client(trip.slack.bot_token, base_url=trip.slack.api_url)
        second = bot_on(client, store)
        connections = await connect(second, trip.slack.app_token)
        trip.slack.faults.duplicate_events(10)
        said = [await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION} {number}") for number in range(10)]
        await trip.quiet()
        await connections.stop(within=5)
        carriers = [{delivery.attempts[0].connection for delivery in trip.slack.deliveries(m.ts)} for m in said]

        assert all(len(carrier) == 2 for carrier in carriers)
        assert [len(trip.answers(m)) for m in said] == [1] * 10


async def test_an_acknowledgement_whose_connection_broke_goes_over_the_other() -> None:
    """Slack does not deliver a command again: without this, the asker would be told that it failed."""
    gate = asyncio.Event()

    class GatedStore(MemoryStore):
        async def claim(self, *, inquiry: Inquiry, lease_until: datetime | None = None) -> bool:
            await gate.wait()
            return await super().claim(inquiry=inquiry, lease_until=lease_until)

    async with journey(store=GatedStore(retention=timedelta())) as trip:
        command = await trip.slack.command(ALICE, "C1", "/whoask", QUESTION)
        while trip.connections.last_envelope_seconds is None:  # noqa: ASYNC110 - the bot tells nobody of it
            await asyncio.sleep(0)
        trip.slack.drop(command.attempts[0].connection)
        while trip.connections.live == 2:  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0)
        gate.set()
        await trip.slack.settled(command)

        assert command.outcome == "acked"
        assert command.acked_on != (command.attempts[0].connection,)


async def test_the_same_command_given_twice_is_answered_twice(trip: Journey) -> None:
    await trip.ask(QUESTION)
    await trip.ask(QUESTION)
    await trip.quiet()

    assert len(trip.slack.ephemerals(ALICE)) == 2


@pytest.mark.parametrize("strict_acks", [False, True])
@pytest.mark.parametrize("trouble", ["refresh_requested", "warning", "too_many_websockets", "drop", "drop all"])
async def test_a_disconnect_in_the_middle_of_a_burst_loses_nothing(trouble: str, strict_acks: bool) -> None:  # noqa: FBT001
    options = Options(chooser=random.Random(7), ack_timeout=1.0)  # noqa: S311
    async with journey(workspace=seed(events=DEFAULT_EVENTS | {"message.channels"}), options=options) as trip:
        slack = trip.slack
        slack.faults.strict_acks = strict_acks
        slack.faults.duplicate_events(20)
        mentions, commands = [], []
        for number in range(200):
            if number in {60, 61, 120}:
                one = slack.connections[0].number if slack.connections else None
                if trouble == "drop all":
                    slack.drop()
                elif trouble == "drop":
                    slack.drop(one)
                else:
                    await slack.disconnect(trouble, one)  # type: ignore[arg-type]
            match number % 4:
                case 0:
                    mentions.append(await slack.say(ALICE, "C1", f"@whoask {QUESTION} {number}"))
                case 1:
                    await slack.say(BOB, slack.dm(BOB), f"{QUESTION} {number}")
                case 2:
                    await slack.say(BOB, "C1", f"just talk {number}")
                case _:
                    commands.append(await slack.command(ALICE, "C1", "/whoask", f"{QUESTION} {number}"))
            await asyncio.sleep(0)
        await trip.quiet()

        assert answered_once(trip, mentions)
        assert sum(m.user == "U0BOT" for m in slack.messages(slack.dm(BOB))) == 50
        # Slack does not deliver a command again; one that reached the bot is answered, once.
        arrived = [command for command in commands if command.attempts and command.acked]
        answers = [m for m in slack.ephemerals(ALICE) if m.user == "U0BOT"]
        assert len(arrived) <= len(answers) <= len(commands)
        if trouble in {"refresh_requested", "warning"}:
            assert len(answers) == len(commands) == 50
            assert all(delivery.acked for delivery in slack.deliveries())


async def test_a_refresh_leaves_no_moment_without_a_connection(trip: Journey) -> None:
    lowest = [trip.connections.live]
    for connection in trip.slack.connections:
        await trip.slack.disconnect("refresh_requested", connection.number)
        answer = await trip.ask(QUESTION)
        lowest.append(trip.connections.live)
        assert answer.text.startswith("Ask ")

    assert min(lowest) == 2


async def test_every_command_of_a_burst_is_acknowledged_in_time(trip: Journey) -> None:
    commands = [await trip.slack.command(ALICE, "C1", "/whoask", QUESTION) for _ in range(100)]
    await trip.quiet()

    assert {command.outcome for command in commands} == {"acked"}
    assert all(len(command.attempts) == 1 for command in commands)
