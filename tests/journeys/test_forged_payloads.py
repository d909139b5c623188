"""Payloads that are signed, but hold other values than Slack was given: what a button carries is no order."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from aiohttp import web

from bot.slack.messages.controls import POST
from localslack.http_mode import Sent
from tests.journeys.after_answers import form, place, posts
from tests.journeys.harness import ALICE, QUESTION, RIGHT
from tests.journeys.over_http import HttpJourney, http_journey

FORM = "application/x-www-form-urlencoded"
Payload = dict[str, Any]


@pytest.fixture
async def trip() -> AsyncIterator[HttpJourney]:
    async with http_journey(workspace=place()) as running:
        yield running


def payload_of(sent: Sent) -> Payload:
    fields = {name: values[0] for name, values in parse_qs(sent.body.decode()).items()}
    payload: Payload = json.loads(fields["payload"]) if "payload" in fields else fields
    return payload


def last(trip: HttpJourney, about: str) -> Payload:
    """The payload that Slack sent last for a control, a form or a command."""
    return payload_of([sent for sent in trip.slack.http.sent if sent.delivery.about == about][-1])


async def send(trip: HttpJourney, payload: Payload, user: str = ALICE) -> None:
    """Send a payload as Slack would sign it, and wait until all it leads to is done."""
    if "user" in payload:
        payload["user"]["id"] = user
    fields = payload if "command" in payload else {"payload": json.dumps(payload)}
    body = urlencode(fields).encode()
    status, _ = await trip.post(body, trip.slack.http.signed(body, FORM))
    assert status == HTTPStatus.OK
    await trip.quiet()


@dataclass
class Elsewhere:
    """Another server on this machine, such as one inside the operator's network."""

    address: str = ""
    seen: list[str] = field(default_factory=list)


@asynccontextmanager
async def elsewhere(answer: Callable[[], web.Response] = lambda: web.Response(text="ok")) -> AsyncIterator[Elsewhere]:
    there = Elsewhere()

    async def take(request: web.Request) -> web.Response:
        there.seen.append(request.path)
        return answer()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield there
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("address", ["{}/commands/T1/1", "http://localhost:{port}/x", "{}\\@hooks.slack.com/x"])
async def test_a_command_is_answered_whatever_its_response_url_and_no_foreign_one_is_called(
    trip: HttpJourney, address: str
) -> None:
    await trip.ask(QUESTION)
    async with elsewhere() as other:
        url = address.format(other.address, port=other.address.rpartition(":")[2])
        await send(trip, last(trip, "/whoask") | {"response_url": url, "trigger_id": "2.forged"})
        assert other.seen == []
    answers = trip.slack.ephemerals(ALICE)
    assert len(answers) == 2
    assert RIGHT in answers[1].text


async def test_a_click_and_a_form_whose_response_url_is_foreign_call_nobody(trip: HttpJourney) -> None:
    await form(trip, await trip.ask(QUESTION))
    async with elsewhere() as other:
        await send(trip, last(trip, POST) | {"response_url": f"{other.address}/actions/1"})
        again = [call.data["view"] for call in trip.slack.calls("views.open")][-1]
        assert other.address in again["private_metadata"]
        await trip.slack.submit_view(trip.slack.modals(ALICE)[-1], ALICE)
        await trip.quiet()
        assert other.seen == []
    assert "I posted your question" in trip.slack.ephemerals(ALICE)[-1].text


async def test_no_redirect_is_followed_wherever_slack_seems_to_send_one(trip: HttpJourney) -> None:
    """Not of a response_url, nor of the Web API."""
    async with elsewhere() as inside, elsewhere(lambda: _to(inside.address)) as slacks:
        client = trip.bot.client
        real, client.base_url = client.base_url, f"{slacks.address}/api/"
        await send_command(trip, f"{slacks.address}/commands/T1/1")
        client.base_url = real
        assert slacks.seen
        assert "/commands/T1/1" in slacks.seen
        assert inside.seen == []


def _to(address: str) -> web.Response:
    return web.Response(status=HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": f"{address}/inside"})


async def send_command(trip: HttpJourney, response_url: str) -> None:
    fields = {"command": "/whoask", "text": QUESTION, "team_id": trip.slack.seed.team, "trigger_id": "3.forged"}
    fields |= {"user_id": ALICE, "channel_id": "C1", "response_url": response_url}
    await send(trip, fields)


@pytest.mark.parametrize("note", ["#general", "C1", "U2", "@channel", "#general 3"])
async def test_a_question_is_posted_in_the_registrys_places_whatever_the_button_or_the_form_says(
    trip: HttpJourney, note: str
) -> None:
    await form(trip, await trip.ask(QUESTION))
    click = last(trip, POST)
    click["actions"][0]["value"] = json.dumps(json.loads(click["actions"][0]["value"]) | {"n": note})
    opened = len(trip.slack.calls("views.open"))
    await send(trip, click)
    assert len(trip.slack.calls("views.open")) == opened

    await trip.slack.submit_view(trip.slack.modals(ALICE)[-1], ALICE)
    await trip.quiet()
    posted = len(trip.said())
    submission = last(trip, "post_question")
    view = submission["view"]
    view["private_metadata"] = json.dumps(json.loads(view["private_metadata"]) | {"note": note})
    await send(trip, submission)
    assert len(trip.said()) == posted
    assert len(posts(trip)) == 1
