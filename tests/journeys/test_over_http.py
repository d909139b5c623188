"""Slack's requests over HTTP: every door answers, each request counts once, and only Slack's own are taken."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.app import open_http_server, web_client
from bot.features.feedback.form import PICK
from bot.settings.http import HttpSettings
from bot.settings.secret import Secret
from bot.slack.messages.controls import FEEDBACK, SHARE
from bot.slack.payloads.installation import Installation
from bot.slack.payloads.questions import ASK_QUESTION
from bot.slack.payloads.questions import QUESTION as QUESTION_FIELD
from bot.slack.receiving import http_server
from bot.slack.receiving.http_server import LARGEST_BODY
from localslack import Hang
from tests.journeys.harness import ALICE, BOB, QUESTION, RIGHT, DownStore, bot_on
from tests.journeys.over_http import QUICK, HttpJourney, http_journey, raw_request

FORM = "application/x-www-form-urlencoded"
MARKER = "zebrafish"


@pytest.fixture
async def trip() -> AsyncIterator[HttpJourney]:
    async with http_journey() as running:
        yield running


def words_of(caplog: pytest.LogCaptureFixture) -> str:
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(formatter.format(record) for record in caplog.records)


async def test_every_door_answers(trip: HttpJourney) -> None:
    assert RIGHT in (await trip.ask(QUESTION)).text
    assert RIGHT in (await trip.mention(f"@whoask {QUESTION}")).text
    assert RIGHT in (await trip.dm(QUESTION)).text
    await trip.slack.global_shortcut(ASK_QUESTION, BOB)
    form = (await trip.slack.wait_for(lambda: trip.slack.modals(BOB)))[0]
    await trip.slack.settled(await trip.slack.submit_view(form, BOB, {QUESTION_FIELD: QUESTION}))
    answers = await trip.slack.wait_for(lambda: trip.slack.messages(trip.slack.dm(BOB)))
    assert RIGHT in answers[0].text


async def test_a_click_opens_a_modal_whose_menu_suggests_places_and_whose_submission_counts(trip: HttpJourney) -> None:
    answer = await trip.ask(QUESTION)
    await trip.slack.click(answer, FEEDBACK, ALICE, "Wrong place")
    modal = (await trip.slack.wait_for(lambda: trip.slack.modals(ALICE)))[0]
    typed = await trip.slack.settled(await trip.slack.suggest(modal, PICK, ALICE, "second"))
    choice = typed.answer["options"][0]
    assert choice["text"]["text"].startswith("Second line")
    await trip.slack.submit_view(modal, ALICE, {PICK: choice})
    noted = (await trip.slack.wait_for(lambda: trip.slack.ephemerals(ALICE)[1:]))[0]
    assert "#govuk-2ndline-tech" in noted.text
    await trip.slack.wait_for(lambda: not trip.slack.modals(ALICE))


async def test_the_home_tab_is_shown(trip: HttpJourney) -> None:
    await trip.slack.open_home(ALICE)
    await trip.slack.wait_for(lambda: trip.slack.home(ALICE))


async def test_an_event_that_is_delivered_again_is_answered_once() -> None:
    """The first time the answer takes longer than Slack waits: it is on its way when the second attempt comes."""
    async with http_journey(store=DownStore(retention=timedelta()), options=replace(QUICK, ack_timeout=0.2)) as trip:
        trip.slack.faults.next("chat.postMessage", Hang())
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        (delivery,) = trip.slack.deliveries(said.ts)
        await trip.slack.wait_for(lambda: len(delivery.attempts) > 1)
        trip.slack.faults.release()
        await trip.quiet()

        again = [sent for sent in trip.slack.http.sent if sent.headers.get("X-Slack-Retry-Num") == "1"]
        assert [sent.headers["X-Slack-Retry-Reason"] for sent in again] == ["http_timeout"]
        assert delivery.acked
        assert len(trip.answers(said)) == 1


async def test_a_question_that_comes_again_under_a_new_id_is_answered_once(trip: HttpJourney) -> None:
    trip.slack.faults.duplicate_events(1, fresh_event_id=True)
    said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.quiet()
    assert [delivery.outcome for delivery in trip.slack.deliveries(said.ts)] == ["acked", "acked"]
    assert len(trip.answers(said)) == 1


async def test_a_replay_is_refused_whatever_it_is(trip: HttpJourney, caplog: pytest.LogCaptureFixture) -> None:
    answer = await trip.ask(f"{QUESTION} {MARKER}")
    await trip.mention(f"@whoask {QUESTION}")
    await trip.slack.click(answer, SHARE, ALICE)
    await trip.quiet()
    said, calls, requests = len(trip.said()), len(trip.slack.calls()), list(trip.slack.http.sent)
    assert {sent.delivery.kind for sent in requests} == {"slash_commands", "events_api", "interactive"}

    assert [await trip.send(sent) for sent in requests] == [HTTPStatus.CONFLICT] * len(requests)
    await trip.quiet()
    assert len(trip.said()) == said
    assert len(trip.slack.calls()) == calls
    assert MARKER not in words_of(caplog)


async def test_a_request_that_nobody_could_place_may_come_again_within_the_second(
    trip: HttpJourney, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = trip.bot.authorization.installation
    failures = iter([RuntimeError(MARKER)])

    async def once_broken(workspace: str | None = None) -> Installation | None:
        for failure in failures:
            raise failure
        return await installation(workspace)

    monkeypatch.setattr(trip.bot.authorization, "installation", once_broken)
    said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.quiet()
    (delivery,) = trip.slack.deliveries(said.ts)
    assert [attempt.retry for attempt in delivery.attempts] == [0, 1]
    assert delivery.outcome == "acked"
    assert len(trip.answers(said)) == 1


async def test_a_replay_to_another_replica_answers_nothing_twice(trip: HttpJourney) -> None:
    await trip.mention(f"@whoask {QUESTION}")
    answer = await trip.ask(QUESTION)
    await trip.slack.click(answer, SHARE, ALICE)
    await trip.quiet()
    client = web_client(trip.slack.bot_token, base_url=trip.slack.api_url)
    other = bot_on(client, trip.store)
    secret = Secret(trip.slack.seed.app.signing_secret)
    second = await open_http_server(other, HttpSettings(signing_secret=secret, port=0))
    before = len(trip.said()), len(trip.slack.responses)
    taken = []
    for sent in trip.slack.http.sent:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{second.port}/slack/events", data=sent.body, headers=sent.headers) as got,
        ):
            taken.append((sent.delivery.kind, got.status))
    await second.stop(within=5)
    assert {status for kind, status in taken if kind == "interactive"} == {HTTPStatus.CONFLICT}
    assert {status for kind, status in taken if kind != "interactive"} == {HTTPStatus.OK}
    assert (len(trip.said()), len(trip.slack.responses)) == before


@pytest.mark.parametrize("kind", ["another secret", "another body", "none", "no number", "not ASCII", "old", "ahead"])
async def test_a_request_that_slack_did_not_just_sign_is_refused_and_its_words_are_not_logged(
    trip: HttpJourney, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("slack_bolt", "slack_sdk", "aiohttp", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    body = urlencode({"command": "/whoask", "text": MARKER, "team_id": "T0SANDBOX", "trigger_id": "1"}).encode()
    shift = {"old": -301, "ahead": 301}.get(kind, 0)
    signer = trip.slack.http
    if kind == "another secret":
        signer.signing_secret = "0" * 32
    real, signer._clock = signer._clock, lambda: time.time() + shift
    headers = signer.signed(body, FORM)
    signer._clock = real
    match kind:
        case "another body":
            body += b"!"
        case "none":
            headers = {"Content-Type": FORM}
        case "no number":
            headers["X-Slack-Request-Timestamp"] = "now"
        case "not ASCII":
            headers["X-Slack-Signature"] = "v0=é"
        case _:
            pass
    assert (await trip.post(body, headers))[0] == HTTPStatus.UNAUTHORIZED
    assert "refused 1 request: signature is not Slack's" in words_of(caplog)
    assert MARKER not in words_of(caplog)
    assert trip.slack.calls("chat.postEphemeral") == ()


async def test_what_is_signed_but_no_request_of_slacks_is_refused(
    trip: HttpJourney, caplog: pytest.LogCaptureFixture
) -> None:
    for body in (f"{{{MARKER}".encode(), f'["{MARKER}"]'.encode(), b"\xff\xfe" + MARKER.encode()):
        status, _ = await trip.post(body, trip.slack.http.signed(body, "application/json"))
        assert status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}
    assert MARKER not in words_of(caplog)


async def test_slack_may_look_at_the_certificate(trip: HttpJourney) -> None:
    assert await trip.post(b"token=t&ssl_check=1", {"Content-Type": FORM}) == (HTTPStatus.OK, "")


async def test_other_paths_and_methods_are_refused(trip: HttpJourney) -> None:
    root = trip.url.removesuffix("/slack/events")
    async with aiohttp.ClientSession() as session:
        for method, path, status in (
            ("POST", "/", HTTPStatus.NOT_FOUND),
            ("POST", "/slack/events/", HTTPStatus.NOT_FOUND),
            ("GET", "/slack/install", HTTPStatus.NOT_FOUND),
            ("GET", "/slack/events", HTTPStatus.METHOD_NOT_ALLOWED),
            ("PUT", "/slack/events", HTTPStatus.METHOD_NOT_ALLOWED),
        ):
            async with session.request(method, root + path) as response:
                assert response.status == status, (method, path)


async def test_a_body_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "LINGER_SECONDS", 0.05)
    async with http_journey() as trip:
        await _sends_too_much(trip)


async def _sends_too_much(trip: HttpJourney) -> None:
    assert trip.listening.port
    head = "POST /slack/events HTTP/1.1\nHost: h\n"
    said = await raw_request(trip.listening.port, f"{head}Content-Length: {LARGEST_BODY + 1}\n\n", b"x")
    assert said.startswith(b"HTTP/1.1 413 ")
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    said = await raw_request(trip.listening.port, f"{head}Transfer-Encoding: chunked\n\n", *[chunk] * 17)
    assert said.startswith(b"HTTP/1.1 413 ")


async def test_a_body_that_dribbles_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "BODY_SECONDS", 0.05)
    monkeypatch.setattr(http_server, "LINGER_SECONDS", 0.05)
    async with http_journey() as trip:
        await _dribbles(trip)


async def _dribbles(trip: HttpJourney) -> None:
    assert trip.listening.port
    head = "POST /slack/events HTTP/1.1\nHost: h\nContent-Length: 1000\n\n"
    said = await asyncio.wait_for(raw_request(trip.listening.port, head, b"x"), 5)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in said.lower()
    assert RIGHT in (await trip.ask(QUESTION)).text


async def test_without_a_store_every_door_answers_and_the_answer_goes_before_the_acknowledgement() -> None:
    async with http_journey(store=DownStore(retention=timedelta())) as trip:
        assert RIGHT in (await trip.ask(QUESTION)).text
        assert RIGHT in (await trip.dm(QUESTION)).text
        trip.slack.faults.next("chat.postMessage", Hang())
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.slack.wait_for(lambda: trip.slack.faults.hanging("chat.postMessage"))
        before = [delivery.acked for delivery in trip.slack.deliveries(said.ts)]
        trip.slack.faults.release()
        await trip.quiet()
        assert before == [False]
        assert len(trip.answers(said)) == 1


async def test_when_it_stops_it_takes_nothing_new_and_finishes_what_it_has(trip: HttpJourney) -> None:
    trip.slack.faults.next("chat.postMessage", Hang())
    said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.slack.wait_for(lambda: trip.slack.faults.hanging("chat.postMessage"))
    port = trip.listening.port
    assert port
    stopping = asyncio.create_task(trip.listening.stop(within=5))
    while trip.listening.port:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)
    with pytest.raises(aiohttp.ClientError):
        await trip.post(b"", {})
    assert not stopping.done()
    assert trip.listening.live == 0
    trip.slack.faults.release()
    await stopping
    assert len(trip.answers(said)) == 1


async def test_when_it_stops_a_request_that_is_open_is_answered() -> None:
    async with http_journey(store=DownStore(retention=timedelta())) as trip:
        trip.slack.faults.next("chat.postMessage", Hang())
        said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
        await trip.slack.wait_for(lambda: trip.slack.faults.hanging("chat.postMessage"))
        stopping = asyncio.create_task(trip.listening.stop(within=5))
        while trip.listening.live:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        trip.slack.faults.release()
        await stopping
        (delivery,) = trip.slack.deliveries(said.ts)
        await trip.slack.settled(delivery)
        assert [attempt.retry for attempt in delivery.attempts if attempt.acked_at] == [0]
        assert len(trip.answers(said)) == 1


async def test_when_it_stops_an_idle_connection_is_closed(trip: HttpJourney) -> None:
    assert trip.listening.port
    reader, writer = await asyncio.open_connection("127.0.0.1", trip.listening.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 404 ")
    await trip.listening.stop(within=1)
    await asyncio.wait_for(reader.read(), 2)
    assert reader.at_eof()
    writer.close()


async def test_it_knows_how_long_ago_slack_sent_something(trip: HttpJourney) -> None:
    assert trip.listening.live == 1
    first = trip.listening.last_envelope_seconds
    assert first is not None  # the challenge
    await trip.post(b"x", {})
    later = trip.listening.last_envelope_seconds
    assert later is not None
    assert later >= first
    await trip.ask(QUESTION)
    assert (trip.listening.last_envelope_seconds or 0) < later + 5
