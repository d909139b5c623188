"""A workspace that refuses the token is left alone; the others are not."""

from __future__ import annotations

import asyncio

import pytest

from bot.monitoring.telemetry import Observer
from bot.slack.client import circuit_breaker
from bot.slack.client.call_policy import CallPolicies
from bot.slack.client.circuit_breaker import REFUSED, token_breaker
from bot.slack.client.errors import SlackCallError
from tests.bot.slack.client.calls import Slack, down, refused

KEY = ("chat.postMessage", "C1")


@pytest.mark.parametrize("code", sorted(REFUSED))
async def test_after_a_refusal_nothing_is_sent_there_and_elsewhere_all_goes_on(code: str) -> None:
    slack, policies = Slack(refused(code)), CallPolicies()
    for _ in range(3):
        with pytest.raises(SlackCallError, match=code) as caught:
            await policies.of("xoxb-theirs").carry(slack.call("theirs"), KEY)
        assert not caught.value.retryable
    await policies.of("xoxb-ours").carry(slack.call("ours"), KEY)

    assert slack.names == ["theirs", "ours"]


async def test_it_is_tried_again_later_and_taken_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(circuit_breaker, "PAUSE", 0.01)
    told: list[tuple[str, bool]] = []
    slack, token = Slack(refused("token_revoked")), token_breaker(Observer(circuit=lambda *one: told.append(one)))
    with pytest.raises(SlackCallError):
        await token.carry(slack.call())
    await asyncio.sleep(0.02)

    assert await token.carry(slack.call("b")) == "b"
    assert told == [("workspace", True), ("workspace", False)]
    assert [record.message for record in caplog.records] == [
        "A workspace refuses the bot token (token_revoked): nothing is sent there. Install the app again.",
        "A workspace takes the bot token again.",
    ]


@pytest.mark.parametrize("error", [down(), refused("not_in_channel"), ValueError("ours")], ids=str)
async def test_a_trial_that_fails_another_way_says_nothing_about_the_token(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(circuit_breaker, "PAUSE", 0.01)
    slack, token = Slack(refused("token_revoked"), error), token_breaker()
    with pytest.raises(SlackCallError):
        await token.carry(slack.call())
    await asyncio.sleep(0.02)
    with pytest.raises(type(error)):
        await token.carry(slack.call())

    assert await token.carry(slack.call("c")) == "c"
