"""axe, the accessibility checker, on every main screen: WCAG 2.2 A and AA, nothing serious."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import Demo, Window
from tests.browser.test_page import QUESTION, answer, composer, type_and_send
from tools.chromium import PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


async def findings(page: Page, within: str | None = None) -> list[str]:
    """What is serious or worse, with where. axe brings styles of its own, hence `bypass_csp` wherever it runs."""
    result = await Axe().run(page, context=within, options=RULES)
    return [
        f"{one['id']}: {', '.join(str(node['target']) for node in one['nodes'])}"
        for one in result.response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["wide", "phone"])
async def test_the_room_the_thread_and_every_tab_of_the_side(
    demo: Demo, window: Window, scheme: str, screen: str
) -> None:
    size = {"viewport": PHONE} if screen == "phone" else {}
    page = await window(demo.slack.url, bypass_csp=True, color_scheme=scheme, **size)
    await type_and_send(page, f"/whoask {QUESTION}")
    await expect(answer(page)).to_be_visible()
    await type_and_send(page, f"@whoask {QUESTION}")
    await expect(page.get_by_role("button", name=re.compile("1 reply"))).to_be_visible()
    assert await findings(page) == []
    if screen == "wide":
        for tab in ("Registry", "Inspector", "Trouble"):
            await page.get_by_role("tab", name=re.compile(tab)).click()
            assert await findings(page, "[role=tabpanel]") == [], tab
    await page.get_by_role("button", name=re.compile("1 reply")).click()
    await expect(page.get_by_role("complementary", name="Thread")).to_be_visible()
    assert await findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_form_and_the_home_tab(demo: Demo, window: Window, scheme: str) -> None:
    page = await window(demo.slack.url, bypass_csp=True, color_scheme=scheme)
    await type_and_send(page, f"/whoask {QUESTION}")
    await answer(page).get_by_role("button", name="Wrong place").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await findings(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(composer(page)).to_be_visible()
    await page.get_by_role("link", name=re.compile("whoask")).click()
    await page.get_by_text("Home", exact=True).first.click()
    assert await findings(page) == []
