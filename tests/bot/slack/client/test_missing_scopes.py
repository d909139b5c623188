"""What lacks a scope: told once, and left alone where people can do without."""

from __future__ import annotations

import pytest

from bot.slack.client import call_policy
from bot.slack.client.call_policy import MissingScopes
from bot.slack.client.errors import SlackCallError
from tests.bot.slack.client.calls import Slack, refused

READ, OTHER, POST = ("conversations.replies", "C1"), ("conversations.replies", "D1"), ("chat.postMessage", "C1")


async def test_it_is_told_once_with_the_name_of_the_scope(caplog: pytest.LogCaptureFixture) -> None:
    slack, lacking = Slack(*[refused("missing_scope", "chat:write")] * 3), MissingScopes()
    for _ in range(3):
        with pytest.raises(SlackCallError, match="missing_scope"):
            await lacking.carry(slack.call(), POST)

    assert caplog.messages == [
        "Slack refuses chat.postMessage: it takes the scope chat:write. Add that to the app, and install the app again."
    ]


async def test_what_people_asked_for_is_tried_each_time_and_all_else_is_off() -> None:
    for key, tries in ((POST, 2), (READ, 1)):
        slack, lacking = Slack(*[refused("missing_scope", "x")] * 2), MissingScopes()
        for _ in range(2):
            with pytest.raises(SlackCallError, match="missing_scope"):
                await lacking.carry(slack.call(), key)
        assert len(slack.sent) == tries


async def test_it_is_off_for_that_place_alone_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    slack, lacking = Slack(refused("missing_scope", "x")), MissingScopes()
    with pytest.raises(SlackCallError):
        await lacking.carry(slack.call(), READ)
    assert await lacking.carry(slack.call("other"), OTHER) == "other"

    monkeypatch.setattr(call_policy, "OFF_SECONDS", 0.0)
    lacking = MissingScopes()
    slack.errors.append(refused("missing_scope", "x"))
    with pytest.raises(SlackCallError):
        await lacking.carry(slack.call(), ("usergroups.list", ""))
    assert await lacking.carry(slack.call("again"), ("usergroups.list", "")) == "again"


async def test_another_refusal_switches_nothing_off() -> None:
    slack, lacking = Slack(refused("channel_not_found")), MissingScopes()
    with pytest.raises(SlackCallError):
        await lacking.carry(slack.call(), READ)

    assert await lacking.carry(slack.call("b"), READ) == "b"
