"""`whoask check`: every fault of a registry at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.service.registry_file import named_registry, registry_file
from routing.errors import RegistryError
from routing.loading.loader import load

SOUND, FAULTY = 0, 1


def check(path: Path | None, *, slack: bool) -> int:
    """Print every fault, or that there is none; returns 0 for a sound registry, else 1."""
    file = registry_file(path or named_registry())
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
