"""A tab's websocket: looking, being told, and bearing with frames that make no sense."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from localslack import LocalSlack, User
from localslack.page import Panel, live
from tests.localslack.page.harness import SEED, Tab, paged, tab


async def test_who_looks_gets_every_slice(slack: LocalSlack) -> None:
    async with tab(slack) as page:
        assert set(page.slices) == {"workspace", "room", "thread", "home", "modals", "panels", "troubles"}
        await page.look("U2", "C3")
        assert page.slices["workspace"]["me"] == "U2"
        assert page.slices["room"]["id"] == "C3"


async def test_a_change_sends_only_the_slices_that_changed(slack: LocalSlack) -> None:
    async with tab(slack) as page:
        page.sets.clear()
        await slack.say("bob", "#general", "hello")
        await page.until(lambda: page.room)

        assert [m["text"] for m in page.room] == ["hello"]
        assert set(page.sets) == {"room", "workspace"}


async def test_a_burst_of_changes_is_told_in_few_frames(slack: LocalSlack) -> None:
    async with tab(slack) as page:
        page.sets.clear()
        for number in range(100):
            await slack.say("bob", "#general", f"{number}")
        await page.until(lambda: len(page.room) == 100)

        assert page.sets.count("room") <= 3


async def test_every_tab_sees_what_its_own_person_may_see(slack: LocalSlack) -> None:
    async with tab(slack, "U1", "C3") as alice, tab(slack, "U2", "C3") as bob:
        await slack.say("bob", "C3", "between us")
        await bob.until(lambda: bob.room)
        await alice.look("U1", "C3")

        assert alice.slices["room"] is None
        assert "between us" not in json.dumps(alice.slices)


@pytest.mark.parametrize("user", ["U9", "U0BOT", "U4", "U5", "alice"])
async def test_nobody_can_look_as_who_is_no_person_here(slack: LocalSlack, user: str) -> None:
    async with tab(slack) as page:
        assert "Nobody can look as" in await page.refused("look", user=user, room="C1")
        await page.done("say", room="C1", text="still alice")
        assert slack.messages("C1")[-1].user == "U1"


async def test_who_gives_no_name_looks_as_the_first_person() -> None:
    users = (User("U8", "robot", is_bot=True), User("U9", "left", deactivated=True), *SEED.users)
    async with paged(replace(SEED, users=users)) as slack, tab(slack, None) as page:
        await page.look("", None)
        assert page.slices["workspace"]["me"] == "U1"


@pytest.mark.parametrize("room", ["C9", "D2", "general", ""])
async def test_a_room_that_is_not_there_shows_nothing(slack: LocalSlack, room: str) -> None:
    async with tab(slack, "U1", room) as page:
        assert page.slices["room"] is None
        assert page.slices["thread"] is None


async def test_a_tab_that_does_not_read_holds_nobody_up_and_is_cut_off(
    slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SEND_SECONDS", 0.05)
    async with tab(slack) as dead, tab(slack, "U2", None) as bob:
        for round_ in range(8):
            for _ in range(40):
                await slack.say("bob", "C1", f"{round_}" * 39_000)
            await bob.done("home", tab="home")
        async with asyncio.timeout(10):
            while (await dead.socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass

        assert dead.socket.closed
        await bob.done("home", tab="messages")


async def test_a_tab_can_go_in_the_middle_of_it_all(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session, tab(slack, "U2") as bob:
        socket = await session.ws_connect(f"{slack.url}/page/live")
        await Tab(socket).look("U1", "C1")
        await socket.close()
        await slack.say("bob", "C1", "hello")
        await bob.until(lambda: bob.room)


async def test_a_local_slack_that_ends_lets_its_tabs_go() -> None:
    async with aiohttp.ClientSession() as session:
        async with paged() as slack:
            socket = await session.ws_connect(f"{slack.url}/page/live")
            page = Tab(socket)
            await page.look("U1")
        async with asyncio.timeout(5):
            while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass

    assert message.type is aiohttp.WSMsgType.CLOSE
    assert message.data == aiohttp.WSCloseCode.GOING_AWAY


async def test_a_panel_is_shown_to_its_person_and_again_when_it_changed() -> None:
    said = ["first"]

    def show(user: str) -> Sequence[dict[str, Any]]:
        return [{"kind": "text", "text": f"{user} {said[-1]}", "tone": "plain"}]

    async with paged(panels=(Panel("guide", "First minute", show),)) as slack, tab(slack) as page:
        (panel,) = page.slices["panels"]
        assert panel == {
            "name": "guide",
            "title": "First minute",
            "parts": [{"kind": "text", "text": "U1 first", "tone": "plain"}],
        }
        said.append("second")
        slack.touch()
        await page.until(lambda: page.slices["panels"][0]["parts"][0]["text"] == "U1 second")


async def test_a_panel_that_fails_takes_nothing_with_it(caplog: pytest.LogCaptureFixture) -> None:
    def show(_user: str) -> Sequence[dict[str, Any]]:
        raise ValueError("no")

    async with paged(panels=(Panel("bad", "Bad", show),)) as slack, tab(slack) as page:
        assert page.slices["panels"][0]["parts"][0]["tone"] == "bad"
        await page.done("say", room="C1", text="hello")
        await page.until(lambda: page.room)

    assert "panel bad failed" in caplog.text


async def test_a_closed_direct_message_says_why(slack: LocalSlack) -> None:
    seed = replace(SEED, app=replace(SEED.app, messages_tab=False))
    async with paged(seed) as closed, tab(closed, "U1", "D1") as page:
        assert page.slices["workspace"]["app"]["messages_tab"] is False
        assert page.slices["room"]["closed"] == "helper takes no direct messages."
        assert await page.refused("say", room="D1", text="hello") == "Helper takes no direct messages."
    async with tab(slack, "U1", "D1") as page:
        assert page.slices["room"]["closed"] == ""
        await page.look("U1", "C4")
        assert page.slices["room"]["closed"] == "#old is archived."
