"""What people do after an answer, in a real browser: up the ladder, posted, reminded, sorted, shared and looked up."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Demo, Window
from tests.browser.test_page import QUESTION, RIGHT, answer, composer, type_and_send

pytestmark = pytest.mark.asyncio(loop_scope="session")

TARGET = "govuk-platform-engineering"


async def asked(demo: Demo, window: Window) -> Page:
    page = await window(demo.slack.url)
    await type_and_send(page, f"/whoask {QUESTION}")
    await expect(answer(page)).to_be_visible()
    return page


async def posted(page: Page) -> None:
    await answer(page).get_by_role("button", name="Post my question there").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("textbox").fill(f"{QUESTION} It runs out on Friday.")
    await form.get_by_role("button", name="Post", exact=True).click()
    await expect(answer(page, "I posted your question in")).to_be_visible()


async def open_home(page: Page) -> None:
    await page.get_by_role("link", name=re.compile("whoask")).click()
    await page.get_by_text("Home", exact=True).first.click()
    await expect(page.get_by_role("heading", name="Ask me whom to ask")).to_be_visible()


async def test_the_ladder_is_climbed_to_its_last_step(demo: Demo, window: Window) -> None:
    page = await asked(demo, window)
    for step in ("Step 1 of 3", "Step 2 of 3", "Step 3 of 3"):
        await page.get_by_role("button", name="Still stuck?").last.click()
        await expect(answer(page, step)).to_be_visible()


async def test_a_question_is_posted_once_edited_and_its_link_leads_there(demo: Demo, window: Window) -> None:
    page = await asked(demo, window)
    await posted(page)
    await answer(page, "I posted your question in").get_by_role("link").last.click()
    await expect(page.get_by_role("heading", level=1, name=re.compile(TARGET))).to_be_visible()
    await expect(page.get_by_text("It runs out on Friday.")).to_be_visible()
    await expect(page.get_by_text("Asked by")).to_be_visible()


async def test_a_reminder_is_set_and_somebody_who_replied_ends_it(demo: Demo, window: Window) -> None:
    page = await asked(demo, window)
    await posted(page)
    await page.get_by_role("button", name="Remind me if nobody answers").click()
    await expect(answer(page, "I will remind you")).to_be_visible()
    await page.get_by_role("button", name="Somebody replied").click()
    await expect(
        page.get_by_text(re.compile("no reminder|cancelled|will not remind", re.IGNORECASE)).last
    ).to_be_visible()


async def test_the_home_tab_shows_the_question_until_it_is_sorted_and_finds_teams(demo: Demo, window: Window) -> None:
    page = await asked(demo, window)
    await open_home(page)
    await expect(page.get_by_text(QUESTION)).to_be_visible()
    await page.get_by_role("button", name="Sorted").first.click()
    await expect(page.get_by_role("button", name="Sorted")).to_have_count(0)
    search = page.get_by_role("textbox", name=re.compile("Search teams"))
    await search.fill("Infrastructure")
    await search.press("Enter")
    await expect(page.get_by_text("Platform Engineering").first).to_be_visible()


async def test_the_home_tab_answers_in_the_direct_message(demo: Demo, window: Window) -> None:
    page = await asked(demo, window)
    await open_home(page)
    box = page.get_by_role("textbox", name=re.compile("What do you need"))
    await box.fill(QUESTION)
    await box.press("Enter")
    await page.get_by_text("Messages", exact=True).first.click()
    await expect(answer(page, RIGHT)).to_be_visible()


async def test_an_answer_is_shared_in_the_channel(demo: Demo, window: Window) -> None:
    page = await asked(demo, window)
    await answer(page).get_by_role("button", name="Share in this channel").click()
    await expect(answer(page, "shared this")).to_be_visible()


async def test_a_message_of_anybody_is_asked_about_from_its_menu(demo: Demo, window: Window) -> None:
    await demo.slack.say("sam", "govuk-developers", f"hm, {QUESTION}")
    page = await window(demo.slack.url)
    message = page.get_by_role("article", name=re.compile("Sam"))
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=re.compile("ask about this")).click()
    await expect(answer(page, RIGHT)).to_contain_text("Only visible to you")


async def test_the_global_shortcut_opens_a_form_that_asks(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await expect(composer(page)).to_be_visible()
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name=re.compile("Ask whoask")).click()
    form = page.get_by_role("dialog")
    await form.get_by_role("textbox").fill(QUESTION)
    await form.locator("button[type=submit]").click()
    await expect(form).to_have_count(0)
    await page.get_by_role("link", name=re.compile("whoask")).click()
    await page.get_by_text("Messages", exact=True).first.click()
    await expect(answer(page, RIGHT)).to_be_visible()
