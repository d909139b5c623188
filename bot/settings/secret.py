"""Secrets: a value that must not be seen, and the two tokens a Slack app needs.

What the tokens look like, where Slack shows them, and what people paste in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


class Secret:
    """Wraps a token: it stays out of representations, logs, errors and tracebacks' locals.

    `reveal` is the only way to it, so that every place that uses one can be found by that word.

    >>> Secret("xoxb-1-2-abc")
    Secret(…)
    >>> f"{Secret('xoxb-1-2-abc')}"
    'Secret(…)'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The token itself, for the client that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        # Pickle would write the token in clear into whatever file or pipe it goes to.
        raise TypeError("a Secret is not pickled")


# What people paste by mistake, told apart by how it starts. Order matters: the first that fits is named.
LOOKS_LIKE = (
    (r"xoxb-", "a bot token"),
    (r"xapp-", "an app-level token"),
    (r"xoxp-", "a user token"),
    (r"xoxe[.-]", "a token of an app with token rotation, which whoask does not use"),
    (r"xox[a-z]-", "another kind of Slack token"),
    (r"[0-9a-f]{32}$", "a signing secret or a client secret"),
    (r"[\"'“]", "a token in quotation marks"),
)


@dataclass(frozen=True, slots=True)
class TokenKind:
    """One kind of token: the variable that holds it, how it starts and where Slack shows it."""

    variable: str
    name: str
    prefix: str
    page: str

    def fault(self, value: str, *, told_by: str) -> str | None:
        """What is wrong with a token that is not empty, without showing any of it."""
        if not value.startswith(self.prefix):
            kind = next((kind for start, kind in LOOKS_LIKE if re.match(start, value)), "something else")
            return f"{told_by} holds {kind}. It should hold the {self.name}, which starts with {self.prefix}"
        if not re.fullmatch(r"[A-Za-z0-9-]+", value):
            return f"{told_by} holds a character that is not part of a token. Copy the {self.name} again."
        return None


BOT_TOKEN = TokenKind("SLACK_BOT_TOKEN", "bot token", "xoxb-", "“OAuth & Permissions”, Bot User OAuth Token")
APP_TOKEN = TokenKind(
    "SLACK_APP_TOKEN",
    "app-level token",
    "xapp-",
    "“Basic Information”, App-Level Tokens, with the scope connections:write",
)


def where_tokens_are(kinds: Sequence[TokenKind]) -> Iterator[str]:
    """Tell where to get the tokens, and how to go without."""
    yield "Get the tokens on the pages of your app at https://api.slack.com/apps:"
    for kind in kinds:
        yield f"  {kind.variable}: {kind.page}"
    files = " or ".join(f"{kind.variable}_FILE" for kind in kinds)
    yield f"To keep a token in a file, name the file in {files}."
    yield "To try whoask without Slack: whoask demo"
