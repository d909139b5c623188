"""Takes the pictures of the documents from the running demo: `make pictures`."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.commands.demo import PROXIES
from bot.demo.running import running
from bot.registry.files import registry_file
from routing.loading.files import read_files
from tools.chromium import FLAGS, MISSING, PHONE, WIDE, chromium_path

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
GENERAL = "Message #govuk-developers"
CALM = "who renews tls certifcates?"
URGENT = "publishers cannot log in, everything returns 503"


async def light(page: Page) -> None:
    """The command and its answer, beside the first minute."""
    await _ask(page, f"/whoask {CALM}")
    await page.get_by_text("Only visible to you").wait_for()


async def dark(page: Page) -> None:
    """A mention and its thread, beside the inspector."""
    await _ask(page, f"@whoask {URGENT}")
    await page.get_by_role("button", name=re.compile("1 reply")).click()
    await page.get_by_role("complementary", name="Thread").get_by_text("Urgent: ask").wait_for()
    await page.get_by_role("tab", name=re.compile("Inspector")).click()


async def phone(page: Page) -> None:
    """An answer on a phone."""
    await light(page)


async def trouble(page: Page) -> None:
    """The switches that make Slack misbehave, and an answer under one of them."""
    await page.get_by_role("tab", name=re.compile("Trouble")).click()
    await page.get_by_role("switch", name=re.compile("Events come twice")).click()
    await _ask(page, f"@whoask {CALM}")
    await page.get_by_role("button", name=re.compile("1 reply")).wait_for()


async def form(page: Page) -> None:
    """The form that asks which place is right."""
    await _ask(page, f"/whoask {CALM}")
    await page.get_by_role("button", name="Wrong place").last.click()
    await page.get_by_role("dialog").get_by_role("combobox").fill("dns")
    await page.get_by_role("option").first.wait_for()


async def stuck(page: Page) -> None:
    """The next step of the ladder, for an asker who is still stuck."""
    await light(page)
    for step in ("Step 1 of 3", "Step 2 of 3"):
        await page.get_by_role("button", name="Still stuck?").last.click()
        await page.get_by_text(step).wait_for()


async def post(page: Page) -> None:
    """The form that shows what will be posted where, and in whose name."""
    await light(page)
    await page.get_by_role("button", name="Post my question there").last.click()
    await page.get_by_role("dialog").get_by_role("textbox").fill(f"{CALM} Ours runs out on Friday.")


async def reminder(page: Page) -> None:
    """The question is posted, and a reminder set."""
    await post(page)
    await page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).click()
    await page.get_by_role("button", name="Remind me if nobody answers").click()
    await page.get_by_text("I will remind you").wait_for()


async def posted(page: Page) -> None:
    """The question where it belongs."""
    await reminder(page)
    await page.get_by_role("link", name=re.compile("govuk-platform-engin")).first.click()
    await page.get_by_text("Asked by").wait_for()


async def home(page: Page) -> None:
    """The Home tab, with the question until it is sorted."""
    await reminder(page)
    await page.get_by_role("link", name="whoask", exact=True).click()
    await page.get_by_text("Home", exact=True).first.click()
    await page.get_by_role("button", name="Sorted").first.wait_for()


# Without room for the side panel, which these pictures do not need.
NARROW: dict[str, object] = {"viewport": {"width": 960, "height": 760}}
SCENES: dict[str, tuple[Callable[[Page], Awaitable[None]], dict[str, object]]] = {
    "light": (light, {}),
    "dark": (dark, {"color_scheme": "dark", "viewport": {"width": 1440, "height": 860}}),
    "phone": (phone, {"viewport": PHONE}),
    "trouble": (trouble, {}),
    "form": (form, {}),
    "stuck": (stuck, NARROW),
    "post": (post, NARROW),
    "reminder": (reminder, NARROW),
    "posted": (posted, NARROW),
    "home": (home, NARROW),
}


async def keeper(browser: Browser, folder: Path) -> None:
    """The registry keeper's loop: the answers before and after a change."""
    os.chdir(folder)  # the picture shows the file as it was named
    registry = Path("teams.yaml")
    named, *included = read_files(registry_file(None)).files
    source = named.data.decode()
    for file in included:
        Path(file.path.name).write_bytes(file.data)
    registry.write_text(source, encoding="utf-8")
    async with running(registry, 0, asyncio.Event()) as (slack, _, _registry):
        page = await _open(browser, slack.url, {"viewport": {"width": 1440, "height": 860}})
        await light(page)
        await page.get_by_role("tab", name=re.compile("Registry")).click()
        registry.write_text(source.replace("#govuk-platform-engineering", "#certificate-desk"), encoding="utf-8")
        await page.get_by_text(re.compile("Now it goes to")).wait_for()
        await _take(page, "keeper")


async def main(wanted: list[str]) -> None:
    """Take the pictures named, or all."""
    for name in PROXIES:
        os.environ.pop(name, None)
    path = chromium_path()
    if path is None:
        sys.exit(MISSING)
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, (scene, options) in SCENES.items():
            if not wanted or name in wanted:
                async with running(registry_file(None), 0, asyncio.Event()) as (slack, _, _registry):
                    page = await _open(browser, slack.url, options)
                    await scene(page)
                    await _take(page, name)
        if not wanted or "keeper" in wanted:
            with tempfile.TemporaryDirectory() as folder:
                await keeper(browser, Path(folder))


async def _open(browser: Browser, url: str, options: dict[str, object]) -> Page:
    context = await browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(20_000)
    await page.goto(url)
    return page


async def _ask(page: Page, words: str) -> None:
    box = page.get_by_role("textbox", name=GENERAL)
    await box.fill(words)
    await box.press("Enter")


async def _take(page: Page, name: str) -> None:
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(400)  # what moves comes to rest
    await page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
