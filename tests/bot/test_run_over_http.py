"""What `whoask run --http` does beside answering."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store.models import Installation

from bot.app import App
from bot.demo.workspace import ASKER, workspace
from bot.features.home.view import OWN_IS_BAD
from bot.monitoring import heartbeat
from bot.monitoring.heartbeat import check
from bot.run import serve
from bot.settings.http import HttpSettings, OAuthSettings
from bot.settings.secret import Secret
from bot.settings.settings import Settings
from bot.slack.auth.installations import Installations
from bot.slack.messages.controls import POST
from bot.store.sql import MemoryStore, SqlStore
from localslack import Hang, LocalSlack
from routing.errors import SettingsError, SlackRefusalError
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY
from tests.journeys.harness import PROXIES

QUESTION = "Who renews our TLS certificates?"
RIGHT = "#govuk-platform-engineering"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(heartbeat, "EVERY", timedelta(milliseconds=5))


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(workspace(parse(SMALL_REGISTRY.encode(), "teams.yaml"))) as slack:
        yield slack


@pytest.fixture
def settings(slack: LocalSlack, tmp_path: Path) -> Settings:
    (tmp_path / "teams.yaml").write_text(SMALL_REGISTRY)
    return Settings(
        bot_token=Secret(slack.bot_token),
        app_token=Secret(""),
        registry=tmp_path / "teams.yaml",
        store="",
        retention=timedelta(),
        people=Secret("a key"),
        keys=(Secret("another key"),),
        heartbeat=tmp_path / "heartbeat.json",
        slack_api_url=slack.api_url,
        http=HttpSettings(signing_secret=Secret(slack.seed.app.signing_secret), port=0),
    )


@asynccontextmanager
async def served(settings: Settings, stop: asyncio.Event, store: SqlStore | None = None) -> AsyncIterator[int]:
    """Serve until the body ends; the port, once requests are taken."""
    up: asyncio.Queue[App] = asyncio.Queue()
    store = store or MemoryStore(retention=timedelta())
    task = asyncio.create_task(serve(settings, store, stop=stop, connected=up.put_nowait))
    waiting = asyncio.create_task(up.get())
    try:
        await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            waiting.cancel()
            await task
        said = check(settings.heartbeat, datetime.now(UTC))[1]
        yield int(re.findall(r"port ([0-9]+)", said)[0])
    finally:
        stop.set()
        await asyncio.gather(task, return_exceptions=True)
        await store.close()


async def test_it_says_where_it_listens_answers_and_ends_when_it_is_told_to(
    slack: LocalSlack, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with served(settings, asyncio.Event()) as port:
        assert check(settings.heartbeat, datetime.now(UTC)) == (
            True,
            f"whoask is running and takes requests on port {port}",
        )
        await slack.http.use(f"http://127.0.0.1:{port}/slack/events")
        asked = await slack.say(ASKER, slack.dm(ASKER), QUESTION)
        answers = await slack.wait_for(lambda: [m for m in slack.messages(asked.channel) if m.bot_id])
        assert RIGHT in answers[0].text
        assert f"Taking Slack's requests on port {port}." in caplog.messages
    assert "not running" in check(settings.heartbeat, datetime.now(UTC))[1]
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_an_answer_under_way_is_finished_before_it_ends(slack: LocalSlack, settings: Settings) -> None:
    stop = asyncio.Event()
    async with served(settings, stop) as port:
        await slack.http.use(f"http://127.0.0.1:{port}/slack/events")
        slack.faults.next("chat.postMessage", Hang())
        asked = await slack.say(ASKER, slack.dm(ASKER), QUESTION)
        await slack.wait_for(lambda: slack.faults.hanging("chat.postMessage"))
        stop.set()
        slack.faults.release()
        answers = await slack.wait_for(lambda: [m for m in slack.messages(asked.channel) if m.bot_id])
        assert RIGHT in answers[0].text


async def test_a_bot_token_that_slack_does_not_know_ends_it(settings: Settings) -> None:
    with pytest.raises(SlackRefusalError, match="does not know the bot token"):
        async with served(replace(settings, bot_token=Secret("xoxb-wrong")), asyncio.Event()):
            pass


async def test_a_port_that_is_taken_ends_it_with_a_plain_sentence(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert settings.http
        port = taken.getsockname()[1]
        there = replace(settings, http=replace(settings.http, port=port))
        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}: Address already in use"):
            async with served(there, asyncio.Event()):
                pass


@pytest.fixture
def many(slack: LocalSlack, settings: Settings) -> Settings:
    """For many workspaces."""
    assert settings.http
    app = slack.seed.app
    oauth = OAuthSettings(app.client_id, Secret(app.client_secret), "https://whoask.example.org")
    return replace(settings, bot_token=Secret(""), http=replace(settings.http, oauth=oauth))


async def test_with_oauth_it_needs_no_token_and_listens_before_anybody_has_installed_it(
    slack: LocalSlack, many: Settings
) -> None:
    async with served(many, asyncio.Event()) as port:
        await slack.http.use(f"http://127.0.0.1:{port}/slack/events")
        assert slack.calls() == ()


async def test_a_workspace_whose_own_registry_is_bad_has_the_default_and_its_home_tab_and_health_say_so(
    slack: LocalSlack, many: Settings, tmp_path: Path
) -> None:
    team, app, store = slack.seed.team, slack.seed.app, MemoryStore(retention=timedelta())
    (tmp_path / f"{team}.yaml").write_text("teams: [")
    installation = Installation(
        app_id="A1", user_id=ASKER, team_id=team, bot_token=slack.bot_token, bot_id=app.bot_id, bot_user_id=app.user_id
    )
    await Installations(store, app.client_id, many.keys).async_save(installation)
    async with served(replace(many, registry=tmp_path), asyncio.Event(), store) as port:
        assert "but the newest registry is bad" in check(many.heartbeat, datetime.now(UTC))[1]
        await slack.http.use(f"http://127.0.0.1:{port}/slack/events")
        asked = await slack.say(ASKER, slack.dm(ASKER), QUESTION)
        answers = await slack.wait_for(lambda: [m for m in slack.messages(asked.channel) if m.bot_id])
        assert RIGHT in answers[0].text
        await slack.open_home(ASKER)
        await slack.wait_for(lambda: OWN_IS_BAD in str(slack.home(ASKER)))


@pytest.mark.parametrize("own", [True, False])
async def test_a_question_is_posted_by_the_id_that_the_workspaces_own_registry_gives(
    slack: LocalSlack, many: Settings, tmp_path: Path, *, own: bool
) -> None:
    """A name can be taken over by another channel. The ids of the default registry are another workspace's."""
    team, app, store = slack.seed.team, slack.seed.app, MemoryStore(retention=timedelta())
    if own:
        (tmp_path / f"{team}.yaml").write_text(SMALL_REGISTRY)
    installation = Installation(
        app_id="A1", user_id=ASKER, team_id=team, bot_token=slack.bot_token, bot_id=app.bot_id, bot_user_id=app.user_id
    )
    await Installations(store, app.client_id, many.keys).async_save(installation)
    async with served(replace(many, registry=tmp_path), asyncio.Event(), store) as port:
        await slack.http.use(f"http://127.0.0.1:{port}/slack/events")
        asked = await slack.say(ASKER, slack.dm(ASKER), QUESTION)
        answers = await slack.wait_for(lambda: [m for m in slack.messages(asked.channel) if m.bot_id])
        await slack.click(answers[0], POST, ASKER)
        form = (await slack.wait_for(lambda: slack.modals(ASKER)))[-1]
        await slack.submit_view(form, ASKER)
        places = [asked.channel, "C02PLATFORM" if own else RIGHT]
        await slack.wait_for(lambda: [call.data["channel"] for call in slack.calls("chat.postMessage")][:2] == places)
