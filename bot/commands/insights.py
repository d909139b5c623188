"""`whoask insights`: what the questions of the last days tell, from the store."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import Commands, Options, add_days, add_json, add_registry
from bot.commands.terminal import TITLES, Styles, show, working

if TYPE_CHECKING:
    from bot.insights.gathering import Insights

DONE = 0
TABLE: Styles = (*TITLES, (r"(?m)^ +“.*”$", "italic"), (r"\(\d+ p(?:erson|eople)\)", "dim"))


def add_to(commands: Commands) -> None:
    """Add `insights` to the commands."""
    command = commands.add_parser("insights", help="say what people asked for and did not find")
    add_registry(command)
    add_days(command)
    add_json(command)
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    return insights(options.registry, os.environ, days=options.days, json=options.json, now=datetime.now(UTC))


def insights(registry: Path | None, environ: Mapping[str, str], *, days: int, json: bool, now: datetime) -> int:
    """Print the insights; returns the exit status.

    Raises StoreError for a store that is not there or cannot be read, RegistryError for a bad registry.
    """
    with working("Reading what people asked"):
        import asyncio

        from bot.insights.gathering import gather
        from bot.insights.table import as_json, table
        from bot.registry.files import named_registry, registry_file
        from bot.settings.settings import store_url
        from bot.store.history import HistoryReader, Period, reading
        from routing.loading.loader import load
        from routing.matching.index import build_index

        index = build_index(load(registry_file(registry or named_registry())))
        period = Period(now - timedelta(days=days), now)

        async def gathered() -> Insights:
            async with reading(store_url(environ)) as connection:
                return await gather(HistoryReader(connection, period), period, index)

        found = asyncio.run(gathered())
    if json:
        from json import dumps

        print(dumps(as_json(found), ensure_ascii=False))
    else:
        show("\n".join(table(found, index)), TABLE)
    return DONE
