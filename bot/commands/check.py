"""`whoask check`: every fault of a registry at once, or of a folder of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.registry.files import DEFAULT, named_registry, registry_file, workspace_files
from routing.errors import RegistryError, UsageError
from routing.loading.loader import load

SOUND, FAULTY = 0, 1


def check(path: Path | None, *, slack: bool) -> int:
    """Print every fault, or that there is none; returns 0 for a sound registry, else 1. In a folder all have to be.

    Raises UsageError where Slack is to be asked about a folder: a token is that of one workspace.
    """
    named = registry_file(path or named_registry())
    if not named.is_dir():
        return _check(named, slack=slack)
    if slack:
        raise UsageError("--slack asks one workspace about its registry: name that file instead of the folder.")
    there = sorted(named.glob("*.y*ml"))
    files = [named / DEFAULT, *workspace_files(there).values()]
    unused = [file for file in there if file not in files]
    for file in unused:
        print(f"{file}: its name is neither {DEFAULT} nor a workspace's id with .yaml, so nobody is answered from it.")
    return max(FAULTY if unused else SOUND, *(_check(file, slack=False) for file in files))


def _check(file: Path, *, slack: bool) -> int:
    try:
        registry = load(file)
    except RegistryError as error:
        print(error)
        faults = len(error.problems)
        print(f"{faults} fault{'s' * (faults != 1)} in {file}.", file=sys.stderr)
        return FAULTY
    if slack:
        from bot.commands.check_slack import check_names

        if missing := check_names(registry, os.environ):
            print("\n".join(missing))
            return FAULTY
    topics = sum(len(team.responsibilities) for team in registry.teams.values()) + len(registry.guidance)
    print(f"{file}: {len(registry.teams)} teams and {topics} things to ask about, no faults.")
    return SOUND
