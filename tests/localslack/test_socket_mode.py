"""Socket Mode: connections, envelopes, acknowledgements, retries."""

import asyncio
import contextlib
import random
from collections import Counter
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from localslack import LocalSlack, Options
from tests.localslack.harness import SEED, bolt, quick, raw


async def test_hello_tells_how_many_connections_there_are(slack: LocalSlack) -> None:
    async with raw(slack), raw(slack):
        hellos = [frame.data for frame in slack.frames if frame.name == "hello"]

    assert [hello["num_connections"] for hello in hellos] == [1, 2]
    assert hellos[0]["connection_info"] == {"app_id": "A0SANDBOX"}
    assert hellos[0]["debug_info"]["approximate_connection_time"] == 18060


async def test_a_ticket_opens_one_connection(slack: LocalSlack) -> None:
    url = (await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url):
            pass
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_the_eleventh_connection_is_sent_away(slack: LocalSlack) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(raw(slack))
        client = AsyncWebClient(base_url=slack.api_url)
        url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as eleventh:
            farewell = await eleventh.receive_json()
            end = await eleventh.receive()

        assert (farewell["type"], farewell["reason"]) == ("disconnect", "too_many_websockets")
        assert end.type is aiohttp.WSMsgType.CLOSE
        assert len(slack.connections) == 10


async def test_each_envelope_goes_to_one_connection_in_turn(slack: LocalSlack) -> None:
    async with raw(slack), raw(slack):
        for number in range(4):
            await slack.say("alice", "C1", f"@helper {number}")

    carried = Counter(delivery.attempts[0].connection for delivery in slack.deliveries())
    assert sorted(carried.values()) == [2, 2]


async def test_connections_can_be_chosen_at_random() -> None:
    options = Options(chooser=random.Random(7))  # noqa: S311 - not a secret
    async with LocalSlack.start(SEED, options=options) as slack, raw(slack), raw(slack):
        for number in range(20):
            await slack.say("alice", "C1", f"@helper {number}")
        carried = [delivery.attempts[0].connection for delivery in slack.deliveries()]

    assert len(set(carried)) == 2
    assert carried != sorted(carried)


async def test_an_event_envelope_looks_as_slack_sends_it(slack: LocalSlack) -> None:
    async with raw(slack) as link:
        said = await slack.say("alice", "C1", "@helper hello")
        envelope = await link.frame()

    assert envelope["type"] == "events_api"
    assert envelope["accepts_response_payload"] is False
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    payload = envelope["payload"]
    assert payload["type"] == "event_callback"
    assert payload["event"] == {
        "type": "app_mention",
        "user": "U1",
        "text": "<@U0BOT> hello",
        "ts": said.ts,
        "event_ts": said.ts,
        "channel": "C1",
        "team": "T0SANDBOX",
        "client_msg_id": said.client_msg_id,
    }


async def test_an_acknowledgement_is_matched_to_its_envelope(slack: LocalSlack) -> None:
    async with raw(slack) as link:
        said = await slack.say("alice", "C1", "@helper hello")
        await link.ack(await link.frame())
        (delivery,) = slack.deliveries(said.ts)
        await slack.settled(delivery)

    (ack,) = slack.acks
    assert (delivery.outcome, ack.kind) == ("acked", "matched")
    assert delivery.acked_on == (slack.acks[0].connection,)
    (frame,) = [frame for frame in slack.frames if frame.name == "events_api"]
    assert frame.acked_at is not None


async def test_an_event_nobody_acknowledges_is_sent_three_times_more_with_the_same_event_id() -> None:
    async with LocalSlack.start(SEED, options=quick(0.01)) as slack, raw(slack) as link:
        said = await slack.say("alice", "C1", "@helper hello")
        frames = [await link.frame() for _ in range(4)]
        (delivery,) = slack.deliveries(said.ts)
        await slack.settled(delivery)

    assert [(frame["retry_attempt"], frame["retry_reason"]) for frame in frames] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({frame["payload"]["event_id"] for frame in frames}) == 1
    assert len({frame["envelope_id"] for frame in frames}) == 4
    assert delivery.outcome == "given_up"


