from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.monitoring.logs import JsonLines

WORDS = "who looks after my salary?"
TOKEN = "xoxb-1-2-abcdef"

Log = tuple[logging.Logger, io.StringIO]


@pytest.fixture
def written() -> Iterator[Log]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("bot.run", logging.DEBUG)  # noqa: LOG001 - one that nobody else has
    logger.addHandler(handler)
    yield logger, stream
    handler.close()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_how_bad_who_and_what(written: Log) -> None:
    logger, stream = written
    before = datetime.now(UTC)
    logger.warning("Stopping, %d left.", 3)
    [line] = lines(stream)
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "warning", "logger": "bot.run", "message": "Stopping, 3 left."}
    [again] = lines(stream)
    assert abs((datetime.fromisoformat(again["time"]) - before).total_seconds()) < 60


def test_ids_are_fields_and_nothing_else_that_is_attached(written: Log) -> None:
    logger, stream = written
    ids = {"key": "T1:C1:1.2", "door": "mention", "workspace": "T1", "channel": "C1", "user": "U1"}
    logger.info("claimed", extra={**ids, "text": WORDS, "payload": {"text": WORDS}, "taskName": "t"})
    [line] = lines(stream)
    assert ids.items() <= line.items()
    assert line.keys() == {"time", "level", "logger", "message", *ids}


@pytest.mark.parametrize("message", [{"text": WORDS}, {"message": WORDS, "exc_info": WORDS}])
def test_a_mapping_in_place_of_a_message_says_nothing(written: Log, message: dict[str, str]) -> None:
    logger, stream = written
    logger.error(message)
    assert WORDS not in stream.getvalue()
    assert lines(stream)[0]["message"] == ""


def test_an_error_is_a_field_without_its_words(written: Log) -> None:
    logger, stream = written
    try:
        try:
            raise KeyError(WORDS)  # noqa: TRY301
        except KeyError as first:
            raise ConnectionError(f"{WORDS} {TOKEN}") from first
    except ConnectionError:
        logger.exception("A background job failed.", stack_info=True)
    [line] = lines(stream)
    assert "test_json_logs.py" in line["exception"]
    assert line["exception"].endswith("ConnectionError")
    assert WORDS not in stream.getvalue()
    assert "abcdef" not in stream.getvalue()


def test_what_another_handler_made_of_an_error_is_not_used(written: Log) -> None:
    logger, stream = written
    record = logger.makeRecord("bot", logging.ERROR, "file.py", 1, "failed", (), None)
    record.exc_text = WORDS
    logger.handle(record)
    assert WORDS not in stream.getvalue()


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        "wss://wss.slack.com/link/?ticket=abcdef-1&app_id=A1",
        "postgresql://whoask:p/a@abcdef@db/whoask",
        "https://hooks.slack.com/commands/T1/2/abcdef",
        'postgresql://whoask:"\\abcdef@db/whoask',
    ],
)
def test_secrets_are_blotted_out_of_every_field(written: Log, secret: str) -> None:
    logger, stream = written
    logger.info("at %s", secret, extra={"key": secret, "channel": [secret]})
    [line] = lines(stream)
    assert "[secret]" in line["message"]
    assert "[secret]" in line["key"]
    assert "abcdef" not in stream.getvalue()


@pytest.mark.parametrize("hostile", ['"}\n{"level": "error"', "\u2028\u0000\x1b[31m", "snowman ☃", "\ud800"])
def test_whatever_is_in_a_message_a_record_is_one_line_and_one_object(written: Log, hostile: str) -> None:
    logger, stream = written
    logger.info("%s", hostile)
    assert stream.getvalue().count("\n") == 1
    assert json.loads(stream.getvalue())["message"] == hostile
