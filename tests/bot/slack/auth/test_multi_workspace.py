"""What is remembered of workspaces: not for long, not without bounds, and not wrongly."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

import pytest
from slack_sdk.oauth.installation_store.models import Bot

from bot.slack.auth import multi_workspace
from bot.slack.auth.installations import Installations
from bot.slack.auth.multi_workspace import CACHE_SECONDS, MultiWorkspace
from bot.slack.client.web_client import PolicedClient
from bot.slack.payloads.installation import Installation
from routing.errors import StoreError


@dataclass
class Store(Installations):
    """Installations in memory, which counts how often it is asked."""

    tokens: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    down: bool = False
    hangs: bool = False

    async def find(self, workspace: str) -> Bot | None:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.down:
            raise ConnectionError("the store is down")
        if workspace not in self.tokens:
            return None
        return Bot(
            app_id="A1",
            team_id=workspace,
            bot_token=self.tokens[workspace],
            bot_id="B1",
            bot_user_id="U0BOT",
            installed_at=0.0,
        )

    async def remove(self, workspace: str, *, token: str | None = None) -> bool:
        return token in {None, self.tokens.get(workspace)} and self.tokens.pop(workspace, None) is not None


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Place:
    store: Store
    clock: Clock
    known: MultiWorkspace


@pytest.fixture
def place() -> Place:
    store, clock = Store(tokens={"T1": "xoxb-1", "T2": "xoxb-2"}), Clock()
    client = PolicedClient(None, "http://127.0.0.1:1/api/", 1, logger=logging.getLogger("slack_sdk.web"))
    return Place(store, clock, MultiWorkspace(client, store, clock))


async def test_it_knows_where_and_as_whom(place: Place) -> None:
    slack, result = await place.known.workspace_client("T1"), await place.known(team_id="T1", user_id="U1")
    assert slack
    assert (slack.client.token, slack.bot) == ("xoxb-1", "U0BOT")
    assert result
    assert (result.bot_token, result.bot_user_id, result.team_id) == ("xoxb-1", "U0BOT", "T1")
    assert await place.known.installation("T1") == Installation("T1")


@pytest.mark.parametrize("team", ["T9", "", None])
async def test_elsewhere_it_is_nobody(place: Place, team: str | None) -> None:
    assert await place.known(team_id=team) is None
    assert await place.known.installation(team) is None


async def test_the_store_is_asked_once_a_minute(place: Place) -> None:
    for _ in range(3):
        await place.known.workspace_client("T1")
    assert place.store.asked == 1
    place.clock.now = CACHE_SECONDS + 1
    await place.known.workspace_client("T1")
    assert place.store.asked == 2


async def test_an_installation_elsewhere_is_noticed_within_a_minute(place: Place) -> None:
    await place.known.workspace_client("T1")
    place.store.tokens["T1"] = "xoxb-another"
    place.clock.now = CACHE_SECONDS + 1
    slack = await place.known.workspace_client("T1")
    assert slack
    assert slack.client.token == "xoxb-another"


async def test_an_installation_here_is_noticed_at_once(place: Place) -> None:
    assert await place.known.workspace_client("T9") is None
    await place.known.workspace_client("T1")
    place.store.tokens |= {"T1": "xoxb-another", "T9": "xoxb-9"}
    place.known.installed("T1")
    assert [slack.client.token for team in ("T1", "T9") if (slack := await place.known.workspace_client(team))] == [
        "xoxb-another",
        "xoxb-9",
    ]


@pytest.fixture
def room_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multi_workspace, "REMEMBERED", 2)


@pytest.mark.usefixtures("room_for_two")
async def test_it_remembers_those_that_were_asked_for_last(place: Place) -> None:
    place.store.tokens["T3"] = "xoxb-3"
    for team in ("T1", "T2", "T1", "T3"):
        await place.known.workspace_client(team)
    assert list(place.known._known) == ["T1", "T3"]


async def test_while_the_store_is_down_what_is_known_stays_and_the_rest_raises(place: Place) -> None:
    await place.known.workspace_client("T1")
    place.store.down, place.clock.now = True, CACHE_SECONDS + 1
    assert await place.known.workspace_client("T1")
    assert await place.known.workspace_client("T1")
    assert place.store.asked == 2  # once a minute, not with every question
    with pytest.raises(ConnectionError):
        await place.known.workspace_client("T2")


async def test_a_store_that_hangs_is_not_waited_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multi_workspace, "STORE_SECONDS", 0.01)
    place.store.hangs = True
    with pytest.raises(TimeoutError):
        await place.known.workspace_client("T1")


async def test_a_token_that_no_key_opens_is_told_and_not_used(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.store.tokens["T1"] = ""
    with pytest.raises(StoreError):
        await place.known.workspace_client("T1")
    assert "WHOASK_KEYS" in caplog.text


async def test_the_end_of_one_workspace_is_not_that_of_another(place: Place) -> None:
    for team in ("T1", "T2"):
        await place.known.workspace_client(team)
    await place.known.end("T1")
    assert await place.known.workspace_client("T1") is None
    assert await place.known.workspace_client("T2")


async def test_a_refused_token_that_was_replaced_meanwhile_ends_nothing(place: Place) -> None:
    await place.known.workspace_client("T1")
    place.store.tokens["T1"] = "xoxb-another"
    await place.known._ended("xoxb-1")
    slack = await place.known.workspace_client("T1")
    assert slack
    assert slack.client.token == "xoxb-another"
