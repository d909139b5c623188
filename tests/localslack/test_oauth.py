"""Getting into a workspace and out of it, and several workspaces under one address."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from localslack import DEFAULT_EVENTS, ImpossibleError, LocalSlack, one_address
from localslack.oauth import OAuth
from tests.localslack.harness import SEED, error_of, raw

BACK = "https://helper.example.org/back"
APP = replace(SEED.app, events=DEFAULT_EVENTS | {"app_uninstalled", "tokens_revoked"})


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(replace(SEED, app=APP)) as running:
        yield running


def link(**changes: str) -> str:
    asked = {"client_id": APP.client_id, "scope": "chat:write", "redirect_uri": BACK, "state": "s t"} | changes
    return f"https://slack.com/oauth/v2/authorize?{urlencode(asked)}"


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def access(slack: LocalSlack, code: str, **changes: str) -> Any:
    args = {"client_id": APP.client_id, "client_secret": APP.client_secret, "redirect_uri": BACK, "code": code}
    return await AsyncWebClient(base_url=slack.api_url).api_call("oauth.v2.access", data=args | changes)


async def test_a_code_is_good_for_the_token_once(slack: LocalSlack) -> None:
    back = query(slack.oauth.allow("U1", link()))
    assert back["state"] == "s t"
    given = await access(slack, back["code"])
    assert given["access_token"] == slack.bot_token
    assert given["team"]["id"] == slack.seed.team
    assert given["authed_user"]["id"] == "U1"
    assert await error_of(access(slack, back["code"])) == "invalid_code"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.1"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
        ({"redirect_uri": "https://elsewhere.example"}, "bad_redirect_uri"),
        ({"code": "guessed"}, "invalid_code"),
    ],
)
async def test_whoever_is_not_the_app_gets_no_token(slack: LocalSlack, changes: dict[str, str], error: str) -> None:
    code = query(slack.oauth.allow("U1", link()))["code"]
    assert await error_of(access(slack, **{"code": code} | changes)) == error


async def test_somebody_may_not_allow_it(slack: LocalSlack) -> None:
    assert query(slack.oauth.cancel(link())) == {"error": "access_denied", "state": "s t"}


@pytest.mark.parametrize("changes", [{"client_id": "1.1"}, {"scope": ""}, {"redirect_uri": ""}])
def test_a_link_that_slack_would_refuse_is_impossible(changes: dict[str, str]) -> None:
    with pytest.raises(ImpossibleError):
        OAuth(replace(SEED, app=APP)).allow("U1", link(**changes))


async def test_after_it_was_removed_its_token_is_refused_until_it_is_installed_again(slack: LocalSlack) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    async with raw(slack) as socket:
        slack.uninstall()
        frames = [await socket.frame(), await socket.frame()]
    assert [frame["payload"]["event"]["type"] for frame in frames] == ["tokens_revoked", "app_uninstalled"]
    assert frames[0]["payload"]["event"]["tokens"]["bot"] == ["U0BOT"]
    assert await error_of(web.auth_test()) == "account_inactive"
    await access(slack, query(slack.oauth.allow("U1", link()))["code"])
    assert (await web.auth_test())["ok"]


async def test_several_workspaces_under_one_address_are_told_apart_by_their_tokens(slack: LocalSlack) -> None:
    other_app = replace(APP, bot_token="xoxb-other")
    async with (
        LocalSlack.start(replace(SEED, team="T2OTHER", app=other_app)) as other,
        one_address(slack, other) as url,
    ):
        for one in (slack, other):
            who = await AsyncWebClient(token=one.bot_token, base_url=url).auth_test()
            assert who["team_id"] == one.seed.team
        code = query(other.oauth.allow("U1", link()))["code"]
        args = {"client_id": APP.client_id, "client_secret": APP.client_secret, "redirect_uri": BACK, "code": code}
        given = await AsyncWebClient(base_url=url).api_call("oauth.v2.access", data=args)
        assert given["access_token"] == "xoxb-other"
        assert await error_of(AsyncWebClient(token="xoxb-nobody", base_url=url).auth_test()) == "invalid_auth"
        assert await error_of(AsyncWebClient(base_url=url).auth_test()) == "not_authed"
