"""Reading one setting of the environment each. A fault is added to `faults`, so that all of them are told at once.

The two tokens a Slack app needs: what they look like, where to get them, what was given in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.settings.secret import Secret

LOG_LEVELS = ("debug", "info", "warning", "error")
LONGEST_RETENTION_DAYS = 3650
LEASE = timedelta(seconds=30)
# A shorter one than a call to Slack can take is for tests: an answer may then be given twice.
SHORTEST_LEASE, LONGEST_LEASE = 2, 3600
CHANNEL = re.compile(r"#[a-z0-9][a-z0-9_\-]{0,79}|[CG][A-Z0-9]{2,29}")


def read_token(environ: Mapping[str, str], kind: TokenKind, faults: list[str]) -> Secret:
    """A token of Slack's, checked for what people paste in its place."""
    before = len(faults)
    value, told_by = read_secret(environ, kind.variable, faults)
    if len(faults) == before:
        faults.extend(kind.faults(value, told_by=told_by))
    return Secret(value)


def read_secret(environ: Mapping[str, str], name: str, faults: list[str]) -> tuple[str, str]:
    """A secret from its variable, or from the file that the variable with _FILE names; and what told it, in words."""
    file_name = f"{name}_FILE"
    value, path = environ.get(name, "").strip(), environ.get(file_name, "").strip()
    if value and path:
        faults.append(f"{name} and {file_name} are both set: keep one of them.")
    elif path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not a text file"
            faults.append(f"{file_name} names {path}, which cannot be read: {reason}.")
        return value, f"The file that {file_name} names"
    return value, name


def read_days(
    environ: Mapping[str, str], name: str, faults: list[str], *, unset: int | None, least: int = 0
) -> int | None:
    """A number of days; null only where it is not set and `unset` is null."""
    text = environ.get(name, "").strip()
    # Four digits at most: int() of 5,000 of them raises. [0-9], because \d also takes other scripts' digits.
    if not text or (re.fullmatch(r"[0-9]{1,4}", text) and least <= int(text) <= LONGEST_RETENTION_DAYS):
        return int(text) if text else unset
    faults.append(f"{name} is {text[:20]!r}: write a number of days from {least} to {LONGEST_RETENTION_DAYS}.")
    return unset


def read_channel(environ: Mapping[str, str], name: str, faults: list[str]) -> str | None:
    """A channel's name or id; null where none is named."""
    channel = environ.get(name, "").strip()
    if channel and not CHANNEL.fullmatch(channel):
        faults.append(f"{name} is {channel[:20]!r}: write a channel such as #support-leads, or its id.")
    return channel or None


def read_keepers(environ: Mapping[str, str], faults: list[str]) -> frozenset[str]:
    """The Slack ids of those who keep the registry."""
    named = environ.get("WHOASK_KEEPERS", "").replace(",", " ").split()
    # A member's id is in their profile: U… or, in an Enterprise organisation, W….
    if wrong := [name for name in named if not re.fullmatch(r"[UW][A-Z0-9]{1,30}", name)]:
        faults.append(f"WHOASK_KEEPERS has {wrong[0][:20]!r}: write member ids, such as U012AB3CD,U045EF6GH.")
    return frozenset(named)


def read_lease(environ: Mapping[str, str], faults: list[str]) -> timedelta:
    """How long a question that was taken on stays with a replica that gives no sign of life."""
    text = environ.get("WHOASK_LEASE_SECONDS", "").strip()
    if not text:
        return LEASE
    if re.fullmatch(r"[0-9]{1,4}", text) and SHORTEST_LEASE <= int(text) <= LONGEST_LEASE:
        return timedelta(seconds=int(text))
    faults.append(f"WHOASK_LEASE_SECONDS is {text[:20]!r}: write a number from {SHORTEST_LEASE} to {LONGEST_LEASE}.")
    return LEASE


def read_log_level(environ: Mapping[str, str], faults: list[str]) -> str:
    """One of LOG_LEVELS."""
    level = environ.get("WHOASK_LOG_LEVEL", "").strip().lower() or "info"
    if level not in LOG_LEVELS:
        faults.append(f"WHOASK_LOG_LEVEL is {level[:20]!r}: write one of {', '.join(LOG_LEVELS)}.")
    return level


def read_api_url(environ: Mapping[str, str], faults: list[str]) -> str | None:
    """Where Slack is, ending in a slash; null for Slack itself."""
    url = environ.get("WHOASK_SLACK_API_URL", "").strip()
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        faults.append("WHOASK_SLACK_API_URL must start with http:// or https://. Leave it out to use Slack itself.")
    # The SDK joins method names straight onto it: without the slash it would ask for /apiauth.test.
    return url.rstrip("/") + "/"


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
