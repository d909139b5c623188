"""`whoask demo`: the real bot, with a Slack of its own on this computer, to talk to from the terminal."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.app import App
from bot.conversation import REPLY_SECONDS, Conversation
from bot.demo_workspace import ASKER, examples, workspace
from bot.logs import set_up_logs
from bot.memory_store import MemoryStore
from bot.registry_file import named_registry, registry_file
from bot.sandbox import Sandbox
from bot.secret import Secret
from bot.serving import serve
from bot.settings import Settings
from bot.stopping import stop_on_signals, unless
from bot.terminal_lines import lines
from routing.errors import SettingsError
from routing.loader import load
from routing.registry import Registry

# A pipe may hold more questions than one person may ask in a minute.
NO_LIMIT = 1_000_000
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def main(registry: Path | None = None, port: int = 0) -> int:
    """Talk to the bot until the input ends, or `quit`, or Ctrl-C; returns the exit status.

    `port` is where the sandbox listens, 0 for any that is free. Raises RegistryError for a bad registry,
    SettingsError for a port that cannot be used.
    """
    for name in PROXIES:
        os.environ.pop(name, None)  # the SDK obeys them even for this very computer
    set_up_logs("warning")
    logging.getLogger("bot.registry_watch").setLevel(logging.INFO)  # whoever edits the registry wants to know
    asyncio.run(_demo(registry_file(registry or named_registry()), port))
    return 0


async def _demo(path: Path, port: int) -> None:
    registry = await asyncio.to_thread(load, path)
    with stop_on_signals() as stop, tempfile.TemporaryDirectory(prefix="whoask-demo-") as scratch:
        async with _sandbox(registry, port) as slack:
            up: asyncio.Future[App | None] = asyncio.get_running_loop().create_future()
            settings = _settings(slack, path, Path(scratch))
            store = MemoryStore(retention=timedelta())
            serving = asyncio.create_task(
                serve(settings, store, stop=stop, connected=up.set_result, questions_a_minute=NO_LIMIT)
            )
            serving.add_done_callback(lambda _: None if up.done() else up.set_result(None))  # it never came up
            try:
                if app := await up:
                    await unless(stop, _talk(slack, app, registry))
            finally:
                stop.set()
                await serving


@asynccontextmanager
async def _sandbox(registry: Registry, port: int) -> AsyncIterator[Sandbox]:
    async with AsyncExitStack() as stack:
        try:
            slack = await stack.enter_async_context(Sandbox.start(workspace(registry), port))
        except (OSError, OverflowError) as error:  # the port is taken, is not ours to take, is no port at all
            raise SettingsError(f"Port {port} cannot be used here: {getattr(error, 'strerror', error)}") from error
        yield slack


async def _talk(slack: Sandbox, app: App, registry: Registry) -> None:
    """Read, ask, print, until there is nothing more to read."""
    somebody_there = sys.stdin.isatty()
    if somebody_there:
        _print(_greeting(slack, registry))
    finished = partial(app.work.finish, within=REPLY_SECONDS)
    talk = Conversation(slack, user=ASKER, channel=registry.fallback, finished=finished)
    prompt = "\n> " if somebody_there else ""
    _print([], end=prompt)
    async for line in lines(sys.stdin.fileno()):
        typed = line.strip()
        if typed.lower() in {"quit", "exit"}:
            return
        if typed:
            _print([] if somebody_there else [f"> {typed}"])
            _print([*await talk.take(typed), *([] if somebody_there else [""])])
        _print([], end=prompt)
    _print([""] if somebody_there else [])


def _greeting(slack: Sandbox, registry: Registry) -> Iterator[str]:
    yield "This is whoask, with a Slack of its own on this computer. Nothing you type leaves it."
    yield f"The API of that Slack: {slack.api_url}"
    yield ""
    yield "Type a question to send it as a direct message. Or type:"
    yield "  /whoask QUESTION   to get an answer that only you see"
    yield f"  @whoask QUESTION   to ask in {registry.fallback}"
    yield "  a number           to press that button"
    yield "  quit               to leave"
    if asked := examples(registry):
        yield ""
        yield "For example:"
        yield from (f"  {question}" for question in asked)


def _print(text: Iterable[str], *, end: str = "") -> None:
    """Print lines at once: whoever reads a pipe waits for each answer."""
    sys.stdout.write("".join(f"{line}\n" for line in text) + end)
    sys.stdout.flush()


def _settings(slack: Sandbox, registry: Path, scratch: Path) -> Settings:
    return Settings(
        bot_token=Secret(slack.bot_token),
        app_token=Secret(slack.app_token),
        registry=registry,
        store="",  # the demo keeps nothing
        retention=timedelta(),
        heartbeat=scratch / "heartbeat.json",
        slack_api_url=slack.api_url,
    )
