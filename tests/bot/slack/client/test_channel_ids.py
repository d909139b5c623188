from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import web_client
from bot.demo.workspace import workspace
from bot.slack.client import channel_ids as channel_ids_module
from bot.slack.client.channel_ids import ChannelIds
from bot.slack.client.retries import RetryPolicy
from localslack import ALL_SCOPES, LocalSlack, Refuse, Seed, ServerFault
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY
from tests.journeys.harness import PROXIES

REGISTRY = parse(SMALL_REGISTRY.encode(), "teams.yaml")
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
PLATFORM = "#govuk-platform-engineering"


def seed(*missing: str) -> Seed:
    full = workspace(REGISTRY)
    return replace(full, app=replace(full.app, scopes=ALL_SCOPES - set(missing)))


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(seed()) as slack:
        yield slack


def addresses_in(slack: LocalSlack) -> ChannelIds:
    return ChannelIds(web_client(slack.bot_token, base_url=slack.api_url), RetryPolicy(attempts=1))


async def test_every_channel_and_group_of_the_registry_gets_its_id(slack: LocalSlack) -> None:
    channel_ids = addresses_in(slack)
    await channel_ids.look_up(REGISTRY, now=NOW)
    ids = {f"#{channel.name}": channel.id for channel in slack.seed.channels}
    groups = {f"@{group.handle}": group.id for group in slack.seed.usergroups}
    assert channel_ids.known == ids | groups


async def test_the_same_registry_is_not_looked_up_again_before_a_day_has_gone(slack: LocalSlack) -> None:
    channel_ids = addresses_in(slack)
    for later in (timedelta(), timedelta(hours=23), timedelta(hours=24)):
        await channel_ids.look_up(REGISTRY, now=NOW + later)
    assert len(slack.calls("conversations.list")) == 2


async def test_a_changed_registry_is_looked_up_at_once(slack: LocalSlack) -> None:
    channel_ids = addresses_in(slack)
    await channel_ids.look_up(REGISTRY, now=NOW)
    await channel_ids.look_up(parse(SMALL_REGISTRY.encode(), "teams.yaml"), now=NOW)
    assert len(slack.calls("conversations.list")) == 2


async def test_without_the_scopes_only_ids_of_the_registry_are_known_and_the_log_says_which_scope_is_missing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="bot.slack")
    async with LocalSlack.start(seed("channels:read", "usergroups:read")) as slack:
        channel_ids = addresses_in(slack)
        for later in (timedelta(), timedelta(days=2)):
            await channel_ids.look_up(REGISTRY, now=NOW + later)
    assert dict(channel_ids.known) == {PLATFORM: "C02PLATFORM"}
    assert len(caplog.messages) == 2, "each is told once"
    assert "channels:read" in caplog.text
    assert "usergroups:read" in caplog.text


async def test_what_was_known_stays_when_slack_fails_later(slack: LocalSlack) -> None:
    channel_ids = addresses_in(slack)
    await channel_ids.look_up(REGISTRY, now=NOW)
    known = channel_ids.known
    slack.faults.next("conversations.list", Refuse("fatal_error"))
    await channel_ids.look_up(REGISTRY, now=NOW + timedelta(days=1))
    assert channel_ids.known == known


@pytest.mark.parametrize("method", ["conversations.list", "usergroups.list"])
async def test_after_a_bad_minute_at_the_start_it_is_looked_up_again_in_five(slack: LocalSlack, method: str) -> None:
    channel_ids = addresses_in(slack)
    slack.faults.next(method, ServerFault(500))
    for minutes in (0, 4, 5, 6):
        await channel_ids.look_up(REGISTRY, now=NOW + timedelta(minutes=minutes))

    assert len(slack.calls(method)) == 2
    assert {name[0] for name in channel_ids.known} == {"#", "@"}


async def test_what_slack_refuses_is_not_asked_again_the_same_day(slack: LocalSlack) -> None:
    channel_ids = addresses_in(slack)
    slack.faults.next("usergroups.list", Refuse("paid_teams_only"))
    for hours in (0, 1):
        await channel_ids.look_up(REGISTRY, now=NOW + timedelta(hours=hours))

    assert len(slack.calls("usergroups.list")) == 1


async def test_the_pages_before_a_failure_count(slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_ids_module, "PAGE", 1)
    channel_ids = addresses_in(slack)
    ask = channel_ids._client.conversations_list

    async def second_fails(**given: object) -> object:
        if given["cursor"]:
            slack.faults.next("conversations.list", ServerFault(500))
        return await ask(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(channel_ids._client, "conversations_list", second_fails)
    await channel_ids.look_up(REGISTRY, now=NOW)

    assert len(slack.calls("conversations.list")) == 2
    first = slack.seed.channels[0]
    assert channel_ids.known[f"#{first.name}"] == first.id
