"""Postgres behind a pooler that hands a connection to somebody else after each transaction."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore

CONFIGURATION = """[databases]
* = host={postgres} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
"""
BOUNDS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


@pytest.fixture
def pooled(postgres: str) -> Iterator[str]:
    """The URL of a test's database through PgBouncer in transaction mode, with one connection for everybody."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        missing = "no PgBouncer here. On Debian: apt-get install pgbouncer"
        if os.environ.get("WHOASK_PGBOUNCER") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    info = psycopg.conninfo.conninfo_to_dict(postgres)
    # Not in pytest's own folder: as root it runs as another user, whom pytest locks out of there.
    with tempfile.TemporaryDirectory(prefix="whoask-pgbouncer-") as folder:
        Path(folder).chmod(0o755)
        port = _free_port()
        file = Path(folder) / "pgbouncer.ini"
        file.write_text(CONFIGURATION.format(postgres=info["host"], port=port), encoding="utf-8")
        # It does not run as root; the server's socket is for the server's user alone.
        owner = pwd.getpwuid(Path(str(info["host"])).stat().st_uid).pw_name
        user = ("-u", owner) if os.geteuid() == 0 else ()
        log = Path(folder) / "pgbouncer.log"
        with log.open("wb") as told:
            process = subprocess.Popen([program, "-q", *user, str(file)], stderr=told)  # noqa: S603
        url = f"postgresql://postgres@127.0.0.1:{port}/{info['dbname']}"
        try:
            _wait_for(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait()


async def test_nothing_that_whoask_sets_reaches_who_comes_next(pooled: str) -> None:
    store = SqlStore(pooled, pseudonyms=Pseudonyms(Secret("k")), retention=timedelta(days=30))
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    inquiry = Inquiry("1", Surface.COMMAND, "who owns DNS?", "U1", "T1", "C1", moment)
    assert await store.claim(inquiry=inquiry)
    assert not await store.claim(inquiry=inquiry)
    assert await store.questions.find("1")
    await store.close()

    with closing(psycopg.connect(pooled, autocommit=True, prepare_threshold=None)) as other:
        bounds = [other.execute(f"SHOW {name}").fetchone() for name in BOUNDS]
    assert bounds == [("0",)] * 3


async def test_each_transaction_is_bounded(pooled: str) -> None:
    store = SqlStore(pooled, pseudonyms=Pseudonyms(Secret("k")), retention=timedelta(days=30))
    for _ in range(2):
        assert await store.run(shown) == ["150ms", "20s", "20s"]
    await store.close()


async def shown(connection: AsyncConnection) -> list[str]:
    return [(await connection.execute(text(f"SHOW {name}"))).scalar_one() for name in BOUNDS]


def _free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"PgBouncer did not start: {log.read_text(encoding='utf-8')}")
        else:
            return
