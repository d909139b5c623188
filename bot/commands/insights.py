"""`whoask insights`: what the questions of the last days tell, from the store."""

from __future__ import annotations

import asyncio
import json as jsons
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bot.insights.gathering import gather
from bot.insights.table import as_json, table
from bot.insights.values import Insights
from bot.registry.files import named_registry, registry_file
from bot.settings.settings import store_url
from bot.store.history import HistoryReader, Period
from bot.store.reading import reading
from routing.loading.loader import load
from routing.matching.index import Index, build_index

DONE = 0


def insights(registry: Path | None, environ: Mapping[str, str], *, days: int, json: bool, now: datetime) -> int:
    """Print the insights; returns the exit status.

    Raises StoreError for a store that is not there or cannot be read, RegistryError for a bad registry.
    """
    index = build_index(load(registry_file(registry or named_registry())))
    found = asyncio.run(_gathered(store_url(environ), index, Period(now - timedelta(days=days), now)))
    print(jsons.dumps(as_json(found), ensure_ascii=False) if json else "\n".join(table(found, index)))
    return DONE


async def _gathered(url: str, index: Index, period: Period) -> Insights:
    async with reading(url) as connection:
        return await gather(HistoryReader(connection, period), period, index)
