from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.monitoring.heartbeat import Heartbeat, check, machine, write

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WELL = Heartbeat(pid=7, time=NOON, sockets=2, store="ok", registry_loaded_at=NOON, registry_valid=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "heartbeat.json"


def test_a_fresh_heartbeat_with_connections_is_healthy(file: Path) -> None:
    write(file, WELL)
    assert check(file, NOON + timedelta(seconds=5)) == (True, "whoask is running with 2 connections to Slack")


def test_no_heartbeat_means_that_it_does_not_run(file: Path) -> None:
    assert check(file, NOON) == (False, f"whoask is not running: there is no heartbeat at {file}")


@pytest.mark.parametrize(
    ("later", "said"),
    [(timedelta(seconds=31), "31 seconds old"), (timedelta(days=2), "172800 seconds old"), (-timedelta(1), "future")],
)
def test_a_heartbeat_of_another_time_is_not_healthy(file: Path, later: timedelta, said: str) -> None:
    write(file, WELL)
    well, line = check(file, NOON + later)
    assert not well
    assert said in line


def test_a_bot_without_a_connection_is_not_healthy(file: Path) -> None:
    write(file, replace(WELL, sockets=0))
    assert check(file, NOON) == (False, "whoask is not connected to Slack")


def test_a_store_that_is_down_or_a_bad_registry_is_a_warning_because_the_bot_still_answers(file: Path) -> None:
    write(file, replace(WELL, store="degraded", registry_valid=False, sockets=1))
    well, line = check(file, NOON)
    assert well
    assert line == (
        "whoask is running with 1 connection, but the store is down, so questions are answered but not recorded; "
        "the newest registry is bad, so the last good one is in use"
    )


def test_a_heartbeat_without_a_time_zone_is_none(file: Path) -> None:
    write(file, replace(WELL, time=datetime(2026, 3, 2)))  # noqa: DTZ001
    assert not check(file, NOON)[0]


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", '{"time": "soon"}', '{"time": "2026-03-02T12:00:00"'])
def test_a_file_that_is_no_heartbeat_is_said_to_be_none(file: Path, content: str) -> None:
    file.write_text(content)
    assert check(file, NOON) == (False, f"The file at {file} is not a heartbeat of whoask")


def test_a_file_that_cannot_be_read_is_said_so(file: Path) -> None:
    file.mkdir()
    assert check(file, NOON) == (False, f"The heartbeat at {file} cannot be read")
    file.rmdir()
    file.write_bytes(b"\xff\xfe")
    assert check(file, NOON) == (False, f"The heartbeat at {file} cannot be read")


def test_a_heartbeat_of_a_newer_whoask_can_be_read(file: Path) -> None:
    write(file, WELL)
    file.write_text(json.dumps({**json.loads(file.read_text()), "mood": "fine"}))
    assert check(file, NOON)[0]


def test_writing_replaces_the_file_as_a_whole_and_leaves_nothing_else_behind(file: Path) -> None:
    write(file, WELL)
    before = file.stat().st_ino
    write(file, replace(WELL, sockets=1))
    assert file.stat().st_ino != before, "a reader of the old file is not disturbed"
    assert list(file.parent.iterdir()) == [file]
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_write_that_fails_leaves_nothing_behind(file: Path) -> None:
    file.mkdir()
    with pytest.raises(IsADirectoryError):
        write(file, WELL)
    assert list(file.parent.iterdir()) == [file]


def test_asking_for_health_loads_nothing_heavy() -> None:
    code = "import sys, bot.monitoring.heartbeat, bot.settings.settings; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    assert {"slack_bolt", "slack_sdk", "aiohttp", "sqlalchemy", "pydantic", "yaml"}.isdisjoint(loaded)


def test_a_process_that_has_ended_is_not_well_however_fresh_its_heartbeat_is(file: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    for pid, well in ((os.getpid(), True), (1, True), (ended.pid, False), (2**70, True)):
        write(file, replace(WELL, pid=pid, machine=machine()))
        assert check(file, NOON)[0] is well, pid
    write(file, replace(WELL, pid=ended.pid, machine=machine()))
    assert check(file, NOON)[1] == f"whoask is not running: its process {ended.pid} has ended"
    write(file, replace(WELL, pid=ended.pid, machine="another"))  # where another process has that id, or none
    assert check(file, NOON)[0]
