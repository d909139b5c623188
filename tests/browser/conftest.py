"""One Chromium with each set of fonts for all browser tests of a process; each test gets empty windows.

Where no browser is installed the tests are skipped, and in CI they fail: `.ci/run` says that there has to be one.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Page, async_playwright, expect

from bot.app import App
from bot.demo.running import running
from localslack import LocalSlack
from tests.builders import SMALL_REGISTRY
from tests.fonts import FONT_SETS, FontSet, font_environment
from tests.journeys.harness import PROXIES
from tools.chromium import FLAGS, MISSING, WIDE, chromium_path

# As patient as the page itself: on a busy machine its own five seconds are short.
expect.set_options(timeout=20_000)

PATIENCE_MS = 20_000

Window = Callable[..., Awaitable[Page]]
Browsers = Mapping[FontSet, Browser]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browsers]:
    """A browser for each set of fonts."""
    path = chromium_path()
    if path is None:
        if os.environ.get("WHOASK_BROWSER") == "required":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        folder = tmp_path_factory.mktemp("fonts")
        launched: Browsers = {
            fonts: await playwright.chromium.launch(
                executable_path=path, args=FLAGS, env=dict(font_environment(fonts, folder))
            )
            for fonts in FONT_SETS
        }
        yield launched
        for browser in launched.values():
            await browser.close()


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages to lend out, by the options that they were made with.

    An emptied page is lent again: loading the demo takes a new one twice as long as one whose process is warm.
    """

    browsers: Browsers
    idle: defaultdict[str, list[Page]] = field(default_factory=lambda: defaultdict(list))

    async def lend(self, options: dict[str, Any]) -> Page:
        if self.idle[repr(options)]:
            return self.idle[repr(options)].pop()
        more = {name: value for name, value in options.items() if name != "fonts"}
        browser = self.browsers[options.get("fonts", "narrow")]
        context = await browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **more})
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    async def take_back(self, page: Page, options: dict[str, Any]) -> None:
        """With nothing left of who had it: no storage, no cookies, no pointer over anything, nothing shown."""
        await page.context.set_offline(offline=False)
        await page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        await page.goto("about:blank")
        await page.mouse.move(-1, -1)
        await page.context.clear_cookies()
        self.idle[repr(options)].append(page)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pages(browsers: Browsers) -> Pages:
    return Pages(browsers)


@pytest_asyncio.fixture(loop_scope="session")
async def window(pages: Pages) -> AsyncIterator[Window]:
    """Opens pages. What a page logs as an error, or throws, fails the test at its end."""
    lent: list[tuple[Page, dict[str, Any]]] = []
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"{message.text} {message.location.get('url', '')}")

    def threw(error: Error) -> None:
        faults.append(str(error))

    async def open_window(url: str, **options: Any) -> Page:
        page = await pages.lend(options)
        lent.append((page, options))
        page.on("console", heard)
        page.on("pageerror", threw)
        await page.goto(url)
        return page

    yield open_window
    for page, options in lent:
        await pages.take_back(page, options)
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", threw)
    assert not faults


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo as `whoask demo` runs it, without the terminal."""

    slack: LocalSlack
    app: App
    registry: Path


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    path = tmp_path / "teams.yaml"
    path.write_text(SMALL_REGISTRY, encoding="utf-8")
    async with running(path, 0, asyncio.Event()) as (slack, app, _):
        assert app
        yield Demo(slack, app, path)
