"""HTTP mode against a real Bolt app that verifies signatures itself, and against a server that fails on purpose."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from localslack import ImpossibleError, LocalSlack, Options
from tests.localslack.harness import SEED

QUICK = Options(retry_after=(0.0, 0.0, 0.0), ack_timeout=1.0)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([web.post("/slack/events", handler)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@dataclass
class Scripted:
    """An app that answers the challenge, and then as it is told, by status; None is not at all."""

    answers: list[int | None]
    requests: list[dict[str, str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if "challenge" in await request.text():
            return web.json_response({"challenge": (await request.json())["challenge"]})
        self.requests.append(dict(request.headers))
        status = self.answers.pop(0) if self.answers else 200
        if status is None:
            assert request.transport
            request.transport.abort()
            return web.Response()
        return web.Response(status=status)

    def retries(self) -> list[tuple[str, str]]:
        named = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")
        return [(headers.get(named[0], ""), headers.get(named[1], "")) for headers in self.requests]


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(SEED, options=QUICK) as running:
        yield running


async def test_a_bolt_app_takes_commands_clicks_and_events_and_verifies_every_signature(slack: LocalSlack) -> None:
    app = AsyncApp(
        client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url),
        signing_secret=slack.seed.app.signing_secret,
    )
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    heard: list[str] = []

    @app.command("/ask")
    async def on_command(ack: Any, command: Any, respond: Any) -> None:
        await ack("one moment")
        heard.append(command["text"])
        await respond(text="press", blocks=[{"type": "actions", "elements": [button]}])

    @app.action("go")
    async def on_click(ack: Any, body: Any) -> None:
        await ack()
        heard.append(body["user"]["id"])

    @app.event("app_mention")
    async def on_mention(event: Any) -> None:
        heard.append(event["text"])

    async def handle(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async with serving(handle) as url:
        await slack.http.use(url)
        command = await slack.command("alice", "#general", "/ask", "who & why?")
        assert (await slack.settled(command)).outcome == "acked"
        pressed = (await slack.wait_for(lambda: [m for m in slack.ephemerals("alice") if m.blocks]))[0]
        assert "one moment" in [m.text for m in slack.ephemerals("alice")]
        await slack.settled(await slack.click(pressed, "go", "alice"))
        await slack.say("alice", "#general", "@helper hello")
        await slack.wait_for(lambda: len(slack.acks) == 3)
        slack.http.signing_secret = "another"
        refused = await slack.command("alice", "#general", "/ask", "again")
        assert (await slack.settled(refused)).outcome == "dispatch_failed"
    async with asyncio.timeout(5):
        while len(heard) < 3:  # noqa: ASYNC110 - Bolt runs listeners beside the answer
            await asyncio.sleep(0)
    assert heard == ["who &amp; why?", "U1", "<@U0BOT> hello"]


async def test_an_event_is_sent_again_with_the_reason_until_it_is_taken(slack: LocalSlack) -> None:
    app = Scripted([500, None, 302])
    async with serving(app.handle) as url:
        await slack.http.use(url)
        said = await slack.say("alice", "#general", "@helper hello")
        (delivery,) = slack.deliveries(said.ts)
        await slack.settled(delivery)
    assert app.retries() == [("", ""), ("1", "http_error"), ("2", "connection_failed"), ("3", "http_error")]
    assert delivery.outcome == "acked"
    assert [attempt.retry for attempt in delivery.attempts] == [0, 1, 2, 3]


async def test_after_three_retries_an_event_is_given_up(slack: LocalSlack) -> None:
    app = Scripted([500] * 9)
    async with serving(app.handle) as url:
        await slack.http.use(url)
        said = await slack.say("alice", "#general", "@helper hello")
        (delivery,) = slack.deliveries(said.ts)
        assert (await slack.settled(delivery)).outcome == "given_up"
    assert len(app.requests) == 4


async def test_a_command_is_sent_once_and_whoever_gave_it_is_told(slack: LocalSlack) -> None:
    app = Scripted([500])
    async with serving(app.handle) as url:
        await slack.http.use(url)
        delivery = await slack.command("alice", "#general", "/ask", "x")
        assert (await slack.settled(delivery)).outcome == "dispatch_failed"
    assert len(app.requests) == 1
    assert "dispatch_failed" in slack.ephemerals("alice")[0].text


async def test_an_app_that_does_not_answer_in_time_has_timed_out(slack: LocalSlack) -> None:
    done = asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        if "challenge" in await request.text():
            return web.json_response({"challenge": (await request.json())["challenge"]})
        await done.wait()
        return web.Response()

    async with serving(handle) as url:
        await slack.http.use(url)
        slack.http.ack_timeout = 0.02
        delivery = await slack.command("alice", "#general", "/ask", "x")
        assert (await slack.settled(delivery)).outcome == "operation_timeout"
        done.set()


async def test_every_attempt_is_signed_for_its_own_body_and_time(slack: LocalSlack) -> None:
    app = Scripted([500, 500])
    async with serving(app.handle) as url:
        await slack.http.use(url)
        said = await slack.say("alice", "#general", "@helper hello")
        await slack.settled(slack.deliveries(said.ts)[0])
    verifier = SignatureVerifier(slack.seed.app.signing_secret)
    assert len(slack.http.sent) == 3
    assert all(verifier.is_valid_request(sent.body, sent.headers) for sent in slack.http.sent)
    assert not verifier.is_valid_request(slack.http.sent[0].body + b"x", slack.http.sent[0].headers)


async def test_a_url_that_does_not_give_the_challenge_back_is_not_taken(slack: LocalSlack) -> None:
    async def handle(_: web.Request) -> web.StreamResponse:
        return web.Response(text="hello")

    async with serving(handle) as url:
        with pytest.raises(ImpossibleError, match="challenge"):
            await slack.http.use(url)
    with pytest.raises(ImpossibleError, match="did not respond"):
        await slack.http.use(url)
    assert slack.http.url == ""
