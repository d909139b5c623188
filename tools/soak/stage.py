"""Everything of a run put together: the Slack, the database, the replicas, and what is known of them."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.soak.book import Book
from tools.soak.callers import Callers
from tools.soak.database import Database, database
from tools.soak.gateway import Gateway
from tools.soak.history import History
from tools.soak.load import Load
from tools.soak.load_balancer import LoadBalancer
from tools.soak.moments import Moments
from tools.soak.options import Options
from tools.soak.replica import WHOASK, Replica
from tools.soak.slack import Slack
from tools.soak.troubles import Troubles

SECRET = "5" * 32
LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Stage:
    """A run's parts, all of them running."""

    options: Options
    rng: random.Random
    book: Book
    gateway: Gateway
    moments: Moments
    troubles: Troubles
    history: History
    database: Database
    replicas: Sequence[Replica]
    load: Load
    logs: Path
    environment: Callable[[str], dict[str, str]]

    async def settled(self) -> float:
        """Wait until all that was acknowledged is answered and no lease can bring a second answer; the seconds taken.

        Ends after `--patience`, whatever is missing then.
        """
        began = time.monotonic()
        quiet_from = max(began, self.history.last_fault) + self.options.lease * 1.5 + 2.0
        while time.monotonic() < began + self.options.patience:
            if time.monotonic() > quiet_from and self._nothing_missing():
                break
            await asyncio.sleep(LOOK_EVERY)
        return time.monotonic() - began

    def _nothing_missing(self) -> bool:
        delivered = all(delivery.settled for delivery in self.load.deliveries)
        return delivered and all(question.real for question in self.book.questions if question.acked_at is not None)


@asynccontextmanager
async def stage(options: Options) -> AsyncIterator[Stage]:
    """Start everything; the replicas can be asked. The end ends all of it."""
    rng, book, history, moments = random.Random(options.seed), Book(), History(), Moments()  # noqa: S311 - chance that can be repeated
    gateway = Gateway(random.Random(rng.random()), moments)  # noqa: S311
    troubles = Troubles(random.Random(rng.random()), options.faults, history.counts)  # noqa: S311
    async with AsyncExitStack() as stack:
        _end_on_sigterm()
        logs = options.logs or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="whoask-soak-logs-")))
        logs.mkdir(parents=True, exist_ok=True)
        store = await stack.enter_async_context(database(options.store))
        replicas: list[Replica] = []
        slack = Slack(
            book, gateway, troubles, moments, Callers(lambda: {one.pid: one.life for one in replicas if one.pid})
        )
        await slack.open()
        stack.push_async_callback(slack.close)

        def environment(life: str) -> dict[str, str]:
            return environment_of(options, store, slack.api_url(life), logs / f"heartbeat-{life}.json")

        await upgrade(environment("upgrade"))
        replicas += [
            Replica(
                number,
                http=options.http and number % 2 == 0,
                environment=environment,
                connections=gateway.connections_of,
                logs=logs,
            )
            for number in range(1, options.replicas + 1)
        ]
        for replica in replicas:
            stack.push_async_callback(replica.end)
        await asyncio.gather(*(replica.start() for replica in replicas))
        balancer = LoadBalancer(
            SECRET, lambda: [(one.address, one.life) for one in replicas if one.address and one.pid], moments
        )
        await balancer.open()
        stack.push_async_callback(balancer.close)
        http = any(replica.address for replica in replicas)
        sockets = any(not replica.address for replica in replicas)
        routes = [*([gateway.submit] if sockets else []), *([balancer.submit] if http else [])]
        load = Load(book, random.Random(rng.random()), routes, lambda: slack.base_url)  # noqa: S311
        yield Stage(options, rng, book, gateway, moments, troubles, history, store, replicas, load, logs, environment)


def _end_on_sigterm() -> None:
    """End everything on SIGTERM: no replica and no database is left behind."""
    current = asyncio.current_task()
    assert current is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, current.cancel)


async def whoask(environment: dict[str, str], *words: str) -> str:
    """Run another command of whoask's; what it printed. Raises RuntimeError with its words where it fails."""
    process = await asyncio.create_subprocess_exec(
        WHOASK, *words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"whoask {' '.join(words)} failed: {said.decode()}")
    return said.decode()


async def upgrade(environment: dict[str, str]) -> None:
    """Bring the schema of a Postgres up to date; `run` does that itself for a SQLite file."""
    if environment["WHOASK_STORE"].startswith("postgresql"):
        await whoask(environment, "db", "upgrade")


def environment_of(options: Options, store: Database, api_url: str, heartbeat: Path) -> dict[str, str]:
    """What a process is started with: nothing of this machine's but the way to its programs."""
    return {
        "PATH": os.pathsep.join(filter(None, [store.programs, os.environ["PATH"]])),
        "WHOASK_SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": "xoxb-soak",
        "SLACK_APP_TOKEN": "xapp-soak",
        "SLACK_SIGNING_SECRET": SECRET,
        "WHOASK_STORE": store.url,
        "WHOASK_HEARTBEAT": str(heartbeat),
        "WHOASK_LEASE_SECONDS": f"{options.lease:g}",
    }
