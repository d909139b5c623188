"""`whoask propose`: additions to the registry from what people said, shown first and written on request."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import Commands, Options, add_days, add_registry, add_workspace
from bot.commands.terminal import TITLES, Styles, show, working

if TYPE_CHECKING:
    from bot.proposals.additions import Addition
    from bot.store.history import Period

DONE = 0
REPORT: Styles = (
    *TITLES,
    (r"(?m)^\+(?!\+\+ ).*", "green"),
    (r"(?m)^-(?!-- ).*", "red"),
    (r"(?m)^@@.*", "dim"),
    (r"(?m)^  won: \d+", "green"),
    (r"(?m)^  lost: \d+", "red"),
)
READ_IT = (
    "Read every addition: what people typed can hold a name or something private. What stays in the registry is seen "
    "by everybody who reads it."
)


def add_to(commands: Commands) -> None:
    """Add `propose` to the commands."""
    command = commands.add_parser("propose", help="propose additions to the registry from what people said")
    add_registry(command)
    command.add_argument("--questions", type=Path, metavar="FILE", help="show which of these it wins and loses")
    add_days(command)
    add_workspace(command)
    command.add_argument("--write", action="store_true", help="write the additions into the registry file")
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    return propose(
        options.registry,
        os.environ,
        questions=options.questions,
        days=options.days,
        workspace=options.workspace,
        write=options.write,
        now=datetime.now(UTC),
    )


def propose(  # noqa: PLR0913 - the options of the command
    registry: Path | None,
    environ: Mapping[str, str],
    *,
    questions: Path | None,
    days: int,
    workspace: str | None,
    write: bool,
    now: datetime,
) -> int:
    """Print what could be added, and add it where that is wanted; returns the exit status.

    Raises StoreError for a store that is not there, RegistryError and QuestionFileError for bad files, ProposalError
    for a registry that cannot be written.
    """
    with working("Reading what people said"):
        from bot.proposals import proposal as proposals
        from bot.proposals.report import report
        from bot.registry.files import named_registry
        from bot.store.history import Period

        period = Period(now - timedelta(days=days), now)
        path, additions = _learned(environ, registry or named_registry(), period, workspace)
    if not additions:
        show(f"The questions of the last {days} days give nothing to add to {path}.")
        return DONE
    with working("Asking every question of the registry before and after"):
        proposal = proposals.propose(path, additions, questions, now)
    show(report(proposal), REPORT)
    if not proposal.applied:
        return DONE
    show(f"\n{READ_IT}")
    written = " and ".join(before.name for before, _ in proposal.changes)
    if write or _said_yes(written):
        proposals.write(proposal)
        show(f"Written to {written}. Read the difference, then commit it.")
    else:
        show("Nothing is written. To write it: --write")
    return DONE


def _learned(
    environ: Mapping[str, str], registry: Path | None, period: Period, workspace: str | None
) -> tuple[Path, list[Addition]]:
    """The registry file of the workspace, and what its questions could add to it."""
    import asyncio

    from bot.insights.grouping import text_of
    from bot.proposals.learned import learned
    from bot.registry.files import registry_of
    from bot.settings.settings import store_url
    from bot.store.history import HistoryReader, one_workspace, reading
    from routing.loading.loader import load
    from routing.matching.index import build_index

    async def read() -> tuple[Path, list[Addition]]:
        async with reading(store_url(environ)) as connection:
            whose = await one_workspace(connection, workspace)
            path = registry_of(registry, whose)
            index = build_index(load(path))
            history = HistoryReader(connection, period, whose)
            texts = [text_of(kept, index) for kept in await history.kept()]
            return path, learned(texts, await history.judgements(), index, period.until)

    return asyncio.run(read())


def _said_yes(path: str) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return input(f"Write this to {path}? yes or no: ").strip().casefold() == "yes"
    except EOFError:
        return False
