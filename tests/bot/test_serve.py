"""The real bot against the local Slack: what it does beside answering."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import jobs
from bot import run as serving
from bot.app import App
from bot.demo.workspace import ASKER, workspace
from bot.inquiry import Inquiry, Surface
from bot.monitoring import heartbeat
from bot.monitoring.heartbeat import check
from bot.run import serve
from bot.settings.secret import Secret
from bot.settings.settings import Settings
from bot.store.privacy import Pseudonyms
from bot.store.reminders import Reminder
from bot.store.sql import MemoryStore, SqlStore
from localslack import Hang, LocalSlack
from routing.errors import RegistryError, SlackRefusalError
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY

REGISTRY = parse(SMALL_REGISTRY.encode(), "teams.yaml")
QUESTION = "Who renews our TLS certificates?"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK obeys them even for this very computer."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(autouse=True)
def busy_background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "LOOK_EVERY", timedelta(milliseconds=5))
    monkeypatch.setattr(heartbeat, "EVERY", timedelta(milliseconds=5))


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(workspace(REGISTRY)) as slack:
        yield slack


@pytest.fixture
def settings(slack: LocalSlack, tmp_path: Path) -> Settings:
    (tmp_path / "teams.yaml").write_text(SMALL_REGISTRY)
    return Settings(
        bot_token=Secret(slack.bot_token),
        app_token=Secret(slack.app_token),
        registry=tmp_path / "teams.yaml",
        store=f"sqlite+aiosqlite:///{tmp_path / 'whoask.db'}",
        retention=timedelta(days=30),
        people=Secret("a key"),
        keys=(Secret("another key"),),
        heartbeat=tmp_path / "heartbeat.json",
        slack_api_url=slack.api_url,
    )


@dataclass
class Served:
    app: App
    stop: asyncio.Event
    task: asyncio.Task[None]


@asynccontextmanager
async def served(settings: Settings, store: SqlStore | None = None) -> AsyncIterator[Served]:
    apps: asyncio.Queue[App] = asyncio.Queue()
    stop = asyncio.Event()
    store = store or MemoryStore(retention=settings.retention)
    task = asyncio.create_task(serve(settings, store, stop=stop, connected=apps.put_nowait))
    up = asyncio.create_task(apps.get())
    await asyncio.wait({up, task}, return_when=asyncio.FIRST_COMPLETED)
    if not up.done():
        up.cancel()
        await store.close()
        await task
    try:
        yield Served(up.result(), stop, task)
    finally:
        stop.set()
        await task
        await store.close()


async def answer(slack: LocalSlack, question: str = QUESTION) -> str:
    """Ask by direct message, wait for the reply."""
    asked = await slack.say(ASKER, slack.dm(ASKER), question)
    seen = await slack.wait_for(lambda: [m for m in slack.messages(asked.channel) if m.bot_id and m.ts > asked.ts])
    return seen[0].text


async def until(condition: Callable[[], bool]) -> None:
    """Look until it is so: at files, at the log, at what tells nobody when it changes."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def health(settings: Settings) -> tuple[bool, str]:
    """What `whoask health` says now."""
    return check(settings.heartbeat, datetime.now(UTC))


async def line_of_health(settings: Settings, said: str) -> tuple[bool, str]:
    """What `whoask health` says, once it says this."""
    await until(lambda: said in health(settings)[1])
    return health(settings)


async def test_it_answers_keeps_its_heartbeat_and_ends_when_it_is_told_to(
    slack: LocalSlack, settings: Settings
) -> None:
    async with served(settings) as running:
        assert "#govuk-platform-engineering" in await answer(slack)
        assert (await line_of_health(settings, "2 connections"))[0]
        running.stop.set()
        await running.task
    assert slack.connections == ()
    assert "not running" in health(settings)[1]


async def test_an_answer_under_way_is_finished_before_it_ends(slack: LocalSlack, settings: Settings) -> None:
    async with served(settings) as running:
        slack.faults.next("chat.postMessage", Hang())
        asked = asyncio.create_task(answer(slack))
        await slack.wait_for(lambda: slack.faults.hanging("chat.postMessage"))
        running.stop.set()
        await slack.wait_for(lambda: not slack.connections)  # it takes nothing new any more
        assert not running.task.done()
        slack.faults.release()
        assert "#govuk-platform-engineering" in await asked
        await running.task


async def test_questions_and_outcomes_are_in_the_store_afterwards(slack: LocalSlack, settings: Settings) -> None:
    store = SqlStore(settings.store, pseudonyms=Pseudonyms(Secret("a key")), retention=timedelta())
    async with served(settings, store) as running:
        await answer(slack)
        await running.app.tasks.finish(within=5)
        async with store._engine.connect() as connection:
            rows = (await connection.exec_driver_sql("SELECT outcome, destination, text FROM inquiries")).all()
    assert [tuple(row) for row in rows] == [("found", "#govuk-platform-engineering", None)]


