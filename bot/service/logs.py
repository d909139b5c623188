"""What the log looks like, and what never gets into it: tokens, and what people said.

Our own lines hold ids only. For what others log there are three nets: what Slack's libraries say below a warning is
dropped, because there they print whole payloads; errors are named by their types, because the message of one may
quote what somebody typed; and anything that looks like a secret is blotted out of every line.
"""

from __future__ import annotations

import logging
import sys
from pathlib import PurePath
from types import TracebackType

from bot.monitor.settings import LogFormat
from bot.service.redaction import redacted
from bot.service.wordless import without_words

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
    """Blots secrets out of the finished line, so that arguments and tracebacks are covered as well."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record, without secrets."""
        # What another handler has made of the exception is not ours to trust.
        record.exc_text = None
        return redacted(super().format(record))

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - logging's name
        """The traceback, without the error's own words."""
        return without_words(ei[1]) if ei[1] is not None else ""


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
        from bot.service.json_logs import JsonLines  # noqa: PLC0415 - only where somebody wants it

        return JsonLines()
    return RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s  %(message)s")
