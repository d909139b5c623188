"""`whoask demo`: the real bot, with a Slack of its own on this computer, in the browser and in the terminal.

Opening the page in a browser, where there is one with a window.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.commands.arguments import Commands, Options, add_registry

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def add_to(commands: Commands) -> None:
    """Add `demo` to the commands."""
    command = commands.add_parser("demo", help="try the real bot without Slack")
    add_registry(command)
    command.add_argument(
        "--port", type=int, default=0, metavar="N", help="the port of the local Slack; any free one by default"
    )
    command.add_argument("--no-browser", action="store_true", help="do not open a browser")
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    return main(options.registry, options.port, browser=not options.no_browser)


def main(registry: Path | None = None, port: int = 0, *, browser: bool = False) -> int:
    """Run until the input ends, or `quit`, or Ctrl-C; returns the exit status.

    `port` is where the local Slack listens, 0 for any that is free. `browser` says whether to open the page when
    a person sits at the terminal. Raises RegistryError for a bad registry, SettingsError for a port that cannot be
    used.
    """
    import asyncio
    import logging

    from bot.monitoring.logs import set_up_logs
    from bot.registry.files import named_registry, registry_file

    for name in PROXIES:
        os.environ.pop(name, None)  # the SDK obeys them even for this very computer
    set_up_logs("warning")
    logging.getLogger("bot.registry.current").setLevel(logging.INFO)  # a keeper who edits the registry wants to know
    asyncio.run(_demo(registry_file(registry or named_registry()), port, browser=browser and sys.stdin.isatty()))
    return 0


async def _demo(path: Path, port: int, *, browser: bool) -> None:
    import asyncio

    from bot.demo.running import running
    from bot.demo.terminal import talk
    from bot.demo.workspace import examples
    from bot.run import stop_on_signals, unless

    with stop_on_signals() as stop:
        async with running(path, port, stop) as (slack, app, registry):
            if app is None:
                return
            if browser:
                await asyncio.to_thread(open_page, slack.url)
            await unless(stop, talk(slack, app, channel=registry.fallback, examples=examples(registry)))


def open_page(url: str, environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Open the page; says whether a browser was asked to.

    On a machine without a screen Python falls back on browsers of the terminal, which would take the keyboard from
    the prompt: there the address is enough.
    """
    import webbrowser

    screen = platform in {"darwin", "win32"} or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return bool(screen) and webbrowser.open(url)
