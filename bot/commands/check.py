"""`whoask check`: every fault of a registry at once, or of a folder of them."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

from bot.commands.arguments import Commands, Options
from bot.commands.terminal import Styles, show, working
from routing.errors import RegistryError, UsageError

SOUND, FAULTY = 0, 1
FAULTS: Styles = ((r"(?m)^.+?:\d+:\d+:", "bold"), (r"(?m)\([^()]*\)$", "green"))
SOUNDNESS: Styles = ((r"no faults", "green"),)


def add_to(commands: Commands) -> None:
    """Add `check` to the commands."""
    command = commands.add_parser("check", help="find every fault of a registry at once")
    command.add_argument("path", nargs="?", type=Path, help="the registry file, or a folder of them")
    command.add_argument("--slack", action="store_true", help="also ask Slack whether the channels and groups exist")
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    return check(options.path, slack=options.slack)


def check(path: Path | None, *, slack: bool) -> int:
    """Print every fault, or that there is none; returns 0 for a sound registry, else 1. In a folder all have to be.

    Raises UsageError where Slack is to be asked about a folder: a token is that of one workspace.
    """
    from bot.registry.files import DEFAULT, named_registry, registry_file, workspace_files
    from routing.loading.files import read_files

    named = registry_file(path or named_registry())
    if not named.is_dir():
        return _check(named, slack=slack)
    if slack:
        raise UsageError("--slack asks one workspace about its registry: name that file instead of the folder.")
    there = sorted(named.glob("*.y*ml"))
    files = [named / DEFAULT, *workspace_files(there).values()]
    used = {path.resolve() for file in files for path in read_files(file).traces.stamps}
    unused = [file for file in there if file.resolve() not in used]
    for file in unused:
        show(f"{file}: its name is neither {DEFAULT} nor a workspace's id with .yaml, so nobody is answered from it.")
    return max(FAULTY if unused else SOUND, *(_check(file, slack=False) for file in files))


def _check(file: Path, *, slack: bool) -> int:
    from routing.loading.loader import load
    from routing.registry.hours import holidays_warning

    try:
        registry = load(file)
    except RegistryError as error:
        show(str(error), FAULTS)
        faults = len(error.problems)
        print(f"{faults} fault{'s' * (faults != 1)} in {file}.", file=sys.stderr)
        return FAULTY
    if slack:
        from bot.commands.check_slack import check_names

        with working("Asking Slack") as tell:
            missing = check_names(registry, os.environ, listed=lambda count: tell(f"Asking Slack: {count:,} channels"))
        if missing:
            show("\n".join(missing))
            return FAULTY
    if warning := holidays_warning(registry, datetime.now(registry.zone).date()):
        show(f"{file}: {warning}")
    topics = sum(len(team.responsibilities) for team in registry.teams.values()) + len(registry.guidance)
    show(f"{file}: {len(registry.teams)} teams and {topics} things to ask about, no faults.", SOUNDNESS)
    return SOUND
