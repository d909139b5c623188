"""Whatever Slack may send, it is answered."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.receiving.socket_mode import ACKNOWLEDGED, dispatch
from tools.fuzz.conversations import ASKED, PLACE, click, command, numbered
from tools.fuzz.payload_checks import world

ODD: dict[str, Any] = {
    "a type that is a list": {"type": ["secret"]},
    "a type that is an object": {"type": {"text": "secret"}, "text": "secret"},
    "actions that are a number": {"type": "block_actions", "user": {"id": "U1"}, "actions": 1.5, "value": "secret"},
    "no actions at all": {"type": "block_actions", "user": {"id": "U1"}, "actions": []},
    "a view that is a number": {"type": "view_submission", "view": 1, "text": "secret"},
    "an event that is a number": {"type": "event_callback", "event": 1, "text": "secret"},
    "a view without an end": {"type": "view_submission", "view": json.loads("[" * 200 + "]" * 200)},
}


async def test_what_bolt_breaks_on_is_acknowledged_and_its_words_stay_out_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with world() as here:
        for what, payload in ODD.items():
            request = AsyncBoltRequest(mode="socket_mode", body=payload, headers={})
            response = await dispatch(here.app.bolt, request)

            assert (response.status, response.body) == (ACKNOWLEDGED, ""), what

    assert "a payload from Slack could not be taken: it is of no kind" in caplog.messages
    assert "a payload from Slack could not be taken: TypeError" in caplog.messages
    assert "secret" not in caplog.text


async def test_a_command_goes_on_to_its_answer() -> None:
    async with world() as here:
        await here.deliver(numbered(command(ASKED), 1, here.slack.base))
        await here.finish()

        assert [call.method for call in here.slack.calls] == ["response_url"]


async def test_a_command_without_a_name_leaves_the_next_one_its_answer() -> None:
    async with world() as here:
        for number, name in enumerate(("/whoask", "", "/whoask")):
            here.reset()
            await here.deliver(numbered({**command(ASKED), "command": name}, number, here.slack.base))
            await here.finish()

        assert PLACE in str(here.slack.calls)


async def test_a_click_that_cannot_be_read_is_told_to_whoever_clicked_and_leaves_no_error_behind() -> None:
    async with world() as here:
        body = numbered(click("still_stuck", ""), 2, here.slack.base)
        body["actions"][0]["selected_options"] = [{}]
        await here.deliver(body)
        await here.finish()

        assert "did not work" in str(here.slack.calls)
    gc.collect()
    assert not here.strays
