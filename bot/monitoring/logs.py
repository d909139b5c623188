"""What the log looks like, and what never gets into it: tokens, and what people said.

whoask's own lines hold ids only. For what libraries log there are three nets: what Slack's say below a warning is
dropped, because there they print whole payloads; errors are named by their types, because the message of one may
quote a question; and anything that looks like a secret is redacted. As JSON, the log is one object a line.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from bot.monitoring.redaction import redacted, without_message_text
from bot.settings.settings import LogFormat

TALKATIVE = frozenset({"slack_bolt", "slack_sdk", "aiohttp", "sqlalchemy", "aiosqlite", "alembic", "opentelemetry"})
Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def set_up_logs(level: str, style: LogFormat = "text") -> None:
    """Log to standard error, for each thing that happens one plain line or, as `json`, one object."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(style))
    handler.addFilter(keeps_people_out)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that arguments and tracebacks are covered as well."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record, without secrets."""
        # What another handler has made of the exception may hold its words.
        record.exc_text = None
        return redacted(super().format(record))

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - logging's name
        """The traceback, without the error's own words."""
        return without_message_text(ei[1]) if ei[1] is not None else ""


def keeps_people_out(record: logging.LogRecord) -> bool:
    """Whether to log a record: not what a talkative library says below a warning.

    Goes by the file that logs, not by the logger's name or level: Bolt sets its loggers' levels itself, and hands
    the socket client the app's own logger, which then prints each envelope.
    """
    parts = PurePath(record.pathname).parts
    if "asyncio" in parts and isinstance(record.msg, str):
        # The lines after the first hold the task and its error, with the error's words.
        record.msg = record.getMessage().partition("\n")[0]
        record.args = None
    return record.levelno >= logging.WARNING or TALKATIVE.isdisjoint(parts)


def _formatter(style: LogFormat) -> logging.Formatter:
    if style == "json":
        return JsonLines()
    return RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s  %(message)s")


# What a record may carry beside its message: ids, and words of whoask's own. What else is attached stays out.
IDS = ("key", "door", "workspace", "channel", "user")


class JsonLines(JsonFormatter):
    """Fields: time (ISO 8601, UTC), level, logger, message; ids where there are; exception where there is one."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Redact every field, before JSON writes some of their characters in another way."""
        return {name: redacted(value) for name, value in log_data.items()}

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Fill in the fields; what was logged as a mapping is none of whoask's messages, and stays out."""
        del message_dict
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        log_data["message"] = record.message
        log_data |= {name: str(value) for name in IDS if (value := record.__dict__.get(name)) is not None}
        if record.exc_info and record.exc_info[1] is not None:
            log_data["exception"] = without_message_text(record.exc_info[1])
