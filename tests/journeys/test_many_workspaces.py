"""One bot in several workspaces: installed by OAuth, each answered with its own token, and gone where it is removed."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.answering.answer_service import AnswerService
from bot.answering.claims import NOT_INSTALLED
from bot.answering.services import Services
from bot.app import App, create_app, open_http_server, web_client
from bot.features.reminders.job import send_due
from bot.registry.workspaces import Registries
from bot.settings.http import HttpSettings, OAuthSettings
from bot.settings.secret import Secret
from bot.slack.auth import multi_workspace
from bot.slack.auth.install_pages import INSTALL_PATH
from bot.slack.auth.oauth_app import OAuthApp
from bot.slack.messages.controls import STUCK
from bot.slack.receiving.http_server import EVENTS_PATH, HttpServer
from bot.store.privacy import Encryptor, Pseudonyms
from bot.store.reminders import Reminder
from bot.store.sql import MemoryStore, SqlStore
from localslack import DEFAULT_EVENTS, LocalSlack, Refuse, Seed, one_address
from routing.matching.index import Index
from tests.builders import changed_source
from tests.journeys.harness import ALICE, AT_ONCE, BOT, INDEX, QUESTION, RIGHT, seed
from tests.journeys.over_http import QUICK

ENDINGS = frozenset({"app_uninstalled", "tokens_revoked"})
KEYS = (Secret("k" * 64),)
PUBLIC_URL = "https://whoask.example.org"


def workspace(number: int) -> Seed:
    """A workspace of its own, with a bot token of its own."""
    plain = seed(events=DEFAULT_EVENTS | ENDINGS)
    app = replace(plain.app, bot_token=f"xoxb-{number}-secret", bot_id=f"B{number}")
    return replace(plain, team=f"T{number}", domain=f"Team <{number}>", app=app)


@dataclass(frozen=True, slots=True)
class Workspaces:
    """Two workspaces, and the bot."""

    first: LocalSlack
    second: LocalSlack
    bot: App
    many: OAuthApp
    listening: HttpServer
    store: SqlStore

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.listening.port}"

    async def get(self, path: str, cookie: str = "") -> tuple[int, str, dict[str, str]]:
        """A browser comes to a page; the status, the page and the headers."""
        headers = {"Cookie": cookie} if cookie else {}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser,
            browser.get(self.root + path, headers=headers, allow_redirects=False) as response,
        ):
            return response.status, await response.text(), dict(response.headers)

    async def begin(self) -> tuple[str, str]:
        """Come to the page that an installation begins with; Slack's address, and the cookie that came with it."""
        status, _, headers = await self.get(INSTALL_PATH)
        assert status == HTTPStatus.FOUND
        (cookie,) = SimpleCookie(headers["Set-Cookie"]).values()
        assert cookie["secure"]
        assert cookie["httponly"]
        return headers["Location"], f"{cookie.key}={cookie.value}"

    async def install(self, slack: LocalSlack) -> str:
        """Somebody installs the app in a workspace; the page that they see at the end."""
        location, cookie = await self.begin()
        back = slack.oauth.allow(ALICE, location)
        status, page, _ = await self.get(back.removeprefix(PUBLIC_URL), cookie)
        assert status == HTTPStatus.OK
        return page

    async def ask(self, slack: LocalSlack) -> str:
        seen = len(slack.messages(slack.dm(ALICE)))
        await slack.say(ALICE, slack.dm(ALICE), QUESTION)
        (said, *_) = await slack.wait_for(lambda: [m for m in slack.messages(slack.dm(ALICE))[seen:] if m.user == BOT])
        return said.text

    async def command(self, slack: LocalSlack) -> str:
        await slack.command(ALICE, "C1", "/whoask", QUESTION)
        return (await slack.wait_for(lambda: slack.ephemerals(ALICE)))[0].text

    async def deliver(self, slack: LocalSlack, body: dict[str, Any]) -> None:
        """Deliver an event as Slack would, and wait until it is handled."""
        raw = json.dumps(body).encode()
        headers = slack.http.signed(raw, "application/json")
        async with (
            aiohttp.ClientSession() as sender,
            sender.post(self.root + EVENTS_PATH, data=raw, headers=headers) as got,
        ):
            assert got.status == HTTPStatus.OK
        await self.quiet(slack)

    async def quiet(self, slack: LocalSlack) -> None:
        await slack.wait_for(lambda: all(delivery.settled for delivery in slack.deliveries()))
        await self.bot.tasks.finish(within=5)


