"""The process itself: `main` as an operator meets it, with signals and an exit status."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo_workspace import ASKER, workspace
from bot.sandbox import Sandbox
from routing.loader import parse
from tests.builders import SMALL_REGISTRY

RUN = """
import os, sys
from bot.run import main
from bot.settings import Settings
sys.exit(main(Settings.from_env(os.environ)))
"""


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox.start(workspace(parse(SMALL_REGISTRY.encode(), "teams.yaml"))) as slack:
        yield slack


async def start(folder: Path, **environ: str) -> Process:
    (folder / "teams.yaml").write_text(SMALL_REGISTRY)
    inherited = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    paths = {
        "WHOASK_REGISTRY": str(folder / "teams.yaml"),
        "WHOASK_STORE": str(folder / "whoask.db"),
        "WHOASK_HEARTBEAT": str(folder / "heartbeat.json"),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", RUN, stderr=PIPE, env={**inherited, **paths, **environ}
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_with_status_0_and_nothing_is_lost(
    slack: Sandbox, tmp_path: Path, number: signal.Signals
) -> None:
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    process = await start(tmp_path, WHOASK_SLACK_API_URL=slack.api_url, WHOASK_LOG_LEVEL="debug", **tokens)
    await slack.connected(2, timeout=20)
    asked = await slack.say(ASKER, slack.dm(ASKER), "who renews our very confidential certificates?")
    await slack.wait_for(lambda: [m for m in slack.messages(asked.channel) if m.bot_id])
    process.send_signal(number)
    _, log = await process.communicate()
    assert process.returncode == 0, log.decode()
    assert "Stopped." in log.decode()
    assert "confidential" not in log.decode(), "no words of anybody's, at no level"
    assert not any(token in log.decode() for token in tokens.values())
    with closing(sqlite3.connect(tmp_path / "whoask.db")) as database:
        assert database.execute("SELECT outcome FROM inquiries").fetchall() == [("found",)]
