"""One replica: the real command `whoask run` as a process, which can be killed, paused, told to stop, and restarted."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

WHOASK = str(Path(sys.executable).with_name("whoask"))
START_SECONDS = 60.0
LOOK_EVERY = 0.05


class Replica:
    """A replica by its number. `environment(life)` is what a life of it is started with.

    A life is one process: "2.5" is the fifth of replica 2. `address` is where it takes HTTP, None in Socket Mode.
    """

    def __init__(
        self,
        number: int,
        *,
        http: bool,
        environment: Callable[[str], Mapping[str, str]],
        connections: Callable[[str], int],
        logs: Path,
    ) -> None:
        self.number = number
        self._environment = environment
        self._connections = connections
        self._log = logs / f"replica-{number}.log"
        self._port = _free_port() if http else None
        self._lives = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def life(self) -> str:
        return f"{self.number}.{self._lives}"

    @property
    def address(self) -> str | None:
        return f"http://127.0.0.1:{self._port}" if self._port else None

    @property
    def pid(self) -> int | None:
        """None where no process runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self, more: Mapping[str, str] | None = None) -> None:
        """Start a new life, with `more` in its environment; returns when it can be asked.

        Raises RuntimeError where it ends instead.
        """
        self._lives += 1
        environment = {**self._environment(self.life), **(more or {})}
        if self._port:
            environment["WHOASK_HTTP_PORT"] = str(self._port)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                WHOASK, "run", *(["--http"] if self._port else []), env=environment, stdout=log, stderr=log
            )
        until = time.monotonic() + START_SECONDS
        while not await self._ready():
            if self.pid is None or time.monotonic() > until:
                raise RuntimeError(f"replica {self.life} did not start: see {self._log}")
            await asyncio.sleep(LOOK_EVERY)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def tell_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    async def gone(self, within: float = 30.0) -> int:
        """Wait for the process to end; its exit status."""
        if self._process is None:
            return 0
        return await asyncio.wait_for(self._process.wait(), within)

    async def end(self) -> None:
        """Have it gone, however it stands."""
        self.kill()
        await self.gone()

    async def _ready(self) -> bool:
        if not self._port:
            return self._connections(self.life) > 0
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        return True

    def _signal(self, number: signal.Signals) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, number)


def _free_port() -> int:
    """A port for this replica's lives: the next takes HTTP where the last did, as behind a load balancer."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