@asynccontextmanager
async def two_workspaces(
    store: SqlStore | None = None,
    *,
    index: Callable[[str], Index] = lambda _: INDEX,
    admitted: frozenset[str] = frozenset(),
    keepers: frozenset[str] = frozenset(),
) -> AsyncIterator[Workspaces]:
    store = store or MemoryStore(retention=timedelta())
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(LocalSlack.start(workspace(n), options=QUICK)) for n in (1, 2)]
        api_url = await stack.enter_async_context(one_address(first, second))
        client = web_client("", base_url=api_url, timeout=5)
        app = first.seed.app
        oauth = OAuthSettings(app.client_id, Secret(app.client_secret), PUBLIC_URL, workspaces=admitted)
        many = OAuthApp.create(store, oauth, client, KEYS)
        services = Services(index, store, keepers=keepers)
        bot = create_app(
            client=client,
            answer_service=AnswerService(services),
            services=services,
            retry=AT_ONCE,
            authorization=many.workspaces,
        )
        many.listen_to(bot.bolt)
        settings = HttpSettings(signing_secret=Secret(app.signing_secret), port=0, oauth=oauth)
        listening = await open_http_server(bot, settings, many.routes())
        try:
            for slack in (first, second):
                await slack.http.use(f"http://127.0.0.1:{listening.port}{EVENTS_PATH}")
            yield Workspaces(first, second, bot, many, listening, store)
        finally:
            await listening.stop(within=0.5)
            await store.close()


@pytest.fixture
async def trip() -> AsyncIterator[Workspaces]:
    async with two_workspaces() as running:
        yield running


async def test_the_app_is_installed_in_two_workspaces_and_each_is_answered_with_its_own_token(trip: Workspaces) -> None:
    page = await trip.install(trip.first)
    assert "whoask is installed" in page
    assert "Team &lt;1&gt;" in page
    await trip.install(trip.second)
    for slack in (trip.first, trip.second):
        assert RIGHT in await trip.ask(slack)
        assert RIGHT in await trip.command(slack)
    # A call with another workspace's token, or with none, is answered with an error by the first.
    assert [entry.answer for slack in (trip.first, trip.second) for entry in slack.calls() if not entry.ok] == []
    assert len(trip.second.calls("chat.postMessage")) == 1


async def test_tokens_are_sealed_in_the_store(tmp_path: Path) -> None:
    path = tmp_path / "whoask.db"
    store = SqlStore(f"sqlite+aiosqlite:///{path}", pseudonyms=Pseudonyms(Secret("p")), retention=timedelta())
    async with two_workspaces(store) as trip:
        await trip.install(trip.first)
        async with store._engine.connect() as connection:
            rows = (await connection.execute(text("SELECT bot_token FROM slack_bots"))).scalars().all()
    assert len(rows) == 1
    assert Encryptor(KEYS).decrypt(rows[0]) == "xoxb-1-secret"
    assert all(b"xoxb-1" not in file.read_bytes() for file in tmp_path.iterdir())


async def test_where_it_is_not_installed_it_says_so_and_answers_nothing(trip: Workspaces) -> None:
    await trip.install(trip.first)
    command = await trip.second.command(ALICE, "C1", "/whoask", QUESTION)
    assert (await trip.second.settled(command)).outcome == "acked"
    assert [m.text for m in trip.second.ephemerals(ALICE)] == [NOT_INSTALLED]
    await trip.second.say(ALICE, trip.second.dm(ALICE), QUESTION)
    await trip.quiet(trip.second)
    assert trip.second.calls("chat.postMessage") == ()


