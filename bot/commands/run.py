"""`whoask run`: the bot itself, until it is told to stop."""

from __future__ import annotations

import os

from bot.commands.arguments import Commands, Options


def add_to(commands: Commands) -> None:
    """Add `run` to the commands."""
    command = commands.add_parser("run", help="run the bot")
    command.add_argument("--http", action="store_true", help="take Slack's requests over HTTP instead of Socket Mode")
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    from bot.settings.settings import Settings

    settings = Settings.from_env(os.environ, http=options.http)  # a missing token is told before the heavy imports
    from bot.run import main

    return main(settings)
