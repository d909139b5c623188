"""Arguments that several commands have in common."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

# What a command is called with.
Options: TypeAlias = argparse.Namespace
# What `add_subparsers` returns; argparse has no public name for it.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

LONGEST_PERIOD = 3650


def add_registry(command: argparse.ArgumentParser) -> None:
    """Add --registry."""
    command.add_argument("--registry", type=Path, metavar="P", help="the registry file to use")


def add_json(command: argparse.ArgumentParser) -> None:
    """Add --json."""
    command.add_argument("--json", action="store_true", help="print one JSON object")


def add_days(command: argparse.ArgumentParser) -> None:
    """Add --days, which is a period of at most LONGEST_PERIOD."""
    command.add_argument("--days", type=_days, default=30, metavar="N", help="look at the last N days; 30 by default")


def add_workspace(command: argparse.ArgumentParser) -> None:
    """Add --workspace, which is needed where the store holds questions of several."""
    command.add_argument(
        "--workspace", metavar="T123", help="the workspace whose questions are read, where there are several"
    )


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:5]) <= LONGEST_PERIOD:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {LONGEST_PERIOD}")
    return int(text)
