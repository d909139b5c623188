"""Small things on the page: whose a draft is, what is not lost, what is not there, and what fits."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from localslack.page import slices
from localslack.page.actions import MAX_TEXT
from tests.browser.conftest import Demo, Window
from tests.browser.test_page import GENERAL, QUESTION, composer, type_and_send
from tests.fonts import FONT_SETS, FontSet
from tools.chromium import PHONE, WIDE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def become(page: Page, name: str) -> None:
    await page.get_by_role("button", name=re.compile("You are")).click()
    await page.get_by_role("menuitemradio", name=re.compile(name)).click()
    await expect(page.get_by_role("button", name=re.compile(f"You are {name}"))).to_be_visible()


async def test_nobody_sees_what_somebody_else_typed_and_did_not_send(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await composer(page).fill("not yet")
    await become(page, "Sam")
    await expect(composer(page)).to_have_value("")
    await become(page, "Alex")
    await expect(composer(page)).to_have_value("not yet")


async def test_what_could_not_be_sent_stands_there_again(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    too_long = "x" * (MAX_TEXT + 1)
    await type_and_send(page, too_long)
    await expect(page.get_by_text(re.compile("a message takes at most", re.IGNORECASE))).to_be_visible()
    await expect(composer(page)).to_have_value(too_long)


async def test_what_a_guide_suggests_is_not_sent_by_somebody_else(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await page.get_by_role("tabpanel").get_by_role("button", name=re.compile("A mention")).click()
    await become(page, "Sam")
    await page.wait_for_timeout(700)  # longer than a suggestion stands there before it is sent
    assert not demo.slack.workspace.log.in_channel(demo.slack.workspace.directory.channel(GENERAL).id)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
async def test_the_first_minute_shows_the_answer_to_a_mention(
    demo: Demo, window: Window, viewport: dict[str, int]
) -> None:
    page = await window(demo.slack.url, viewport=viewport)
    if viewport is PHONE:
        await page.get_by_role("button", name="Guide").click()
    await page.get_by_role("tabpanel").get_by_role("button", name=re.compile("A mention")).click()
    await expect(page.get_by_role("complementary", name="Thread")).to_contain_text("Urgent: ask")


async def test_an_address_of_a_thread_that_is_gone_leads_to_its_channel(demo: Demo, window: Window) -> None:
    room = demo.slack.workspace.directory.channel(GENERAL).id
    page = await window(f"{demo.slack.url}/#/U0ASKER/{room}/1.000001")
    await expect(page.get_by_text("That thread is gone.")).to_be_visible()
    await expect(composer(page)).to_be_visible()
    await expect(page.get_by_role("complementary", name="Thread")).to_have_count(0)
    assert page.url.endswith(room)


async def test_a_room_whose_older_messages_are_not_shown_says_so(
    demo: Demo, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "ROOM_MESSAGES", 3)
    for number in range(3):
        await demo.slack.say("alex", GENERAL, f"number {number}")
    page = await window(demo.slack.url)
    await expect(page.get_by_text("This is the start of the channel.")).to_be_visible()
    await demo.slack.say("alex", GENERAL, "number 3")
    await expect(page.get_by_text("Only the last 3 messages are shown.")).to_be_visible()
    await expect(page.get_by_text("This is the start of the channel.")).to_have_count(0)


@pytest.mark.parametrize("fonts", FONT_SETS)
async def test_on_a_phone_the_whole_name_stands_at_the_top(demo: Demo, window: Window, fonts: FontSet) -> None:
    page = await window(demo.slack.url, viewport=PHONE, fonts=fonts)
    name = page.locator(".topbar-team")
    await expect(name).to_be_visible()
    assert await name.evaluate("it => it.scrollWidth <= it.clientWidth")


async def test_the_whole_line_of_a_problem_in_the_registry_can_be_read(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await page.get_by_role("tab", name=re.compile("Registry")).click()
    old = demo.registry.read_text(encoding="utf-8")
    demo.registry.write_text(old.replace("responsibilities:", "responsibilites:"), encoding="utf-8")
    problems = page.get_by_role("tabpanel").locator("pre", has_text="line ")
    await expect(problems).to_be_visible()
    assert await problems.evaluate("it => it.scrollWidth <= it.clientWidth")


async def test_a_guest_is_not_shown_the_id_of_a_channel_that_is_not_theirs(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await type_and_send(page, f"@whoask {QUESTION}")
    await page.get_by_role("button", name=re.compile("1 reply")).click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("button", name="#govuk-platform-engineering")).to_be_visible()
    await become(page, "Kit")
    await page.get_by_role("button", name=re.compile("1 reply")).click()
    await expect(thread).to_contain_text("Ask private channel")
