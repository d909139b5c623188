from __future__ import annotations

import asyncio

import pytest

from bot.commands.check_slack import channel_names, check_names
from localslack import App, Channel, LocalSlack, Seed, Usergroup
from routing.errors import SettingsError, SlackRefusalError
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY

FOUND = parse(SMALL_REGISTRY.encode(), "small.yaml")
# Ids have a test of their own.
REGISTRY = FOUND.model_copy(
    update={"teams": {key: team.model_copy(update={"slack_id": None}) for key, team in FOUND.teams.items()}}
)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def all_names() -> tuple[list[str], list[str]]:
    groups = [rung.contact for rung in REGISTRY.ladder.rungs.values() if rung.contact and rung.contact.startswith("@")]
    return [name.removeprefix("#") for name in channel_names(REGISTRY)], [name.removeprefix("@") for name in groups]


def seed(*, leave_out: str = "", archived: str = "", disabled: bool = False) -> Seed:
    channels, groups = all_names()
    return Seed(
        channels=tuple(
            Channel(id=f"C{number:04}", name=name, is_archived=name == archived)
            for number, name in enumerate(channels)
            if name != leave_out
        ),
        usergroups=tuple(
            Usergroup(id=f"S{number:04}", handle=handle, name=handle, disabled=disabled)
            for number, handle in enumerate(groups)
        ),
    )


async def names_checked(seed: Seed, **environ: str) -> list[str]:
    async with LocalSlack.start(seed) as slack:
        settings = {"SLACK_BOT_TOKEN": slack.bot_token, "WHOASK_SLACK_API_URL": slack.api_url, **environ}
        return await asyncio.to_thread(check_names, REGISTRY, settings)


async def test_a_workspace_that_has_every_name_is_fine() -> None:
    assert await names_checked(seed()) == []


async def test_a_channel_that_slack_does_not_have_is_named_with_its_place() -> None:
    missing = all_names()[0][1]

    faults = await names_checked(seed(leave_out=missing))

    assert len(faults) == 1
    assert f"Slack has no public channel #{missing}" in faults[0]


async def test_an_archived_channel_is_named() -> None:
    gone = all_names()[0][0]

    faults = await names_checked(seed(archived=gone))

    assert len(faults) == 1
    assert f"#{gone} is archived in Slack" in faults[0]


async def test_a_channel_known_by_its_id_that_was_renamed_or_is_gone_is_named() -> None:
    with_ids = [(key, team.slack_id) for key, team in FOUND.teams.items() if team.slack_id]
    key, slack_id = with_ids[0]
    there = seed()
    renamed = Seed(
        channels=(*there.channels, Channel(id=slack_id or "", name="a-new-name")), usergroups=there.usergroups
    )
    async with LocalSlack.start(renamed) as slack:
        settings = {"SLACK_BOT_TOKEN": slack.bot_token, "WHOASK_SLACK_API_URL": slack.api_url}
        faults = await asyncio.to_thread(check_names, FOUND, settings)

    assert f"team '{key}': the channel {slack_id} is called #a-new-name in Slack now" in faults


async def test_a_group_that_is_switched_off_is_named() -> None:
    faults = await names_checked(seed(disabled=True))

    assert faults
    assert all("is switched off in Slack" in fault for fault in faults)


async def test_a_token_that_slack_refuses_is_one_plain_sentence() -> None:
    with pytest.raises(SlackRefusalError, match="Slack refuses the look-up: invalid_auth"):
        await names_checked(seed(), SLACK_BOT_TOKEN="xoxb-1-2-notthisone")


async def test_a_missing_scope_is_named() -> None:
    few = Seed(app=App(scopes=frozenset({"commands"})))

    with pytest.raises(SlackRefusalError, match="channels:read"):
        await names_checked(few)


def test_without_a_token_it_says_where_to_get_one() -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN"):
        check_names(REGISTRY, {})
