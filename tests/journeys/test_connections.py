"""Coming up, staying up and going down: tokens that are no good, lines that break, an orderly end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot import app
from bot.app import connect, web_client
from bot.slack.receiving import socket_connection
from bot.store.sql import MemoryStore
from localslack import Hang, LocalSlack, RateLimited, Refuse, Reset, ServerFault, socket_mode
from routing.errors import SlackRefusalError
from tests.journeys.harness import ALICE, QUESTION, RIGHT, Journey, bot_on, journey, seed


async def refused(method: str, error: str) -> str:
    async with LocalSlack.start(seed()) as slack:
        slack.faults.next(method, Refuse(error), times=None)
        store = MemoryStore(retention=timedelta())
        client = web_client(slack.bot_token, base_url=slack.api_url)
        bot = bot_on(client, store)
        with pytest.raises(SlackRefusalError) as refusal:
            await connect(bot, slack.app_token)
        return str(refusal.value)


@pytest.mark.parametrize("error", ["invalid_auth", "not_authed", "account_inactive", "token_revoked"])
async def test_a_bot_token_that_is_no_good_is_told_plainly(error: str) -> None:
    assert "bot token" in await refused("auth.test", error)


@pytest.mark.parametrize("error", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_an_app_token_that_is_no_good_is_told_plainly(error: str) -> None:
    assert "app-level token" in await refused("apps.connections.open", error)


async def test_socket_mode_switched_off_is_told_plainly() -> None:
    assert "Socket Mode is switched off" in await refused("apps.connections.open", "link_disabled")


async def test_socket_mode_switched_off_later_ends_the_wait(trip: Journey) -> None:
    lost = asyncio.create_task(trip.connections.lost())
    await trip.slack.disconnect("link_disabled")
    with pytest.raises(SlackRefusalError, match="Socket Mode is switched off"):
        await asyncio.wait_for(lost, timeout=5)


async def test_a_slack_that_cannot_be_reached_yet_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "UNREACHABLE_PAUSE", 0.0)
    async with LocalSlack.start(seed()) as slack:
        slack.faults.next("auth.test", ServerFault(503), times=2)
        slack.faults.next("apps.connections.open", ServerFault(503))
        store = MemoryStore(retention=timedelta())
        client = web_client(slack.bot_token, base_url=slack.api_url)
        bot = bot_on(client, store)
        connections = await connect(bot, slack.app_token)

        assert connections.live == 2
        assert len(slack.calls("auth.test")) == 3
        await connections.stop()


async def test_a_start_that_is_called_off_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "UNREACHABLE_PAUSE", 3_600.0)
    async with LocalSlack.start(seed()) as slack:
        store = MemoryStore(retention=timedelta())
        client = web_client(slack.bot_token, base_url=slack.api_url)
        for method in ("auth.test", "apps.connections.open"):
            slack.faults.clear()
            slack.faults.next(method, Hang(), times=None)
            bot = bot_on(client, store)
            starting = asyncio.create_task(connect(bot, slack.app_token))
            await slack.wait_for(lambda method=method: slack.faults.hanging(method))  # type: ignore[misc]
            starting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await starting
            assert client.session is not None
            assert client.session.closed


async def test_two_connections_are_open(trip: Journey) -> None:
    assert trip.connections.live == 2
    assert len(trip.slack.connections) == 2


@pytest.mark.parametrize("fault", [ServerFault(500), RateLimited(0), Reset("before")])
async def test_a_slack_that_is_late_with_a_connection_is_asked_again(
    trip: Journey, fault: ServerFault | RateLimited | Reset
) -> None:
    trip.slack.faults.next("apps.connections.open", fault)
    trip.slack.drop(trip.slack.connections[0].number)
    await trip.slack.connected(2)

    assert RIGHT in (await trip.ask(QUESTION)).text


async def test_each_handshake_has_an_address_of_its_own(trip: Journey) -> None:
    """The local Slack, like Slack, takes an address once: a line that tried the old one again would never come back."""
    for _ in range(3):
        trip.slack.drop(trip.slack.connections[0].number)
        await trip.slack.connected(2)

    assert len(trip.slack.calls("apps.connections.open")) == 5


async def test_an_eleventh_connection_backs_off_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(socket_mode, "MAX_CONNECTIONS", 1)
    monkeypatch.setattr(socket_connection, "CROWDED_PAUSE", 0.3)
    async with journey() as trip:
        assert trip.connections.live == 1
        for _ in range(5):
            assert RIGHT in (await trip.ask(QUESTION)).text
        # Two at the start, and again after pauses of at least 0.15 and 0.3 seconds.
        assert len(trip.slack.calls("apps.connections.open")) <= 3
        assert "The other connections go on." in caplog.text
        assert "use HTTP mode" in caplog.text

        monkeypatch.setattr(socket_mode, "MAX_CONNECTIONS", 10)
        await trip.slack.connected(2)
        assert RIGHT in (await trip.ask(QUESTION)).text


async def test_a_connection_that_is_one_too_many_later_is_not_opened_again_at_once(
    trip: Journey, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(socket_connection, "CROWDED_PAUSE", 60.0)
    await trip.slack.disconnect("too_many_websockets", trip.slack.connections[0].number)
    await trip.slack.wait_for(lambda: len(trip.slack.connections) == 1)
    for _ in range(5):
        assert RIGHT in (await trip.ask(QUESTION)).text

    assert len(trip.slack.calls("apps.connections.open")) == 2
    assert "too_many_websockets" in caplog.text


@pytest.mark.parametrize("failures", [1, 2, 5, 100, 10_000])
def test_pauses_between_attempts_grow_up_to_a_bound_and_are_not_all_the_same(failures: int) -> None:
    crowded = {socket_connection._pause(failures, socket_connection.CROWDED) for _ in range(20)}

    assert len(crowded) > 1
    assert min(crowded) >= socket_connection.CROWDED_PAUSE / 2
    assert max(crowded) <= socket_connection.LONGEST_CROWDED_PAUSE * 1.5
    assert 0.0 <= socket_connection._pause(failures, "lost") <= socket_connection.LONGEST_PAUSE * 1.5


async def test_the_age_of_the_last_envelope_is_known(trip: Journey) -> None:
    before = trip.connections.last_envelope_seconds
    await trip.ask(QUESTION)
    after = trip.connections.last_envelope_seconds

    assert before is None
    assert after is not None
    assert after < 5


async def test_stopping_waits_for_the_answers_under_way() -> None:
    async with journey() as trip:
        trip.slack.faults.next("chat.postMessage", Hang())
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.slack.wait_for(lambda: trip.slack.faults.hanging("chat.postMessage"))
        stopping = asyncio.create_task(trip.connections.stop(within=5))
        await trip.slack.wait_for(lambda: not trip.slack.connections)
        trip.slack.faults.release()
        await stopping

        assert len(trip.answers(said)) == 1
        assert len(trip.bot.tasks) == 0


async def test_stopping_does_not_wait_for_ever() -> None:
    async with journey() as trip:
        trip.slack.faults.next("chat.postMessage", Hang())
        await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.slack.wait_for(lambda: trip.slack.faults.hanging("chat.postMessage"))
        await asyncio.wait_for(trip.connections.stop(within=0.1), timeout=5)

        assert len(trip.bot.tasks) == 0


MALFORMED = [
    '{"type": "events_api", "envelope_id": "1", "payload": null}',
    '{"type": ["events_api"], "envelope_id": {}, "payload": 7}',
    '{"type": "hello, who renews',
    "[]",
    "null",
    "[" * 100_000,
]


@pytest.mark.parametrize("frame", MALFORMED)
async def test_a_malformed_frame_makes_no_connection_deaf(
    trip: Journey, frame: str, caplog: pytest.LogCaptureFixture
) -> None:
    for connection in trip.slack.socket.connections.open:
        await connection.socket.send_str(frame)
    for _ in range(2):  # the local Slack takes its connections in turn
        assert RIGHT in (await trip.ask(QUESTION)).text

    assert trip.connections.live == 2
    assert len(trip.slack.calls("apps.connections.open")) == 2
    assert frame not in caplog.text


async def test_a_frame_that_cannot_be_taken_is_told_to_the_log_without_its_words(
    trip: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    secret = '{"type": "events_api", "envelope_id": "1", "payload": ["who gets sacked?"]}'
    await trip.slack.socket.connections.open[0].socket.send_str(secret)
    for _ in range(2):
        await trip.ask(QUESTION)

    assert "a frame from Slack could not be taken: TypeError" in caplog.messages
    assert "sacked" not in caplog.text
