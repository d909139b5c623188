"""The log as JSON, one object a line, for what collects logs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from bot.service.redaction import redacted
from bot.service.wordless import without_words

# What a record may carry beside its message: ids, and words of our own. Whatever else somebody attaches stays out.
IDS = ("key", "door", "workspace", "channel", "user")


class JsonLines(JsonFormatter):
    """Fields: time (ISO 8601, UTC), level, logger, message; ids where there are; exception where there is one."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Blot secrets out of every field, before JSON writes some of their characters in another way."""
        return {name: redacted(value) for name, value in log_data.items()}

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Fill in the fields; what was logged as a mapping is no message of ours, and stays out."""
        del message_dict
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        log_data["message"] = record.message
        log_data |= {name: str(value) for name in IDS if (value := record.__dict__.get(name)) is not None}
        if record.exc_info and record.exc_info[1] is not None:
            log_data["exception"] = without_words(record.exc_info[1])
