"""`whoask insights`: what the questions of the last days tell, from the store."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import Commands, Options, add_days, add_json, add_registry, add_workspace
from bot.commands.terminal import TITLES, Styles, show, working

if TYPE_CHECKING:
    from bot.insights.gathering import Insights
    from routing.matching.index import Index

DONE = 0
TABLE: Styles = (*TITLES, (r"(?m)^ +“.*”$", "italic"), (r"\(\d+ p(?:erson|eople)\)", "dim"))


def add_to(commands: Commands) -> None:
    """Add `insights` to the commands."""
    command = commands.add_parser("insights", help="say what people asked for and did not find")
    add_registry(command)
    add_days(command)
    add_workspace(command)
    add_json(command)
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    return insights(
        options.registry,
        os.environ,
        days=options.days,
        workspace=options.workspace,
        json=options.json,
        now=datetime.now(UTC),
    )


def insights(  # noqa: PLR0913 - the options of the command
    registry: Path | None,
    environ: Mapping[str, str],
    *,
    days: int,
    workspace: str | None,
    json: bool,
    now: datetime,
) -> int:
    """Print the insights; returns the exit status.

    Raises StoreError for a store that is not there or cannot be read, RegistryError for a bad registry.
    """
    with working("Reading what people asked"):
        import asyncio

        from bot.insights.gathering import gather
        from bot.insights.table import as_json, table
        from bot.registry.files import named_registry, registry_of
        from bot.settings.settings import store_url
        from bot.store.history import HistoryReader, Period, one_workspace, reading
        from routing.loading.loader import load
        from routing.matching.index import build_index

        period = Period(now - timedelta(days=days), now)

        async def gathered() -> tuple[Insights, Index]:
            async with reading(store_url(environ)) as connection:
                whose = await one_workspace(connection, workspace)
                index = build_index(load(registry_of(registry or named_registry(), whose)))
                return await gather(HistoryReader(connection, period, whose), period, index), index

        found, index = asyncio.run(gathered())
    if json:
        from json import dumps

        print(dumps(as_json(found), ensure_ascii=False))
    else:
        show("\n".join(table(found, index)), TABLE)
    return DONE
