"""What somebody types is theirs, and is not lost; a thread that is gone is left; an answer in a thread is shown."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Demo, Window
from tests.browser.test_page import GENERAL, composer

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
    await expect(composer(page)).to_be_visible()
    await demo.slack.archive(GENERAL)
    await expect(page.get_by_text("This channel is archived")).to_be_visible()


async def test_an_address_of_a_thread_that_is_gone_leads_to_its_channel(demo: Demo, window: Window) -> None:
    room = demo.slack.workspace.directory.channel(GENERAL).id
    page = await window(f"{demo.slack.url}/#/U0ASKER/{room}/1.000001")
    await expect(composer(page)).to_be_visible()
    await expect(page.get_by_role("complementary", name="Thread")).to_have_count(0)
    await expect(page.get_by_text("That thread is gone.")).to_be_visible()
    assert page.url.endswith(room)