async def test_a_store_that_cannot_be_opened_does_not_stop_it_and_is_used_when_it_can_be(
    slack: LocalSlack, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder = tmp_path / "not mounted yet"
    store = SqlStore(
        f"sqlite+aiosqlite:///{folder / 'whoask.db'}", pseudonyms=Pseudonyms(Secret("a key")), retention=timedelta()
    )
    async with served(settings, store):
        assert "#govuk-platform-engineering" in await answer(slack)
        well, line = await line_of_health(settings, "the store is down")
        assert well, line
        folder.mkdir()
        assert "#govuk-platform-engineering" in await answer(slack)
        await line_of_health(settings, "to Slack")
    assert "The store is back." in caplog.messages
    told = [message for message in caplog.messages if message.startswith("The store is down")]
    assert len(told) == 1
    assert str(folder) in told[0]


async def test_a_registry_saved_while_it_runs_is_used_and_a_bad_one_is_not(
    slack: LocalSlack, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    def save(text: str) -> None:
        (tmp_path / "teams.yaml").write_text(text)

    async with served(settings):
        save(SMALL_REGISTRY.replace("#govuk-platform-engineering", "#certificate-desk"))
        await until(lambda: "Loaded the registry" in caplog.text)
        assert "#certificate-desk" in await answer(slack)
        save("teams: {")
        await line_of_health(settings, "the last good one is in use")
        assert "#certificate-desk" in await answer(slack)
        save(SMALL_REGISTRY)
        await until(lambda: "good again" in caplog.text)
        assert "#govuk-platform-engineering" in await answer(slack)
    assert any("teams.yaml:1:" in message for message in caplog.messages)


async def test_texts_whose_time_is_up_are_forgotten_at_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=60)
    store = MemoryStore(retention=timedelta(days=30), now=lambda: long_ago)
    await store.claim(inquiry=Inquiry("k", Surface.COMMAND, "words", "U1", "T1", "C1", long_ago))
    forgotten: list[int] = []
    forget = store.forget_expired

    async def heard(*, now: datetime) -> int:
        forgotten.append(await forget(now=now))
        return forgotten[-1]

    monkeypatch.setattr(store, "forget_expired", heard)
    async with served(settings, store):
        await until(lambda: bool(forgotten))
    assert forgotten[0] == 1
    await store.close()


async def test_the_digest_goes_where_the_operator_says_and_nowhere_by_default(
    slack: LocalSlack, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    async def send_digest(_services: object, _in: str, _client: object, channel: str, _retry: object) -> None:
        sent.append(channel)

    monkeypatch.setattr(jobs, "send_digest", send_digest)
    async with served(settings):
        await answer(slack)
    assert sent == []
    async with served(replace(settings, digest_channel="#leads")):
        await until(lambda: sent == ["#leads"])


@pytest.mark.parametrize("words", ["bot token", "app-level token"])
async def test_a_token_that_slack_does_not_know_ends_it_with_a_plain_sentence(settings: Settings, words: str) -> None:
    if words == "bot token":
        wrong = replace(settings, bot_token=Secret("xoxb-wrong"))
    else:
        wrong = replace(settings, app_token=Secret("xapp-wrong"))
    with pytest.raises(SlackRefusalError, match=f"Slack does not know the {words}") as caught:
        async with served(wrong):
            pass
    assert "wrong" not in str(caught.value)
    assert "not running" in health(settings)[1]


async def test_a_bad_registry_at_the_start_is_refused_before_anything_is_connected(
    slack: LocalSlack, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "teams.yaml").write_text("")
    with pytest.raises(RegistryError):
        async with served(settings):
            pass
    assert slack.calls() == ()


async def test_a_reminder_that_came_due_while_it_was_down_is_sent_after_the_start(
    slack: LocalSlack, settings: Settings
) -> None:
    store = MemoryStore(retention=timedelta())
    past = datetime.now(UTC) - timedelta(hours=1)
    await store.reminders.set(Reminder("k", "T0SANDBOX", ASKER, "C1", "1.1", 1, past, "k"))
    async with served(settings, store):
        sent = await slack.wait_for(lambda: slack.messages(slack.dm(ASKER)))
    assert sent[0].text.startswith("If nobody has answered")


async def test_it_can_be_told_to_stop_while_slack_cannot_be_reached(settings: Settings) -> None:
    nowhere = replace(settings, slack_api_url="http://127.0.0.1:1/api/")
    stop = asyncio.Event()
    store = MemoryStore(retention=timedelta())
    task = asyncio.create_task(serve(nowhere, store, stop=stop))
    await line_of_health(settings, "not connected to Slack")
    stop.set()
    await task
    await store.close()


async def test_the_home_tab_knows_how_the_registry_is_and_who_keeps_it(slack: LocalSlack, settings: Settings) -> None:
    async with served(replace(settings, keepers=frozenset({ASKER}))) as running:
        assert settings.registry
        settings.registry.write_text(SMALL_REGISTRY.replace("became: second-line", "became: nowhere"))
        await until(lambda: not json.loads(settings.heartbeat.read_text())["registry_valid"])
        await slack.open_home(ASKER)
        seen = await slack.wait_for(lambda: _shown(slack))
        await running.app.tasks.finish(within=5)

        assert "I loaded the registry on" in seen
        assert "The newest file has 1 problem" in seen
        assert "nowhere" in seen


def _shown(slack: LocalSlack) -> str:
    home = slack.home(ASKER)
    return json.dumps(home.body) if home else ""
