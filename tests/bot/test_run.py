"""`whoask run` and `whoask health` as processes: what an operator meets, with signals and an exit status."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.workspace import ASKER, workspace
from bot.monitoring.heartbeat import check
from localslack import LocalSlack
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(workspace(parse(SMALL_REGISTRY.encode(), "teams.yaml"))) as slack:
        yield slack


async def start(command: str, folder: Path, **environ: str) -> Process:
    (folder / "teams.yaml").write_text(SMALL_REGISTRY)
    ours = ("_proxy", "slack_bot_token", "slack_app_token")
    inherited = {name: value for name, value in os.environ.items() if not name.lower().endswith(ours)}
    paths = {
        "WHOASK_REGISTRY": str(folder / "teams.yaml"),
        "WHOASK_STORE": str(folder / "whoask.db"),
        "WHOASK_HEARTBEAT": str(folder / "heartbeat.json"),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", command, stdout=PIPE, stderr=PIPE, env={**inherited, **paths, **environ}
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_with_status_0_and_nothing_is_lost(
    slack: LocalSlack, tmp_path: Path, number: signal.Signals
) -> None:
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    process = await start("run", tmp_path, WHOASK_SLACK_API_URL=slack.api_url, WHOASK_LOG_LEVEL="debug", **tokens)
    await slack.connected(2, timeout=20)
    asked = await slack.say(ASKER, slack.dm(ASKER), "who renews our very confidential certificates?")
    await slack.wait_for(lambda: [m for m in slack.messages(asked.channel) if m.bot_id])
    async with asyncio.timeout(10):
        while not check(tmp_path / "heartbeat.json", datetime.now(UTC))[0]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    health = await start("health", tmp_path)
    assert (await health.communicate())[0] == b"whoask is running with 2 connections to Slack\n"
    assert health.returncode == 0
    process.send_signal(number)
    _, log = await process.communicate()
    assert process.returncode == 0, log.decode()
    assert "Stopped." in log.decode()
    assert "confidential" not in log.decode(), "no words of anybody's, at no level"
    assert not any(token in log.decode() for token in tokens.values())
    with closing(sqlite3.connect(tmp_path / "whoask.db")) as database:
        assert database.execute("SELECT outcome FROM inquiries").fetchall() == [("found",)]


async def test_a_token_that_slack_does_not_know_is_one_plain_sentence_and_status_1(
    slack: LocalSlack, tmp_path: Path
) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-mistyped", "SLACK_APP_TOKEN": slack.app_token}
    process = await start("run", tmp_path, WHOASK_SLACK_API_URL=slack.api_url, **tokens)
    _, told = await process.communicate()
    assert process.returncode == 1
    sentence = told.decode().splitlines()[-1]
    assert sentence.startswith("Slack does not know the bot token.")
    assert "Traceback" not in told.decode()
    assert "mistyped" not in told.decode()


async def test_without_settings_every_missing_variable_is_named_and_the_status_is_1(tmp_path: Path) -> None:
    process = await start("run", tmp_path)
    _, told = await process.communicate()
    assert process.returncode == 1
    for words in ("SLACK_BOT_TOKEN is missing", "SLACK_APP_TOKEN is missing", "api.slack.com", "whoask demo"):
        assert words in told.decode()


async def test_the_health_of_a_bot_that_does_not_run_is_one_line_and_status_1(tmp_path: Path) -> None:
    process = await start("health", tmp_path)
    said, told = await process.communicate()
    assert process.returncode == 1
    assert said.decode().startswith("whoask is not running")
    assert (said.count(b"\n"), told) == (1, b"")
