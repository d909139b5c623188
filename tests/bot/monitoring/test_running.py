"""`whoask run` as a process, as a load balancer, Prometheus and a collector of logs see it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.demo.workspace import ASKER, workspace
from localslack import Hang, LocalSlack
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY

QUESTION = "who renews our very confidential certificates?"


@dataclass
class Running:
    """The process, and what it has said so far."""

    process: Process
    slack: LocalSlack
    said: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    async def listen(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            self.said.append(json.loads(line))

    async def hear(self, words: str) -> str:
        """Wait for a line of the log."""
        async with asyncio.timeout(20):
            while True:
                if found := [line["message"] for line in self.said if words in line["message"]]:
                    return str(found[0])
                await asyncio.sleep(0.01)

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as client, client.get(self.url + path) as response:
            return response.status, await response.text()

    async def ask(self) -> None:
        asked = await self.slack.say(ASKER, self.slack.dm(ASKER), QUESTION)
        await self.slack.wait_for(
            lambda: [m for m in self.slack.messages(asked.channel) if m.bot_id and m.ts > asked.ts]
        )


@asynccontextmanager
async def whoask(folder: Path) -> AsyncIterator[Running]:
    (folder / "teams.yaml").write_text(SMALL_REGISTRY)
    ours = ("_proxy", "slack_bot_token", "slack_app_token", "otel_exporter_otlp_endpoint")
    inherited = {name: value for name, value in os.environ.items() if not name.lower().endswith(ours)}
    async with LocalSlack.start(workspace(parse(SMALL_REGISTRY.encode(), "teams.yaml"))) as slack:
        environ = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "WHOASK_SLACK_API_URL": slack.api_url,
            "WHOASK_REGISTRY": str(folder / "teams.yaml"),
            "WHOASK_STORE": str(folder / "whoask.db"),
            "WHOASK_HEARTBEAT": str(folder / "heartbeat.json"),
            "WHOASK_MONITOR_PORT": "0",
            "WHOASK_LOG_FORMAT": "json",
            "WHOASK_LOG_LEVEL": "debug",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", stdout=PIPE, stderr=PIPE, env={**inherited, **environ}
        )
        running = Running(process, slack)
        listening = asyncio.create_task(running.listen())
        try:
            running.url = (await running.hear("Monitoring is at ")).split()[3].removesuffix(":")
            yield running
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await listening


async def test_it_tells_monitors_how_it_is_while_it_runs_and_until_it_has_ended(tmp_path: Path) -> None:
    async with whoask(tmp_path) as running:
        await running.hear("Connected to Slack")
        status, told = await running.get("/readyz")
        assert (status, json.loads(told)["reason"]) == (200, "whoask answers")

        await running.ask()
        metrics = (await running.get("/metrics"))[1]
        samples = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(metrics)
            for sample in family.samples
        }
        assert samples["whoask_questions_total", "direct-message", "found"] == 1
        assert samples["whoask_acknowledge_seconds_count", "direct-message"] == 1
        assert samples["whoask_connections",] == 2
        assert samples["process_resident_memory_bytes",] > 10_000_000

        running.slack.faults.next("chat.postMessage", Hang())
        asking = asyncio.create_task(running.ask())
        await running.slack.wait_for(lambda: running.slack.faults.hanging("chat.postMessage"))
        running.process.send_signal(signal.SIGTERM)
        await running.hear("Stopping.")
        status, told = await running.get("/readyz")
        assert (status, json.loads(told)["reason"]) == (503, "whoask is stopping")
        assert (await running.get("/healthz"))[0] == 200
        running.slack.faults.release()
        await asking
        assert await running.process.wait() == 0
        await running.hear("Stopped.")

        log = json.dumps(running.said)
        assert "confidential" not in log
        assert running.slack.bot_token not in log
        for line in running.said:
            assert line.keys() >= {"time", "level", "logger", "message"}
            assert datetime.fromisoformat(line["time"]).utcoffset() is not None
