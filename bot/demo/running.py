"""The real bot and a local Slack for it, with the page and its panels: what terminal and browser both talk to."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.demo.guide import Guide
from bot.demo.keeper import Keeper, last_question
from bot.demo.workspace import KEEPER, workspace
from bot.registry.current import Current
from bot.run import serve
from bot.settings.secret import Secret
from bot.settings.settings import Settings
from bot.store.sql import MemoryStore
from localslack import LocalSlack
from localslack.page import Panel, page_routes
from routing.errors import SettingsError
from routing.loading.loader import load
from routing.registry.schema import Registry

# A pipe may hold more questions than one person may ask in a minute.
NO_LIMIT = 1_000_000
# In memory only, so that the Home tab can show what was asked; all of it is gone when the demo ends.
KEPT = timedelta(days=1)
# A keeper who edits watches the page: the second look, which takes the file in, comes within half a second.
LOOK_EVERY = timedelta(seconds=0.2)


@asynccontextmanager
async def running(path: Path, port: int, stop: asyncio.Event) -> AsyncIterator[tuple[LocalSlack, App | None, Registry]]:
    """The demo with the registry of a file, until the body ends or `stop` is set; without an app it was stopped early.

    Raises RegistryError for a bad registry, SettingsError for a port that cannot be used.
    """
    registry = await asyncio.to_thread(load, path)
    keeper = Keeper(path)
    store = MemoryStore(retention=KEPT)
    with tempfile.TemporaryDirectory(prefix="whoask-demo-") as scratch:
        async with _local_slack(registry, keeper, port) as slack:
            up: asyncio.Future[App | None] = asyncio.get_running_loop().create_future()

            def looked(current: Current) -> None:
                if keeper.look(current):
                    slack.touch()

            serving = asyncio.create_task(
                serve(
                    _settings(slack, path, Path(scratch)),
                    store,
                    stop=stop,
                    connected=up.set_result,
                    looked=looked,
                    look_every=LOOK_EVERY,
                    questions_a_minute=NO_LIMIT,
                )
            )
            serving.add_done_callback(lambda _: None if up.done() else up.set_result(None))  # it never came up
            try:
                yield slack, await up, registry
            finally:
                stop.set()
                await serving
                await store.close()


@asynccontextmanager
async def _local_slack(registry: Registry, keeper: Keeper, port: int) -> AsyncIterator[LocalSlack]:
    seed = workspace(registry)
    async with AsyncExitStack() as stack:
        try:
            slack = await stack.enter_async_context(
                LocalSlack.start(seed, port, routes=lambda slack: page_routes(slack, panels=_panels(slack, keeper)))
            )
        except (OSError, OverflowError) as error:  # the port is taken, is not ours to take, is no port at all
            raise SettingsError(f"Port {port} cannot be used here: {getattr(error, 'strerror', error)}") from error
        yield slack


def _panels(slack: LocalSlack, keeper: Keeper) -> tuple[Panel, ...]:
    """What is drawn beside the page."""
    guide = Guide(general=slack.seed.channels[0].id)
    return (
        Panel("guide", "First minute", lambda _user: guide.show(keeper.index, datetime.now(UTC))),
        Panel("registry", "Registry", lambda _user: keeper.show(last_question(slack))),
    )


def _settings(slack: LocalSlack, registry: Path, scratch: Path) -> Settings:
    return Settings(
        bot_token=Secret(slack.bot_token),
        app_token=Secret(slack.app_token),
        registry=registry,
        store="",  # the store is in memory
        retention=KEPT,
        people=Secret(""),
        keys=(Secret(""),),
        heartbeat=scratch / "heartbeat.json",
        slack_api_url=slack.api_url,
        keepers=frozenset({KEEPER}),
    )
