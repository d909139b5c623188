from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import web_client
from bot.demo import conversation
from bot.demo.conversation import Conversation
from bot.demo.workspace import ASKER, workspace
from localslack import LocalSlack
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(workspace(parse(SMALL_REGISTRY.encode(), "teams.yaml"))) as slack:
        yield slack


@pytest.fixture
def bot(slack: LocalSlack) -> AsyncWebClient:
    """Stands for the bot: the test says what it answers."""
    return web_client(slack.bot_token, base_url=slack.api_url)


async def at_once() -> None:
    """A bot that has nothing more to do."""


@pytest.fixture
def talk(slack: LocalSlack) -> Conversation:
    return Conversation(slack, user=ASKER, channel="#govuk-developers", finished=at_once)


def button(label: str, value: str) -> dict[str, object]:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": f"pick-{value}",
        "value": value,
    }


BUTTONS = [{"type": "actions", "elements": [button("This team", "one"), button("That team", "other")]}]


async def test_typing_a_number_presses_that_button_and_shows_what_comes_of_it(
    slack: LocalSlack, bot: AsyncWebClient, talk: Conversation
) -> None:
    asking = asyncio.create_task(talk.take("who owns DNS?"))
    await slack.wait_for(slack.deliveries)
    sent = await bot.chat_postMessage(channel=slack.dm(ASKER), text="Pick one", blocks=BUTTONS)
    assert await asking == ["whoask · direct message", "  [1] This team   [2] That team"]

    pressing = asyncio.create_task(talk.take("2"))
    (pressed,) = await slack.wait_for(lambda: slack.deliveries("pick-other"))
    assert pressed.payload["actions"][0]["value"] == "other"
    await bot.chat_update(channel=slack.dm(ASKER), ts=sent["ts"], text="Ask that team")
    assert await pressing == ["whoask · direct message", "  Ask that team"]
    assert await talk.take("1") == ["There is no button with that number. To ask something, type words."]


async def test_buttons_of_all_messages_of_a_reply_are_numbered_through(slack: LocalSlack, bot: AsyncWebClient) -> None:
    finished = asyncio.Event()
    talk = Conversation(slack, user=ASKER, channel="#govuk-developers", finished=finished.wait)
    asking = asyncio.create_task(talk.take("@whoask who owns DNS?"))
    (asked,) = await slack.wait_for(lambda: slack.messages("#govuk-developers"))
    await bot.chat_postEphemeral(channel=asked.channel, user=ASKER, text="For you", blocks=BUTTONS)
    await bot.chat_postMessage(channel=asked.channel, thread_ts=asked.ts, text="For all", blocks=BUTTONS)
    finished.set()
    assert sorted(await asking) == [
        "  [1] This team   [2] That team",
        "  [3] This team   [4] That team",
        "whoask · #govuk-developers, in a thread",
        "whoask · Only visible to you",
    ]


async def test_what_others_say_is_not_taken_for_the_reply(
    slack: LocalSlack, bot: AsyncWebClient, talk: Conversation
) -> None:
    await slack.say("sam", "#govuk-developers", "good morning")
    asking = asyncio.create_task(talk.take("who owns DNS?"))
    await slack.wait_for(slack.deliveries)
    await bot.chat_postMessage(channel=slack.dm(ASKER), text="Platform Engineering, <@U0OTHER>")
    assert await asking == ["whoask · direct message", "  Platform Engineering, @sam"]


async def test_no_reply_is_said_in_one_line(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "REPLY_SECONDS", 0.01)
    assert await talk.take("anybody there?") == ["No reply came within 0 seconds."]


async def test_a_command_that_nobody_takes_shows_what_slack_says(talk: Conversation) -> None:
    (place, said) = await talk.take("/whoask who owns DNS?")
    assert place == "whoask · Only visible to you"
    assert "failed with the error" in said
