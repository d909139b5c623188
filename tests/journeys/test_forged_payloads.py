"""Payloads that are signed, but hold other values than Slack was given: what a button carries is no order."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.feedback.form import PICK
from bot.features.feedback.handlers import NOTED
from bot.features.interactions import NOT_OURS
from bot.features.post.words import NOT_YOURS
from bot.features.reminders.words import SORTED
from bot.slack.client.signatures import Signer
from bot.slack.messages.controls import FEEDBACK, FEEDBACK_RIGHT, POST, REMIND, SEND_TO_ME, SHARE, STUCK
from bot.store.history import HistoryReader, Judgement, Period
from localslack.http_mode import Sent
from tests.journeys.after_answers import LEADS_ID, form, place, post, posts, press
from tests.journeys.harness import ALICE, BOB, QUESTION, RIGHT
from tests.journeys.over_http import HttpJourney, http_journey

FORM = "application/x-www-form-urlencoded"
SECRET = "zebrafish"
Payload = dict[str, Any]
NUMBERS = itertools.count(1)  # no two requests are the same


@pytest.fixture
async def trip() -> AsyncIterator[HttpJourney]:
    async with http_journey(workspace=place()) as running:
        yield running


def payload_of(sent: Sent) -> Payload:
    fields = {name: values[0] for name, values in parse_qs(sent.body.decode()).items()}
    payload: Payload = json.loads(fields["payload"]) if "payload" in fields else fields
    return payload


def last(trip: HttpJourney, about: str, kind: str | None = "block_actions") -> Payload:
    """The payload of a kind that Slack sent last for a control, a form or a command."""
    payloads = [payload_of(sent) for sent in trip.slack.http.sent if sent.delivery.about == about]
    return [payload for payload in payloads if payload.get("type") == kind][-1]


async def send(trip: HttpJourney, payload: Payload, user: str = ALICE) -> None:
    """Send a payload as Slack would sign it, and wait until all it leads to is done."""
    if "user" in payload:
        payload["user"]["id"], payload["number"] = user, next(NUMBERS)
    if user != ALICE:
        payload.pop("response_url", None)  # it is Alice's
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
        await send(trip, last(trip, "/whoask", None) | {"response_url": url, "trigger_id": "2.forged"})
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


def altered(trip: HttpJourney, payload: Payload, *, signed: bool, **changes: str) -> Payload:
    """A click or a form that carries other fields; `signed` as if the bot had signed them, for its workspace."""
    signer = Signer(trip.store.pseudonyms.signature, trip.slack.seed.team)
    if "view" in payload:
        holder, name, purpose = payload["view"], "private_metadata", payload["view"]["callback_id"]
    else:
        holder, name, purpose = payload["actions"][0], "value", payload["actions"][0]["action_id"]
    fields = json.loads(holder[name])
    signature = fields.pop("s")
    fields |= changes
    whole = json.dumps(fields, ensure_ascii=False)
    holder[name] = signer.sign(whole, purpose) if signed else json.dumps({**fields, "s": signature}, ensure_ascii=False)
    return payload


@pytest.mark.parametrize("note", ["#general", "C1", "U2", "@channel", "#general 3"])
async def test_a_question_is_posted_in_the_registrys_places_whatever_the_button_or_the_form_says(
    trip: HttpJourney, note: str
) -> None:
    await form(trip, await trip.ask(QUESTION))
    opened = len(trip.slack.calls("views.open"))
    await send(trip, altered(trip, last(trip, POST), signed=True, n=note))
    assert len(trip.slack.calls("views.open")) == opened

    await trip.slack.submit_view(trip.slack.modals(ALICE)[-1], ALICE)
    await trip.quiet()
    posted = len(trip.said())
    await send(trip, altered(trip, last(trip, "post_question", "view_submission"), signed=True, note=note))
    assert len(trip.said()) == posted
    assert len(posts(trip)) == 1


async def test_a_button_whose_value_the_bot_did_not_sign_does_nothing_and_says_so(trip: HttpJourney) -> None:
    answer = await trip.ask(QUESTION)
    for action, change in ((POST, {"k": "2.other"}), (STUCK, {"n": "2"}), (SEND_TO_ME, {"q": "another question"})):
        await trip.slack.click(answer, action, ALICE)
        await trip.quiet()
        told, said = len(trip.slack.ephemerals(ALICE)), len(trip.said())
        await send(trip, altered(trip, last(trip, action), signed=False, **change))
        assert trip.slack.ephemerals(ALICE)[told:][0].text == NOT_OURS, action
        assert len(trip.said()) == said
    # A value is good for the button that it was given to alone, and one without a signature for none.
    click = last(trip, STUCK)
    click["actions"][0]["action_id"] = SHARE
    await send(trip, click)
    click = last(trip, FEEDBACK_RIGHT if FEEDBACK_RIGHT in str(answer.blocks) else STUCK)
    click["actions"][0]["value"] = json.dumps({"k": json.loads(click["actions"][0]["value"])["k"]})
    await send(trip, click)
    assert [message.text for message in trip.slack.ephemerals(ALICE)[-2:]] == [NOT_OURS, NOT_OURS]


async def test_an_altered_form_posts_nothing(trip: HttpJourney) -> None:
    await form(trip, await trip.ask(QUESTION))
    await trip.slack.submit_view(trip.slack.modals(ALICE)[-1], ALICE)
    await trip.quiet()
    await send(
        trip, altered(trip, last(trip, "post_question", "view_submission"), signed=False, note="#govuk-tech-leads")
    )
    assert len(posts(trip)) == 1
    assert posts(trip, LEADS_ID) == []
    assert trip.slack.messages(trip.slack.dm(ALICE))[-1].text == NOT_OURS


async def test_another_user_gets_no_private_answer_posts_no_question_and_ends_no_reminder(trip: HttpJourney) -> None:
    """With the very values that the asker was given: they have seen them over a shoulder."""
    answer = await trip.ask(f"{QUESTION} {SECRET}")
    for action in (SEND_TO_ME, SHARE):
        await trip.slack.click(answer, action, ALICE)
    await form(trip, answer)
    told = await post(trip, answer)
    for action in (REMIND, SORTED):
        told = await press(trip, told, action)
    await trip.quiet()
    heard, said = len(trip.slack.ephemerals(BOB)), len(trip.said())
    reminder = await trip.store.reminders.find(f"{key_of(last(trip, REMIND))} {RIGHT}")
    for action in (SEND_TO_ME, SHARE, POST, REMIND, SORTED):
        await send(trip, last(trip, action), BOB)
    await send(trip, last(trip, "post_question", "view_submission"), BOB)

    assert len(trip.said()) == said
    assert SECRET not in str([(one.text, one.blocks) for one in trip.slack.ephemerals(BOB)[heard:]])
    assert "https://" not in str([one.text for one in trip.slack.ephemerals(BOB)[heard:]])
    assert await trip.store.reminders.find(f"{key_of(last(trip, REMIND))} {RIGHT}") == reminder


async def test_a_form_that_another_user_submits_uses_up_nobodys_question(trip: HttpJourney) -> None:
    await form(trip, await trip.ask(QUESTION))
    click = last(trip, POST)
    view = trip.slack.modals(ALICE)[-1]
    payload = {
        "type": "view_submission",
        "team": click["team"],
        "user": dict(click["user"]),
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "post_question",
            "private_metadata": view.body["private_metadata"],
            "state": {"values": {"question": {"question": {"type": "plain_text_input", "value": "mine"}}}},
        },
    }
    await send(trip, payload, BOB)
    assert posts(trip) == []
    assert trip.slack.ephemerals(ALICE)[-1].text == NOT_YOURS  # the form names where she is
    await trip.slack.submit_view(view, ALICE)
    await trip.quiet()
    assert len(posts(trip)) == 1


async def test_a_place_that_was_picked_is_kept_only_if_the_registry_has_it(trip: HttpJourney) -> None:
    answer = await trip.ask(QUESTION)
    await trip.slack.click(answer, FEEDBACK, ALICE, "Wrong place")
    modal = (await trip.slack.wait_for(lambda: trip.slack.modals(ALICE)))[0]
    suggested = await trip.slack.settled(await trip.slack.suggest(modal, PICK, ALICE, "second"))
    await trip.slack.submit_view(modal, ALICE, {PICK: suggested.answer["options"][0]})
    await trip.quiet()
    assert [row.instead for row in await judgements(trip)] == ["team:second-line"]
    submission = last(trip, "wrong_place", "view_submission")
    for code in ("team:<!channel> buy now", "#evil", "team:", "x" * 5_000):
        option = next(iter(submission["view"]["state"]["values"].values()))[PICK]["selected_option"]
        option["value"] = code
        await send(trip, submission)
        assert [row.instead for row in await judgements(trip)] == [None]
        assert "no longer lists what you picked" in trip.slack.ephemerals(ALICE)[-1].text


async def test_somebody_of_another_organisation_is_shown_no_place_by_a_form_or_a_menu(trip: HttpJourney) -> None:
    answer = await trip.ask(QUESTION)
    await trip.slack.click(answer, FEEDBACK, ALICE, "Wrong place")
    modal = (await trip.slack.wait_for(lambda: trip.slack.modals(ALICE)))[0]
    suggested = await trip.slack.settled(await trip.slack.suggest(modal, PICK, ALICE, "second"))
    await trip.slack.submit_view(modal, ALICE, {PICK: suggested.answer["options"][0]})
    await trip.quiet()
    told = len(trip.slack.ephemerals(ALICE))
    submission, typing = last(trip, "wrong_place", "view_submission"), last(trip, PICK, "block_suggestion")
    submission["user"]["team_id"] = typing["user"]["team_id"] = "T9ELSEWHERE"
    await send(trip, submission)
    assert [one.text for one in trip.slack.ephemerals(ALICE)[told:]] == [NOTED]
    body = urlencode({"payload": json.dumps(typing)}).encode()
    _, options = await trip.post(body, trip.slack.http.signed(body, FORM, ahead=1))
    assert json.loads(options) == {"options": []}


def key_of(click: Payload) -> str:
    return str(json.loads(click["actions"][0]["value"])["k"])


async def judgements(trip: HttpJourney) -> tuple[Judgement, ...]:
    now = trip.bot.services.now()

    async def read(connection: AsyncConnection) -> tuple[Judgement, ...]:
        period = Period(now - timedelta(days=1), now + timedelta(days=1))
        return await HistoryReader(connection, period, trip.slack.seed.team).judgements()

    return await trip.store.run(read)
