"""The switches for what can go wrong."""

import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from localslack import Hang, LocalSlack, Refuse, Slow
from localslack.page import side_panel
from tests.localslack.harness import bolt, error_of
from tests.localslack.page.harness import Tab, tab


@pytest.fixture
def web(slack: LocalSlack) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def is_on(page: Tab, name: str) -> bool:
    return bool(next(t["on"] for t in page.slices["troubles"] if t["name"] == name))


async def status_of(call: Any) -> int:
    try:
        return int((await call).status_code)
    except SlackApiError as refusal:
        return int(refusal.response.status_code)


async def test_every_trouble_has_a_title_and_says_what_to_expect(page: Tab) -> None:
    found = page.slices["troubles"]

    assert {t["name"] for t in found} == {"slow", "limited", "fault", "hang", "duplicate", "drop", "refresh"}
    assert {t["name"] for t in found if t["kind"] == "push"} == {"drop", "refresh"}
    assert all(t["title"] and t["about"].endswith(".") and not t["on"] for t in found)
    assert await page.refused("trouble", name="fire", on=True) == "There is no trouble called 'fire'."


async def test_a_rate_limit_holds_for_two_messages_and_turns_itself_off(page: Tab, web: AsyncWebClient) -> None:
    await page.done("trouble", name="limited", on=True)
    await page.until(lambda: is_on(page, "limited"))

    assert await error_of(web.auth_test()) == ""
    assert [await status_of(web.chat_postMessage(channel="C1", text="t")) for _ in range(3)] == [429, 429, 200]
    await page.until(lambda: not is_on(page, "limited"))


async def test_failing_answers_are_503(page: Tab, web: AsyncWebClient) -> None:
    await page.done("trouble", name="fault", on=True)
    view = {"type": "home", "blocks": []}

    assert await status_of(web.views_publish(user_id="U1", view=view)) == 503
    await page.done("trouble", name="fault", on=False)
    assert await status_of(web.views_publish(user_id="U1", view=view)) == 200


async def test_a_slow_slack_is_slow_until_it_is_turned_off(
    page: Tab, web: AsyncWebClient, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = side_panel._SCRIPTS["slow"]
    monkeypatch.setitem(side_panel._SCRIPTS, "slow", (script[0], Slow(0.01), None))
    await page.done("trouble", name="slow", on=True)
    await web.auth_test()
    await web.chat_postMessage(channel="C1", text="t")
    await page.done("trouble", name="slow", on=False)
    await web.api_test()

    assert [call.fault for call in slack.calls()] == ["0.01 s slower", "0.01 s slower", ""]


async def test_what_hangs_goes_on_when_the_switch_is_turned_off(
    page: Tab, web: AsyncWebClient, slack: LocalSlack
) -> None:
    await page.done("trouble", name="hang", on=True)
    hanging = asyncio.create_task(web.chat_postMessage(channel="C1", text="at last"))
    await slack.wait_for(lambda: slack.faults.hanging("chat.postMessage"))
    await page.done("trouble", name="hang", on=False)
    await hanging

    assert [m.text for m in slack.messages("C1")] == ["at last"]


async def test_a_switch_takes_back_only_its_own_scripts(page: Tab, web: AsyncWebClient, slack: LocalSlack) -> None:
    slack.faults.next("users.info", Refuse("fatal_error"), times=None)
    slack.faults.next("auth.test", Hang())
    hanging = asyncio.create_task(web.auth_test())
    await slack.wait_for(lambda: slack.faults.hanging("auth.test"))
    for on in (True, True, False):
        for name in ("slow", "limited", "fault", "hang"):
            await page.done("trouble", name=name, on=on)

    assert await error_of(web.users_info(user="U1")) == "fatal_error"
    assert await error_of(web.chat_postMessage(channel="C1", text="t")) == ""
    assert slack.faults.hanging("auth.test") == 1
    slack.faults.release()
    await hanging


async def test_events_come_twice_with_ids_of_their_own(page: Tab, slack: LocalSlack) -> None:
    await page.done("trouble", name="duplicate", on=True)
    await page.until(lambda: is_on(page, "duplicate"))
    said = [await slack.say("alice", "D1", f"{number}") for number in range(3)]
    await page.done("trouble", name="duplicate", on=False)
    after = await slack.say("alice", "D1", "after")

    assert [len({d.event_id for d in slack.deliveries(message.ts)}) for message in said] == [2, 2, 2]
    assert len(slack.deliveries(after.ts)) == 1


async def test_dropped_connections_come_back(page: Tab, slack: LocalSlack) -> None:
    async with bolt(slack, sockets=2):
        await page.until(lambda: page.slices["workspace"]["connections"] == 2)
        before = {connection.number for connection in slack.connections}
        await page.done("trouble", name="drop", on=True)
        await slack.wait_for(lambda: len(slack.connections) == 2)

        assert not before & {connection.number for connection in slack.connections}


async def test_the_app_is_asked_to_connect_again(page: Tab, slack: LocalSlack) -> None:
    async with bolt(slack):
        await page.done("trouble", name="refresh")
        row = await page.until(lambda: page.row("disconnect"))
        assert row["summary"] == "refresh_requested"


async def test_all_tabs_share_the_switches(page: Tab, slack: LocalSlack) -> None:
    async with tab(slack, "U2") as other:
        await page.done("trouble", name="slow", on=True)
        await other.until(lambda: is_on(other, "slow"))
        slack.faults.clear()
        await other.until(lambda: not is_on(other, "slow"))
