"""Blotting out what looks like a secret, wherever in a line it stands."""

from __future__ import annotations

import re

# Longest first. A response_url and a socket's ticket let whoever reads them speak or listen in the bot's place.
_SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+"
    r"|xapp-[\w-]+"
    r"|(?<=ticket=)[\w%-]+"
    r"|(?<=/commands/)[\w/%-]+"
    r"|(?<=/actions/)[\w/%-]+"
    r"|(?<=/services/)[\w/%-]+"
    # Whatever is between :// and the last @ of an address: a password may hold a slash, a colon or an @ itself.
    # An address with an @ in its path loses more than it has to.
    r"|(?<=://)[^\s:]*:\S*(?=@)"
    r"|(?<=[?&]code=)[\w.%-]+"
    # As libpq writes them, and Slack's OAuth. A quoted one may hold blanks.
    r"|(?<=password=)(?:'(?:[^'\\]|\\.)*'|[^\s&,;)'\"]+)"
    r"|(?<=client_secret=)[\w%-]+"
    r"|(?<=Bearer )[\w.~+/=-]+"
)


def redacted(line: str) -> str:
    """The line without secrets.

    >>> redacted("postgresql://whoask:p/a@ss@db/whoask")
    'postgresql://[secret]@db/whoask'
    """
    return _SECRETS.sub("[secret]", line)