async def test_after_the_app_is_removed_its_token_is_gone_and_the_other_workspace_goes_on(
    trip: Workspaces, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for slack in (trip.first, trip.second):
        await trip.install(slack)
        await trip.ask(slack)
    trip.first.uninstall()
    await trip.quiet(trip.first)
    while await trip.many.workspaces.workspace_client("T1"):  # noqa: ASYNC110 - Bolt runs its listeners beside our work
        await asyncio.sleep(0.005)
    before = len(trip.first.calls())
    await trip.first.command(ALICE, "C1", "/whoask", QUESTION)
    await trip.quiet(trip.first)

    assert len(trip.first.calls()) == before
    assert RIGHT in await trip.ask(trip.second)
    assert caplog.text.count("was removed from the workspace T1") == 1


async def test_a_token_that_slack_refuses_ends_that_workspace_alone(
    trip: Workspaces, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody told us: the event was lost, or came to a version that did not listen to it."""
    caplog.set_level(logging.INFO)
    for slack in (trip.first, trip.second):
        await trip.install(slack)
    trip.first.oauth.refusal = "token_revoked"
    await trip.first.say(ALICE, trip.first.dm(ALICE), QUESTION)
    await trip.quiet(trip.first)

    assert await trip.many.workspaces.workspace_client("T1") is None
    assert "was removed from the workspace T1" in caplog.text
    assert RIGHT in await trip.ask(trip.second)


async def test_other_refusals_end_nothing(trip: Workspaces) -> None:
    await trip.install(trip.first)
    trip.first.faults.next("chat.postMessage", Refuse("channel_not_found"))
    await trip.first.say(ALICE, trip.first.dm(ALICE), QUESTION)
    await trip.quiet(trip.first)
    assert await trip.many.workspaces.workspace_client("T1")


async def test_it_can_be_installed_again(trip: Workspaces) -> None:
    await trip.install(trip.first)
    trip.first.uninstall()
    await trip.quiet(trip.first)
    while await trip.many.workspaces.workspace_client("T1"):  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.005)
    await trip.install(trip.first)
    assert RIGHT in await trip.ask(trip.first)


@pytest.mark.parametrize("event", sorted(ENDINGS))
async def test_a_removal_that_is_reported_after_the_app_was_installed_anew_removes_nothing(
    trip: Workspaces, caplog: pytest.LogCaptureFixture, event: str
) -> None:
    """Slack delivers events late, and again."""
    caplog.set_level(logging.INFO)
    await trip.install(trip.first)
    trip.first.uninstall()
    await trip.quiet(trip.first)
    while await trip.many.workspaces.workspace_client("T1"):  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.005)
    await trip.install(trip.first)
    (reported,) = (sent for sent in trip.first.http.sent if f'"type": "{event}"' in sent.body.decode())
    for age in (0, 30, 86_400):
        body = {**json.loads(reported.body), "event_id": f"Ev{age}"}
        body["event_time"] -= age
        caplog.clear()
        await trip.deliver(trip.first, body)
        while "its removal was reported late" not in caplog.text:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.005)
        assert RIGHT in await trip.ask(trip.first)


async def test_a_removal_later_than_the_installation_removes_it_though_slack_still_takes_the_token(
    trip: Workspaces,
) -> None:
    await trip.install(trip.first)
    event = {"type": "app_uninstalled"}
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event, "api_app_id": "A"}
    await trip.deliver(trip.first, body | {"event_time": int(time.time()) + 3_600})
    while await trip.many.workspaces.workspace_client("T1"):  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.005)


async def test_a_reminder_goes_out_with_the_token_of_its_workspace_and_is_dropped_where_there_is_none(
    trip: Workspaces, caplog: pytest.LogCaptureFixture
) -> None:
    await trip.install(trip.second)
    past = datetime.now(UTC) - timedelta(minutes=1)
    for team in ("T1", "T2"):
        await trip.store.reminders.set(Reminder(f"k{team}", team, ALICE, "C1", "1.1", 1, past, f"k{team}"))
    services = Services(lambda _: INDEX, trip.store)
    await send_due(services, trip.bot.authorization.workspace_client, trip.bot.tasks)
    await send_due(services, trip.bot.authorization.workspace_client, trip.bot.tasks)

    assert len(trip.second.messages(trip.second.dm(ALICE))) == 1
    assert trip.first.calls() == ()
    assert "was not sent" not in caplog.text


async def test_somebody_who_does_not_allow_it_is_told_how_to_try_again(trip: Workspaces) -> None:
    location, cookie = await trip.begin()
    status, page, _ = await trip.get(trip.first.oauth.cancel(location).removeprefix(PUBLIC_URL), cookie)
    assert status == HTTPStatus.OK
    assert "You did not allow it." in page
    assert f'href="{INSTALL_PATH}"' in page


async def test_an_installation_counts_in_the_browser_that_began_it_and_once(trip: Workspaces) -> None:
    location, cookie = await trip.begin()
    back = trip.first.oauth.allow(ALICE, location).removeprefix(PUBLIC_URL)
    for other in ("", "slack-app-oauth-state=guessed"):
        status, page, _ = await trip.get(back, other)
        assert status == HTTPStatus.BAD_REQUEST
        assert "another browser" in page
    assert (await trip.get(back, cookie))[0] == HTTPStatus.OK
    status, page, headers = await trip.get(back, cookie)
    assert status == HTTPStatus.UNAUTHORIZED
    assert "is done already" in page
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_a_workspace_that_is_not_admitted_is_told_so_and_nothing_of_it_is_kept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with two_workspaces(admitted=frozenset({"T2"})) as trip:
        location, cookie = await trip.begin()
        back = trip.first.oauth.allow(ALICE, location).removeprefix(PUBLIC_URL)
        status, page, _ = await trip.get(back, cookie)
        await trip.install(trip.second)

        assert status == HTTPStatus.FORBIDDEN
        assert "has not admitted this workspace" in page
        assert "xoxb" not in page
        assert await trip.many.workspaces.workspace_client("T1") is None
        assert RIGHT in await trip.ask(trip.second)
        assert "in the workspace T1 was refused: WHOASK_WORKSPACES does not name it." in caplog.text


async def test_a_code_that_slack_does_not_accept_installs_nothing(
    trip: Workspaces, caplog: pytest.LogCaptureFixture
) -> None:
    location, cookie = await trip.begin()
    state = cookie.partition("=")[2]
    status, page, _ = await trip.get(f"/slack/oauth_redirect?code=c0de-secret&state={state}", cookie)
    assert status == HTTPStatus.UNAUTHORIZED
    assert "did not accept the code" in page
    assert await trip.many.workspaces.workspace_client("T1") is None
    assert "c0de-secret" not in caplog.text
    assert location


async def test_words_in_the_address_do_not_come_onto_the_page_or_into_the_log(
    trip: Workspaces, caplog: pytest.LogCaptureFixture
) -> None:
    _, page, _ = await trip.get("/slack/oauth_redirect?error=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "alert" not in page
    assert "alert" not in caplog.text
    for _ in range(100):
        await trip.get("/slack/oauth_redirect?error=call_0900_123_now")
    assert "0900" not in caplog.text
    assert len(caplog.messages) == 1  # and the rest together, a minute later


async def test_many_who_come_to_the_install_page_leave_nothing_in_the_store(trip: Workspaces) -> None:
    for _ in range(50):
        await trip.begin()
    rows = await trip.store.run(lambda connection: connection.execute(text("SELECT count(*) FROM slack_oauth_states")))
    assert rows.scalar() == 0
    assert "whoask is installed" in await trip.install(trip.first)


class DownRunner(MemoryStore):
    """Cannot be asked, once it is down."""

    down = False

    async def run(self, job: object) -> object:  # type: ignore[override]
        if self.down:
            raise ConnectionError("the store is down")
        return await super().run(job)  # type: ignore[arg-type]


async def test_while_the_store_is_down_known_workspaces_are_answered_and_the_others_get_their_events_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = DownRunner(retention=timedelta())
    async with two_workspaces(store) as trip:
        for slack in (trip.first, trip.second):
            await trip.install(slack)
        await trip.ask(trip.first)
        monkeypatch.setattr(multi_workspace, "CACHE_SECONDS", -1.0)
        store.down = True
        assert RIGHT in await trip.ask(trip.first)
        await trip.second.say(ALICE, trip.second.dm(ALICE), QUESTION)
        await trip.second.wait_for(lambda: len(trip.second.http.sent) > 1)
        location, cookie = await trip.begin()
        status, page, _ = await trip.get(trip.first.oauth.allow(ALICE, location).removeprefix(PUBLIC_URL), cookie)
        assert status == HTTPStatus.INTERNAL_SERVER_ERROR
        assert "could not save" in page
        store.down = False
        await trip.quiet(trip.second)
        assert len([m for m in trip.second.messages(trip.second.dm(ALICE)) if m.user == BOT]) == 1


async def first_step(slack: LocalSlack) -> str:
    await slack.click(slack.ephemerals(ALICE)[0], STUCK, ALICE)
    return (await slack.wait_for(lambda: slack.ephemerals(ALICE)[1:]))[0].text


async def test_each_workspace_is_answered_from_its_own_registry_and_a_change_of_one_does_not_touch_the_other(
    tmp_path: Path,
) -> None:
    def save(name: str, *changes: tuple[str, str]) -> None:
        (tmp_path / f"{name}.yaml").write_text(changed_source(*changes))

    save("teams")
    save("T2", (RIGHT, "#certificate-desk"), ("who: Your tech lead", "who: Your mentor"))
    registries = await Registries.start(tmp_path, many=True)
    async with two_workspaces(index=lambda team: registries.of(team).index) as trip:
        for slack in (trip.first, trip.second):
            await trip.install(slack)
        answers = await trip.command(trip.first), await trip.command(trip.second)
        assert [RIGHT in answers[0], RIGHT in answers[1]] == [True, False]
        assert "#certificate-desk" in answers[1]

        steps = await first_step(trip.first), await first_step(trip.second)
        assert list(steps) == ["Step 1 of 3: ask your tech lead", "Step 1 of 3: ask your mentor"]

        save("T2", (RIGHT, "#certificate-office"))
        for _ in range(2):
            await registries.look()
        assert RIGHT in await trip.ask(trip.first)
        assert "#certificate-office" in await trip.ask(trip.second)
