"""`whoask propose`: additions to the registry from what people said, shown first and written on request."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bot.insights.grouping import text_of
from bot.proposals.additions import Addition
from bot.proposals.learned import learned
from bot.proposals.proposal import propose as proposed
from bot.proposals.proposal import write as write_down
from bot.proposals.report import report
from bot.registry.files import named_registry, registry_file
from bot.settings.settings import store_url
from bot.store.history import HistoryReader, Period
from bot.store.reading import reading
from routing.loading.loader import load
from routing.matching.index import Index, build_index

DONE = 0
READ_IT = (
    "Read every addition: what people typed can hold a name or something private. What stays in the registry is seen "
    "by everybody who reads it."
)


def propose(  # noqa: PLR0913 - the options of the command
    registry: Path | None,
    environ: Mapping[str, str],
    *,
    questions: Path | None,
    days: int,
    write: bool,
    now: datetime,
) -> int:
    """Print what could be added, and add it where that is wanted; returns the exit status.

    Raises StoreError for a store that is not there, RegistryError and QuestionFileError for bad files, ProposalError
    for a registry that cannot be written.
    """
    path = registry_file(registry or named_registry())
    index = build_index(load(path))
    additions = asyncio.run(_learned(store_url(environ), index, Period(now - timedelta(days=days), now)))
    if not additions:
        print(f"The questions of the last {days} days give nothing to add to {path}.")
        return DONE
    proposal = proposed(path, additions, questions, now)
    print(report(proposal))
    if not proposal.applied:
        return DONE
    print(f"\n{READ_IT}")
    if write or _said_yes(path):
        write_down(proposal)
        print(f"Written to {path}. Read the difference, then commit it.")
    else:
        print("Nothing is written. To write it: --write")
    return DONE


async def _learned(url: str, index: Index, period: Period) -> list[Addition]:
    async with reading(url) as connection:
        readings = HistoryReader(connection, period)
        texts = [text_of(kept, index) for kept in await readings.kept()]
        return learned(texts, await readings.judgements(), index, period.until)


def _said_yes(path: Path) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return input(f"Write this to {path}? yes or no: ").strip().casefold() == "yes"
    except EOFError:
        return False
