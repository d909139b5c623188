from __future__ import annotations

import io
import logging
import sys
import warnings
from collections.abc import Iterator
from types import CodeType

import pytest

from bot.service.logs import set_up_logs


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logs("debug")
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_says_when_how_bad_who_and_what(logged: io.StringIO) -> None:
    logging.getLogger("bot.service.run").warning("Stopping, %d left.", 3)
    assert logged.getvalue().endswith(" WARNING bot.service.run  Stopping, 3 left.\n")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("token xoxb-1-2-abc!", "token [secret]!"),
        ("token=xapp-1-A1-2-abc&x", "token=[secret]&x"),
        ("xoxe.xoxb-1-abc and xoxp-9-z", "[secret] and [secret]"),
        (
            "wss://wss-primary.slack.com/link/?ticket=1a2b-c%3D&app_id=A1",
            "wss://wss-primary.slack.com/link/?ticket=[secret]&app_id=A1",
        ),
        ("https://hooks.slack.com/commands/T1/22/abc failed", "https://hooks.slack.com/commands/[secret] failed"),
        ("https://hooks.slack.com/actions/T1/22/abc", "https://hooks.slack.com/actions/[secret]"),
        ("postgresql://whoask:hunter2@db/whoask", "postgresql://[secret]@db/whoask"),
        ("{'Authorization': 'Bearer abc.def-1'}", "{'Authorization': 'Bearer [secret]'}"),
        ("the box-office xoxo https://example.org/actions", "the box-office xoxo https://example.org/actions"),
    ],
)
def test_secrets_are_blotted_out_and_nothing_else(logged: io.StringIO, said: str, shown: str) -> None:
    logging.getLogger("bot").info("%s", said)
    assert logged.getvalue().endswith(f"  {shown}\n")


def test_a_secret_in_a_traceback_is_blotted_out_too(logged: io.StringIO) -> None:
    def fail() -> None:
        raise ConnectionError("refused: xoxb-1-2-abcdef")

    try:
        fail()
    except ConnectionError:
        logging.getLogger("bot").exception("failed with %s", {"token": "xapp-1-2-abcdef"})
    assert "Traceback" in logged.getvalue()
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
        said_by(package, "whoask", level)  # Bolt lends the app's own logger to the socket client
    assert logged.getvalue() == ""
    said_by(package, "whoask", logging.WARNING)
    said_by("bot", "whoask", logging.DEBUG)
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
