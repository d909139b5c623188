"""`whoask demo`: the real bot, with a Slack of its own on this computer, in the browser and in the terminal."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

from bot.demo.browser import open_page
from bot.demo.running import running
from bot.demo.talk import talk
from bot.demo.workspace import examples
from bot.service.logs import set_up_logs
from bot.service.registry_file import named_registry, registry_file
from bot.service.stopping import stop_on_signals, unless

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def main(registry: Path | None = None, port: int = 0, *, browser: bool = False) -> int:
    """Run until the input ends, or `quit`, or Ctrl-C; returns the exit status.

    `port` is where the sandbox listens, 0 for any that is free. `browser` says whether to open the page when
    somebody sits at the terminal. Raises RegistryError for a bad registry, SettingsError for a port that cannot be
    used.
    """
    for name in PROXIES:
        os.environ.pop(name, None)  # the SDK obeys them even for this very computer
    set_up_logs("warning")
    logging.getLogger("bot.service.registry_watch").setLevel(logging.INFO)  # whoever edits the registry wants to know
    asyncio.run(_demo(registry_file(registry or named_registry()), port, browser=browser and sys.stdin.isatty()))
    return 0


async def _demo(path: Path, port: int, *, browser: bool) -> None:
    with stop_on_signals() as stop:
        async with running(path, port, stop) as (slack, app, registry):
            if app is None:
                return
            if browser:
                await asyncio.to_thread(open_page, slack.url)
            await unless(stop, talk(slack, app, channel=registry.fallback, examples=examples(registry)))
