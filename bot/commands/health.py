"""`whoask health`: the state of the running bot, for a container's health check."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from bot.commands.arguments import Commands, Options

WELL, UNWELL = 0, 1


def add_to(commands: Commands) -> None:
    """Add `health` to the commands."""
    commands.add_parser("health", help="say how the running bot is").set_defaults(command=_run)


def _run(_: Options) -> int:
    from bot.monitoring.heartbeat import check
    from bot.settings.settings import heartbeat_path

    healthy, line = check(heartbeat_path(os.environ), datetime.now(UTC))
    print(line)
    return WELL if healthy else UNWELL
