"""`whoask completion`: the script that lets a shell complete commands, options and file names."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from bot.commands.arguments import Commands, Options

SHELLS = ("bash", "zsh", "fish")


def add_to(commands: Commands) -> None:
    """Add `completion` to the commands."""
    command = commands.add_parser("completion", help="print a script that completes commands in a shell")
    command.add_argument("shell", choices=SHELLS)
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    import shtab

    for action in _actions(options.parser):
        if action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined] # where shtab looks for it
    print(shtab.complete(options.parser, options.shell))
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every argument of a parser and of the commands below it."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to list them
        yield action
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from _actions(command)
