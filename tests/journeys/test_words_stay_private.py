"""What people type is answered and never logged."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from bot.features.home.view import SEARCH
from bot.slack.messages.controls import SHARE
from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE, ASK_AT_HOME, ASK_QUESTION, QUESTION
from localslack import RESPONSE_URL, Refuse, ServerFault
from routing.matching.index import Index
from tests.journeys.harness import ALICE, BOB, INDEX, Journey, journey

MARKER = "zebrafish"
TYPED = f"who renews the TLS certificate of {MARKER}?"


def logged(caplog: pytest.LogCaptureFixture) -> str:
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(formatter.format(record) for record in caplog.records)


async def at_every_door(trip: Journey) -> None:
    await trip.slack.command(ALICE, "C1", "/whoask", TYPED)
    await trip.slack.say(ALICE, "C1", f"@whoask {TYPED}")
    await trip.slack.say(ALICE, trip.slack.dm(ALICE), TYPED)
    first = await trip.slack.say(BOB, "C1", TYPED)
    await trip.slack.say(ALICE, "C1", "@whoask", first.ts)
    await trip.quiet()


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
async def test_the_log_of_a_good_day_holds_no_words(caplog: pytest.LogCaptureFixture, level: int) -> None:
    caplog.set_level(level)
    async with journey() as trip:
        await at_every_door(trip)
        await trip.slack.disconnect("refresh_requested")
        await trip.slack.connected(4)

    assert "a connection to Slack ends" in logged(caplog)
    assert MARKER not in logged(caplog)


async def test_the_log_of_a_bad_day_holds_no_words(caplog: pytest.LogCaptureFixture) -> None:
    """A fault whose message quotes the question, a Slack that takes nothing, payloads that nobody listens to."""
    caplog.set_level(logging.DEBUG)

    def broken() -> Index:
        try:
            return {"": INDEX}[TYPED]
        except KeyError as error:
            raise ValueError(f"cannot answer {TYPED!r}") from error

    async with journey(index=broken) as trip:
        trip.slack.faults.next("chat.postMessage", ServerFault(500), times=3)
        trip.slack.faults.next(RESPONSE_URL, Refuse("used_url"), times=1)
        await at_every_door(trip)
        typed = {"type": "plain_text_input", "action_id": "a", "value": TYPED}
        interaction = {"type": "block_actions", "user": {"id": ALICE}, "team": {"id": "T0SANDBOX"}, "actions": [typed]}
        for kind, payload in (
            ("interactive", interaction),
            ("interactive", {"type": "block_suggestion", "action_id": "a", "value": TYPED, "user": {"id": ALICE}}),
            ("events_api", {"type": "event_callback", "event": {"type": "star_added", "text": TYPED}}),
            ("events_api", {"type": "event_callback", "event": {"type": "message", "text": TYPED}}),
            ("events_api", {"type": "event_callback", "event": {"type": "app_mention", "user": 5, "text": [TYPED]}}),
            ("slash_commands", {"command": "/whoask", "text": TYPED}),
            (
                "slash_commands",
                {"command": "/other", "text": TYPED, "trigger_id": "1", "user_id": "U1", "channel_id": "C1"},
            ),
        ):
            envelope = {"type": kind, "envelope_id": f"{kind}-{id(payload)}", "payload": payload}
            await trip.slack.connections[0].socket.send_json(envelope)
        await trip.slack.wait_for(lambda: len(trip.slack.acks) >= 11)
        await trip.quiet()

    assert "could not answer" in logged(caplog)
    assert "ValueError" in logged(caplog)
    assert "harness.py" in logged(caplog) or "test_words_stay_private.py" in logged(caplog)
    assert "nothing listens to this" in logged(caplog)
    assert MARKER not in logged(caplog)


async def test_the_log_when_blocks_are_refused_holds_no_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with journey(index=lambda: INDEX) as trip:
        trip.slack.faults.next("chat.postMessage", Refuse("invalid_blocks"), times=2)
        trip.slack.faults.next(RESPONSE_URL, Refuse("invalid_blocks"), times=1)
        await at_every_door(trip)

    assert "refused the blocks" in logged(caplog)
    assert MARKER not in logged(caplog)


def no_index() -> Index:
    raise KeyError(TYPED)


@pytest.mark.parametrize("index", [lambda: INDEX, no_index], ids=["a good day", "a bad day"])
async def test_the_log_of_shortcuts_and_forms_holds_no_words(
    caplog: pytest.LogCaptureFixture, index: Callable[[], Index]
) -> None:
    caplog.set_level(logging.DEBUG)
    good = True
    async with journey(index=lambda: INDEX if good else index()) as trip:
        said = await trip.slack.say(BOB, "C1", TYPED)
        await trip.slack.global_shortcut(ASK_QUESTION, ALICE)
        await trip.slack.open_home(ALICE)
        await trip.quiet()
        good = False
        await trip.slack.message_shortcut(said, ASK_ABOUT_MESSAGE, ALICE)
        await trip.slack.submit_view(trip.slack.modals(ALICE)[0], ALICE, {QUESTION: TYPED})
        for field in (ASK_AT_HOME, SEARCH):
            home = trip.slack.home(ALICE)
            assert home
            await trip.slack.select(home, field, ALICE, TYPED)
            await trip.quiet()
        for answer in trip.slack.ephemerals(ALICE)[:1]:
            if answer.text.startswith("Ask"):
                await trip.slack.click(answer, SHARE, ALICE)
        await trip.quiet()

    assert MARKER not in logged(caplog)
