"""The demo in a real browser: the real bot at every door, and what a person sees of it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from localslack.page.side_panel import TROUBLES
from tests.browser.conftest import Demo, Window
from tools.chromium import PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "who renews our TLS certificate?"
RIGHT = "Ask #govuk-platform-engineering"
GENERAL = "govuk-developers"


def composer(page: Page, name: str = f"Message #{GENERAL}") -> Locator:
    return page.get_by_role("textbox", name=name).or_(page.get_by_role("combobox", name=name))


async def type_and_send(page: Page, text: str, box: Locator | None = None) -> None:
    box = box or composer(page)
    await box.fill(text)
    await box.press("Enter")


def answer(page: Page, words: str = RIGHT) -> Locator:
    return page.get_by_role("log").locator(".message").filter(has_text=words).last


async def test_the_command_is_completed_and_answered_for_its_asker_alone(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await composer(page).press_sequentially("/wh")
    await expect(page.get_by_role("option").filter(has_text="/whoask")).to_be_visible()
    await composer(page).press("Enter")
    await expect(composer(page)).to_have_value("/whoask ")
    await composer(page).press_sequentially(QUESTION)
    await composer(page).press("Enter")
    await expect(answer(page)).to_contain_text("Only visible to you")


async def test_another_person_does_not_see_it(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await type_and_send(page, f"/whoask {QUESTION}")
    await expect(answer(page)).to_be_visible()
    await page.get_by_role("button", name=re.compile("You are")).click()
    await (
        page.get_by_role("menuitemradio", name=re.compile("Sam"))
        .or_(page.get_by_role("menuitem", name=re.compile("Sam")))
        .first.click()
    )
    await expect(page.get_by_text("Sam, who asks too").first).to_be_visible()
    await expect(page.get_by_text(RIGHT)).to_have_count(0)


async def test_a_mention_is_answered_in_its_thread(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await type_and_send(page, f"@whoask {QUESTION}")
    await page.get_by_role("button", name=re.compile("1 reply")).click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread).to_contain_text(RIGHT)
    await type_and_send(page, "@whoask who leads an incident?", thread.get_by_role("textbox"))
    await expect(thread).to_contain_text("#govuk-2ndline-tech")


async def test_slack_takes_no_command_in_a_thread_and_says_so(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await type_and_send(page, f"@whoask {QUESTION}")
    await page.get_by_role("button", name=re.compile("1 reply")).click()
    thread = page.get_by_role("complementary", name="Thread")
    await type_and_send(page, f"/whoask {QUESTION}", thread.get_by_role("textbox"))
    await expect(thread).to_contain_text("/whoask")
    assert not [one for one in demo.slack.deliveries() if one.kind == "slash_commands"]


async def test_a_direct_message_is_answered_there(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await page.get_by_role("link", name=re.compile("whoask")).click()
    messages = page.get_by_role("link", name="Messages").or_(page.get_by_role("button", name="Messages"))
    if await messages.count():
        await messages.first.click()
    await type_and_send(page, QUESTION, composer(page, "Message whoask"))
    await expect(answer(page)).to_be_visible()


async def test_a_name_that_is_typed_is_completed(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await composer(page).press_sequentially("@who")
    await expect(page.get_by_role("option", name=re.compile("whoask"))).to_be_visible()
    await composer(page).press("Enter")
    await expect(composer(page)).to_have_value("@whoask ")


async def test_a_button_and_its_form_change_the_answer(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await type_and_send(page, f"/whoask {QUESTION}")
    await answer(page).get_by_role("button", name="Wrong place").click()
    form = page.get_by_role("dialog", name="Wrong place")
    await form.get_by_role("combobox").fill("second")
    await page.get_by_role("option", name=re.compile("Second line")).first.click()
    await form.get_by_role("button", name="Tell whoask").click()
    await expect(form).to_have_count(0)
    await expect(answer(page, "Thanks. I have noted that.")).to_contain_text("Ask #govuk-2ndline-tech")


async def test_a_message_that_its_author_edits_and_deletes_changes_on_the_page(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    said = await demo.slack.say("alex", GENERAL, "lunch at noon")
    await expect(page.get_by_text("lunch at noon")).to_be_visible()
    said = await demo.slack.edit(said, "lunch at one")
    await expect(page.get_by_text("lunch at one")).to_be_visible()
    await expect(page.get_by_text("(edited)")).to_be_visible()
    await demo.slack.delete(said)
    await expect(page.get_by_text("lunch at one")).to_have_count(0)


async def test_what_somebody_typed_never_becomes_markup(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    hostile = "<img src=x onerror=alert(1)> <b>bold?</b> javascript:alert(1)"
    await type_and_send(page, f"@whoask {hostile}")
    await expect(page.get_by_text("<b>bold?</b>")).to_be_visible()
    assert await page.locator(".message img, .message b:has-text('bold?')").count() == 0


async def test_the_first_minute_asks_with_one_click(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await page.get_by_role("tabpanel").get_by_role("button", name=re.compile("only you see")).click()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()


async def test_the_inspector_shows_each_frame_with_its_times(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await type_and_send(page, f"/whoask {QUESTION}")
    await expect(answer(page)).to_be_visible()
    await page.get_by_role("tab", name=re.compile("Inspector")).click()
    panel = page.get_by_role("tabpanel")
    await expect(panel).to_contain_text("slash_commands")
    await expect(panel).to_contain_text(re.compile(r"ack [\d.]+ m?s"))
    await expect(panel).to_contain_text(re.compile(r"answer [\d.]+ m?s"))


async def test_a_saved_registry_shows_the_answers_before_and_now(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await type_and_send(page, f"/whoask {QUESTION}")
    await expect(answer(page)).to_be_visible()
    await page.get_by_role("tab", name=re.compile("Registry")).click()
    panel = page.get_by_role("tabpanel")
    await expect(panel).to_contain_text(QUESTION)
    old = demo.registry.read_text(encoding="utf-8")
    demo.registry.write_text(old.replace("#govuk-platform-engineering", "#certificate-desk"), encoding="utf-8")
    await expect(panel).to_contain_text("It went to #govuk-platform-engineering. Now it goes to #certificate-desk.")
    demo.registry.write_text(old + "\nteams: oops\n", encoding="utf-8")
    await expect(panel).to_contain_text("The file has a problem.")
    await expect(panel).to_contain_text(re.compile(r"line \d+: "))
    await type_and_send(page, f"/whoask {QUESTION}")
    await expect(answer(page, "Ask #certificate-desk")).to_be_visible()


def titled(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(next(trouble.title for trouble in TROUBLES if trouble.name == name)))


@pytest.mark.parametrize("trouble", ["slow", "limited", "fault", "duplicate"])
async def test_under_each_trouble_there_is_one_answer(demo: Demo, window: Window, trouble: str) -> None:
    page = await window(demo.slack.url)
    title = titled(trouble)
    await page.get_by_role("tab", name=re.compile("Trouble")).click()
    await page.get_by_role("switch", name=title).click()
    await expect(page.get_by_role("switch", name=title)).to_be_checked()
    await type_and_send(page, f"@whoask {QUESTION}")
    await expect(page.get_by_role("button", name=re.compile("1 reply"))).to_be_visible()
    toggled = page.get_by_role("switch", name=title)
    if await toggled.is_checked():
        await toggled.click()
    await expect(toggled).not_to_be_checked()


@pytest.mark.parametrize("trouble", ["drop", "refresh"])
async def test_the_bot_comes_back_when_its_sockets_go(demo: Demo, window: Window, trouble: str) -> None:
    page = await window(demo.slack.url)
    title = titled(trouble)
    before = {connection.number for connection in demo.slack.connections}
    await page.get_by_role("tab", name=re.compile("Trouble")).click()
    await page.get_by_role("button", name=title).click()
    await demo.slack.wait_for(lambda: len({one.number for one in demo.slack.connections} - before) == 2, timeout=15)
    await type_and_send(page, f"@whoask {QUESTION}")
    await expect(page.get_by_role("button", name=re.compile("1 reply"))).to_be_visible()


async def test_a_slack_that_hangs_gets_the_answer_when_it_goes_on(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    title = titled("hang")
    await page.get_by_role("tab", name=re.compile("Trouble")).click()
    await page.get_by_role("switch", name=title).click()
    await expect(page.get_by_role("switch", name=title)).to_be_checked()
    await type_and_send(page, f"@whoask {QUESTION}")
    await demo.slack.wait_for(demo.slack.faults.hanging, timeout=15)
    await page.get_by_role("switch", name=title).click()
    await expect(page.get_by_role("button", name=re.compile("1 reply"))).to_be_visible()


async def test_on_a_phone_everything_has_its_turn(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url, viewport=PHONE, has_touch=True)
    await expect(composer(page)).to_be_visible()
    await type_and_send(page, f"/whoask {QUESTION}")
    await expect(answer(page)).to_be_visible()
    wider = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wider


async def test_a_local_slack_that_went_away_is_told_and_found_again(demo: Demo, window: Window) -> None:
    page = await window(demo.slack.url)
    await expect(composer(page)).to_be_visible()
    await page.context.set_offline(True)
    await page.context.set_offline(False)
    await type_and_send(page, f"/whoask {QUESTION}")
    await expect(answer(page)).to_be_visible()
