from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from types import CodeType

import pytest

from bot.monitoring.logs import set_up_logs
from bot.settings.settings import LogFormat

WORDS = "who looks after my salary?"


@pytest.fixture
def style() -> LogFormat:
    return "text"


def fail(words: str) -> None:
    raise ValueError(words)


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch, style: LogFormat) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logs("debug", style)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_says_when_how_bad_who_and_what(logged: io.StringIO) -> None:
    logging.getLogger("bot.run").warning("Stopping, %d left.", 3)
    assert logged.getvalue().endswith(" WARNING bot.run  Stopping, 3 left.\n")


def test_secrets_are_blotted_out(logged: io.StringIO) -> None:
    logging.getLogger("bot").info("%s", "postgresql://whoask:hunter2@db/whoask")
    assert logged.getvalue().endswith("  postgresql://[secret]@db/whoask\n")


def test_a_secret_in_a_traceback_is_blotted_out_too(logged: io.StringIO) -> None:
    def fail() -> None:
        raise ConnectionError("refused: xoxb-1-2-abcdef")

    try:
        fail()
    except ConnectionError:
        logging.getLogger("bot").exception("failed with %s", {"token": "xapp-1-2-abcdef"})
    assert "test_logs.py" in logged.getvalue()
    assert "ConnectionError" in logged.getvalue()
    assert "abcdef" not in logged.getvalue()


def said_by(package: str, logger: str, level: int) -> None:
    """Log from a file of that package, whatever the logger is called."""
    code: CodeType = compile("log(level, 'payload')", f"/venv/site-packages/{package}/inner.py", "exec")
    exec(code, {"log": logging.getLogger(logger).log, "level": level})  # noqa: S102


@pytest.mark.parametrize("package", ["slack_bolt", "slack_sdk", "sqlalchemy", "aiosqlite", "aiohttp"])
def test_what_the_libraries_say_below_a_warning_is_dropped_since_it_holds_payloads(
    logged: io.StringIO, package: str
) -> None:
    for level in (logging.DEBUG, logging.INFO):
        said_by(package, "lent", level)  # Bolt lends a logger of ours to the socket client
    assert logged.getvalue() == ""
    said_by(package, "lent", logging.WARNING)
    said_by("bot", "lent", logging.DEBUG)
    assert logged.getvalue().count("payload") == 2


def test_python_warnings_go_into_the_log(logged: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    assert "old ways" in logged.getvalue()


def test_less_than_the_level_is_not_logged(logged: io.StringIO) -> None:
    set_up_logs("warning")
    logging.getLogger("bot").info("detail")
    assert logged.getvalue() == ""


def test_an_error_is_logged_without_its_words_since_they_may_be_somebodys(logged: io.StringIO) -> None:
    try:
        fail(WORDS)
    except ValueError:
        logging.getLogger("bot").exception("A background job failed.")
    assert "ValueError" in logged.getvalue()
    assert "salary" not in logged.getvalue()


@pytest.mark.parametrize("style", ["text", "json"])
async def test_what_asyncio_says_of_a_lost_task_is_cut_to_its_first_line(logged: io.StringIO) -> None:
    async def fail_later() -> None:
        fail(WORDS)

    task = asyncio.ensure_future(fail_later())
    await asyncio.wait({task})
    del task
    gc.collect()
    assert "Task exception was never retrieved" in logged.getvalue()
    assert "salary" not in logged.getvalue()


@pytest.mark.parametrize("style", ["json"])
def test_the_log_can_be_json_one_object_a_line(logged: io.StringIO) -> None:
    logging.getLogger("bot.run").info("token %s", "xoxb-1-2-abc")
    line = json.loads(logged.getvalue())
    assert (line["level"], line["message"]) == ("info", "token [secret]")
