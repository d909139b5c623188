"""What gets into the log: lines without secrets, errors without their words, questions by their ids.

The message of an error may quote a question, or a statement that holds one.
"""

from __future__ import annotations

import os
import re
import traceback

from bot.inquiry import Inquiry

# Longest first. With a response_url or a socket's ticket, its reader can speak or listen as the bot.
_SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+"
    r"|xapp-[\w-]+"
    r"|(?<=ticket=)[\w%-]+"
    r"|(?<=/commands/)[\w/%-]+"
    r"|(?<=/actions/)[\w/%-]+"
    r"|(?<=/services/)[\w/%-]+"
    r"|(?<=[?&]code=)[\w.%-]+"
    # As libpq writes them, and Slack's OAuth. A quoted one may hold blanks; a line that was cut has no second quote.
    r"|(?<=password=)(?:'(?:[^'\\]|\\.)*+'?|[^\s&,;)'\"]+)"
    r"|(?<=client_secret=)[\w%-]+"
    r"|(?<=Bearer )[\w.~+/=-]+"
)

# Whatever is between :// and the last @ of an address: a password may hold a slash, a colon or an @ itself.
# An address with an @ in its path loses more than it has to. Where the first :// begins no login, no later one before
# the next blank does: all of that is taken at once, or the cost would be the square of its length.
_LOGIN = re.compile(r"://(?:(?P<login>[^\s:]*+:\S*)(?=@)|\S*+)")


def redacted(line: str) -> str:
    """The line without secrets.

    >>> redacted("postgresql://whoask:p/a@ss@db/whoask")
    'postgresql://[secret]@db/whoask'
    """
    without_logins = _LOGIN.sub(lambda found: "://[secret]" if found["login"] else found[0], line)
    return _SECRETS.sub("[secret]", without_logins)


LONGEST_CHAIN = 10


def without_message_text(error: BaseException) -> str:
    """A traceback that names each error by its type, and by Slack's or the operating system's word where there is one.

    The first error comes first, as Python prints them.
    """
    steps: list[str] = []
    link: BaseException | None = error
    while link is not None and len(steps) < LONGEST_CHAIN:  # a chain can be a ring
        steps.insert(0, "".join(traceback.format_tb(link.__traceback__)) + type(link).__name__ + _code(link))
        link = link.__cause__ or link.__context__
    return "\n-- then --\n".join(steps)


def _code(error: BaseException) -> str:
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return f" ({os.strerror(error.errno)})"
    code = getattr(error, "code", None)
    return f" ({code})" if isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9_]{1,60}", code) else ""


def ids_of(inquiry: Inquiry | None) -> dict[str, str]:
    """For a log call's `extra`; nothing of what was asked."""
    if inquiry is None:
        return {}
    return {
        "key": inquiry.key,
        "door": str(inquiry.surface),
        "workspace": inquiry.workspace,
        "channel": inquiry.channel,
        "user": inquiry.asker,
    }
