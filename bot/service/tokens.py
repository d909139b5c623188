"""The two tokens a Slack app needs: what they look like, where to get them, what was given in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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

    def faults(self, value: str, *, told_by: str) -> Iterator[str]:
        """What is wrong with a token, without showing any of it."""
        if not value:
            yield f"{told_by} is missing." if told_by == self.variable else f"{told_by} is empty."
        elif not value.startswith(self.prefix):
            kind = next((kind for start, kind in LOOKS_LIKE if re.match(start, value)), "something else")
            yield f"{told_by} holds {kind}. It should hold the {self.name}, which starts with {self.prefix}"
        elif not re.fullmatch(r"[A-Za-z0-9-]+", value):
            yield f"{told_by} holds a character that is not part of a token. Copy the {self.name} again."


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