async def test_a_retry_that_is_acknowledged_ends_the_retries() -> None:
    async with LocalSlack.start(SEED, options=quick(0.02)) as slack, raw(slack) as link:
        said = await slack.say("alice", "C1", "@helper hello")
        await link.frame()
        slack.socket.ack_timeout = 5.0  # time enough for the second attempt
        await link.ack(await link.frame())
        (delivery,) = slack.deliveries(said.ts)
        await slack.settled(delivery)

    assert [attempt.retry for attempt in delivery.attempts] == [0, 1]
    assert delivery.outcome == "acked"


async def test_a_command_nobody_acknowledges_is_not_sent_again_and_the_person_is_told() -> None:
    async with LocalSlack.start(SEED, options=quick(0.01)) as slack, raw(slack) as link:
        delivery = await slack.command("alice", "C1", "/ask", "what?")
        envelope = await link.frame()
        await slack.settled(delivery)
        await link.ack(envelope)
        await slack.wait_for(lambda: slack.acks)

    assert delivery.outcome == "operation_timeout"
    assert len(delivery.attempts) == 1
    assert slack.acks[0].kind == "late"
    assert slack.ephemerals("alice")[0].text == '/ask failed with the error "operation_timeout"'


async def test_a_command_without_a_connection_fails_at_once(slack: LocalSlack) -> None:
    delivery = await slack.command("alice", "C1", "/ask", "what?")

    assert delivery.outcome == "dispatch_failed"
    assert "dispatch_failed" in slack.ephemerals("alice")[0].text


async def test_an_event_without_a_connection_waits_for_one(slack: LocalSlack) -> None:
    said = await slack.say("alice", "C1", "@helper hello")
    async with raw(slack) as link:
        envelope = await link.frame()

    assert envelope["payload"]["event"]["ts"] == said.ts


async def test_what_a_dropped_connection_left_unanswered_comes_again_on_another_one(slack: LocalSlack) -> None:
    async with raw(slack) as first, raw(slack) as second:
        said = await slack.say("alice", "C1", "@helper hello")
        lost = await first.frame()
        slack.drop(slack.connections[0].number)
        again = await second.frame()
        await second.ack(again)
        (delivery,) = slack.deliveries(said.ts)
        await slack.settled(delivery)

    assert lost["envelope_id"] == again["envelope_id"]
    assert lost["payload"] == again["payload"]
    assert [attempt.lost for attempt in delivery.attempts] == [True, False]
    assert delivery.acked_on == (delivery.attempts[1].connection,)


async def test_what_a_closed_connection_left_unanswered_comes_again_too(slack: LocalSlack) -> None:
    async with raw(slack) as first:
        await slack.say("alice", "C1", "@helper hello")
        lost = await first.frame()
    async with raw(slack) as second:
        again = await second.frame()

    assert lost["payload"]["event_id"] == again["payload"]["event_id"]


async def test_a_lost_event_waits_for_a_connection_and_costs_no_retry() -> None:
    async with LocalSlack.start(SEED, options=quick(0.3)) as slack:
        async with raw(slack) as link:
            await slack.say("alice", "C1", "@helper hello")
            await link.frame()
        await slack.wait_for(lambda: slack.deliveries()[0].is_stranded)
        await asyncio.gather(*slack.socket._tasks)
        assert not slack.deliveries()[0].settled
        async with raw(slack) as link:
            again = await link.frame()

    assert again["retry_attempt"] == 0


async def test_an_acknowledgement_on_another_connection_counts(slack: LocalSlack) -> None:
    async with raw(slack) as first, raw(slack) as second:
        await slack.say("alice", "C1", "@helper hello")
        await second.ack(await first.frame())
        await slack.settled(slack.deliveries()[0])

    (delivery,) = slack.deliveries()
    assert delivery.outcome == "acked"
    assert delivery.acked_on != (delivery.attempts[0].connection,)


