"""The table of commands: each adds its own arguments, in its own module of bot/commands.

What a command needs is imported when it runs: `whoask ask` answers without ever loading Slack's libraries.
Exit status: 0 done, 1 an expected fault (one clear line), 2 wrong usage, 3 an honest don't-know, 130 Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper

from bot.commands import (
    ask,
    check,
    completion,
    database,
    demo,
    evaluate,
    export,
    forget,
    health,
    insights,
    manifest,
    propose,
    run,
)
from routing.errors import UsageError, WhoaskError

COMMANDS = (ask, evaluate, check, export, insights, propose, forget, database, demo, run, manifest, health, completion)
FAULT, USAGE, INTERRUPTED = 1, 2, 130


def entry() -> None:
    """The console command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # where an arrow cannot be shown, the answer still is
            stream.reconfigure(errors="replace")
    # pydantic would look for plugins in every package that is installed, which takes as long as all parsers together.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    raise SystemExit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    try:
        options = parser().parse_args(argv)
    except SystemExit as stop:  # argparse has printed the usage
        return int(stop.code or 0)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except UsageError as error:
        print(f"whoask: {error}", file=sys.stderr)
        return USAGE
    except WhoaskError as error:
        print(error, file=sys.stderr)
        return FAULT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in `whoask eval … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    whole = argparse.ArgumentParser(prog="whoask", description="Find the right channel, and who to escalate to.")
    whole.add_argument("--version", action=_Version, nargs=0, help="print the version")
    whole.set_defaults(parser=whole)  # `completion` is about all of it
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(commands)
    return whole


class _Version(argparse.Action):
    """Prints the version. Looking it up takes a while, so only the run that asks for it does."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"whoask {version('whoask')}")
        parser.exit()
