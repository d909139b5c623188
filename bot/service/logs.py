"""What the log looks like, and what never gets into it: tokens, and what people said.

Our own lines hold ids only. For what others log there are two nets: what Slack's libraries say below a warning is
dropped, because there they print whole payloads, and anything that looks like a secret is blotted out of every line.
"""

from __future__ import annotations

import logging
import re
import sys
from pathlib import PurePath

# Longest first. A response_url and a socket's ticket let whoever reads them speak or listen in the bot's place.
SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+"
    r"|xapp-[\w-]+"
    r"|(?<=ticket=)[\w%-]+"
    r"|(?<=/commands/)[\w/%-]+"
    r"|(?<=/actions/)[\w/%-]+"
    r"|(?<=/services/)[\w/%-]+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=Bearer )[\w.-]+"
)
TALKATIVE = frozenset({"slack_bolt", "slack_sdk", "aiohttp", "sqlalchemy", "aiosqlite"})


def set_up_logs(level: str) -> None:
    """Log to standard error, one plain line for each thing that happens."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s  %(message)s"))
    handler.addFilter(keeps_people_out)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)


class RedactingFormatter(logging.Formatter):
    """Blots secrets out of the finished line, so that arguments and tracebacks are covered as well."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record, without secrets."""
        return SECRETS.sub("[secret]", super().format(record))


def keeps_people_out(record: logging.LogRecord) -> bool:
    """Whether to log a record: not what a talkative library says below a warning.

    Goes by the file that logs, not by the logger's name or level: Bolt sets its loggers' levels itself, and hands
    the socket client the app's own logger, which then prints each envelope.
    """
    return record.levelno >= logging.WARNING or TALKATIVE.isdisjoint(PurePath(record.pathname).parts)
