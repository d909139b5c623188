"""Whatever somebody types at whatever door: an answer comes back, and nothing in it calls anybody."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.answering.handlers import SORRY
from localslack import Message
from tests.journeys.harness import ALICE, PROXIES, QUESTION, RIGHT, Journey, journey

TOKENS = st.sampled_from(
    [
        "<!channel>", "<!here>", "<!everyone|everyone>", "<!subteam^S1|@govuk-senior-tech-people>", "<!subteam^S1>",
        "<@U2>", "<@U0BOT>", "<#C1|general>", "<#C9>", "<https://example.org|label>", "<mailto:a@b.c|a@b.c>",
        "<!date^1^{date}|then>", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "@channel", "@here", "@everyone",
        "<", ">", "&", "|", "*.service.example.org", "\ud800", "\x00", "`", "TLS certificate", "dns", "outage",
        "help", "team", "urgent", "the site is down", "#govuk-2ndline", "@govuk-senior-tech-people",
    ]
)  # fmt: skip
TEXTS = st.lists(TOKENS | st.text(max_size=30), max_size=8).map(" ".join) | st.text(max_size=200)
DOORS = st.sampled_from(["command", "mention", "direct message"])


async def reply(trip: Journey, text: str, surface: str) -> Message:
    """Let Slack deliver exactly this text, already encoded or not."""
    slack = trip.slack
    if surface == "command":
        seen = len(slack.ephemerals(ALICE))
        await slack.command(ALICE, "C1", "/whoask", text)
        return (await slack.wait_for(lambda: slack.ephemerals(ALICE)[seen:], timeout=20))[0]
    room = "C1" if surface == "mention" else slack.dm(ALICE)
    text = f"<@U0BOT> {text}" if surface == "mention" else text
    said = slack._ws.say(ALICE, slack._ws.directory.channel(room), text, None, None)
    return (await slack.wait_for(lambda: trip.answers(said) or trip.after(said), timeout=20))[-1]


def shown(part: Any) -> Any:
    """What Slack shows of blocks: all but what a button carries, which comes back as it was sent."""
    if isinstance(part, dict):
        return {name: shown(inner) for name, inner in part.items() if name != "value"}
    return [shown(inner) for inner in part] if isinstance(part, list | tuple) else part


def check(message: Message) -> None:
    sent = message.text + json.dumps(shown(message.blocks), ensure_ascii=False)

    assert message.text
    assert message.text != SORRY
    assert not any(live in sent for live in ("<!", "<@", "<#", "@channel", "@here", "@everyone"))


def test_any_text_at_any_door_gets_an_answer_that_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        trip = runner.run(stack.enter_async_context(journey(limit=1_000_000)))

        @settings(max_examples=150, deadline=None)
        @given(text=TEXTS, surface=DOORS)
        @example(text="<!channel> " + QUESTION, surface="mention")
        @example(text="&lt;!channel&gt; who renews &lt;@U2&gt; certificate", surface="direct message")
        @example(text="<" * 5_000, surface="direct message")
        @example(text="&lt;" * 5_000, surface="mention")
        @example(text="*_~`" * 1_000 + " certificate", surface="command")
        def ask(text: str, surface: str) -> None:
            check(runner.run(reply(trip, text, surface)))

        try:
            ask()
            assert trip.slack.warnings == ()
        finally:
            runner.run(stack.aclose())


async def test_a_question_that_calls_everybody_is_answered_and_calls_nobody(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask @channel {QUESTION} <!here>")

    assert RIGHT in answer.text
    check(answer)