async def test_with_strict_acks_an_acknowledgement_on_another_connection_is_ignored(slack: LocalSlack) -> None:
    slack.faults.strict_acks = True
    async with raw(slack) as first, raw(slack) as second:
        await slack.say("alice", "C1", "@helper hello")
        envelope = await first.frame()
        await second.ack(envelope)
        await slack.wait_for(lambda: slack.acks)
        (delivery,) = slack.deliveries()
        assert not delivery.acked
        await first.ack(envelope)
        await slack.settled(delivery)

    assert [ack.kind for ack in slack.acks] == ["misdirected", "matched"]


async def test_a_second_acknowledgement_and_one_of_nothing_are_told_apart(slack: LocalSlack) -> None:
    async with raw(slack) as link:
        await slack.say("alice", "C1", "@helper hello")
        envelope = await link.frame()
        await link.ack(envelope)
        await link.ack(envelope)
        await link.ack({"envelope_id": "never sent"})
        await slack.wait_for(lambda: len(slack.acks) == 3)

    assert [ack.kind for ack in slack.acks] == ["matched", "repeated", "unknown"]


@pytest.mark.parametrize("fresh", [False, True])
async def test_an_event_can_be_delivered_twice(slack: LocalSlack, fresh: bool) -> None:  # noqa: FBT001 - a table of two
    slack.faults.duplicate_events(1, fresh_event_id=fresh)
    async with raw(slack) as link:
        await slack.say("alice", "C1", "@helper hello")
        await slack.say("alice", "C1", "@helper again")
        frames = [await link.frame() for _ in range(3)]

    texts = [frame["payload"]["event"]["text"] for frame in frames]
    ids = {frame["payload"]["event_id"] for frame in frames[:2]}
    assert texts == ["<@U0BOT> hello", "<@U0BOT> hello", "<@U0BOT> again"]
    assert len(ids) == (2 if fresh else 1)
    assert len({frame["envelope_id"] for frame in frames}) == 3


def quiet(app: AsyncApp) -> None:
    """A bot that takes mentions and says nothing."""

    @app.event("app_mention")
    async def on_mention(event: dict[str, Any]) -> None:
        pass


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_real_client_comes_back_after_a_disconnect_frame(slack: LocalSlack, reason: Any) -> None:
    async with bolt(slack, quiet):
        (old,) = slack.connections
        await slack.disconnect(reason)
        await slack.wait_for(lambda: slack.connections and slack.connections[0] is not old)
        said = await slack.say("alice", "C1", "@helper hello")
        await slack.settled(slack.deliveries(said.ts)[0])

    assert slack.deliveries(said.ts)[0].outcome == "acked"


async def test_the_real_client_comes_back_after_its_connection_broke(slack: LocalSlack) -> None:
    async with bolt(slack, quiet):
        slack.drop()
        assert slack.connections == ()
        said = await slack.say("alice", "C1", "@helper hello")
        await slack.settled(slack.deliveries(said.ts)[0])

    assert slack.deliveries(said.ts)[0].outcome == "acked"


async def test_two_sockets_share_the_work_and_every_envelope_is_acknowledged_once(slack: LocalSlack) -> None:
    async with bolt(slack, quiet, sockets=2):
        for number in range(20):
            await slack.say("alice", "C1", f"@helper {number}")
        await slack.wait_for(lambda: all(delivery.settled for delivery in slack.deliveries()))

    assert Counter(ack.kind for ack in slack.acks) == {"matched": 20}
    assert len({on for delivery in slack.deliveries() for on in delivery.acked_on}) == 2


async def test_the_server_answers_pings(slack: LocalSlack) -> None:
    async with raw(slack) as link:
        await link.socket.ping(b"sdk-ping-pong:1")
        await slack.say("alice", "C1", "@helper hello")
        assert (await link.frame())["type"] == "events_api"


async def test_closing_the_local_slack_with_open_sockets_and_hanging_work_is_quick() -> None:
    async with contextlib.AsyncExitStack() as stack:
        async with LocalSlack.start(SEED) as slack:
            await stack.enter_async_context(raw(slack))
            await slack.say("alice", "C1", "@helper hello")
        assert slack.connections == ()
