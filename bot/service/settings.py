"""What the operator sets, read once from the environment. Nothing is read elsewhere, and nothing at import."""

from __future__ import annotations

import hmac
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from bot.service.secret import Secret
from bot.service.tokens import APP_TOKEN, BOT_TOKEN, TokenKind, where_tokens_are
from routing.errors import SettingsError

LOG_LEVELS = ("debug", "info", "warning", "error")
LONGEST_RETENTION_DAYS = 3650
HISTORY_DAYS = 400
CHANNEL = re.compile(r"#[a-z0-9][a-z0-9_\-]{0,79}|[CG][A-Z0-9]{2,29}")


@dataclass(frozen=True, slots=True)
class Settings:
    """The bot's settings. `registry` is null where the registry that comes with whoask is meant.

    `store` is a database URL as SQLAlchemy reads it. `people` is the key that people are hashed with.
    `slack_api_url` is null for Slack itself. `history` is how long a question without its words is kept.
    `backup_days` is how long the operator keeps backups, null where nobody said. `digest_channel` is the name or id
    of the channel that gets the weekly digest, null for none. `keepers` are the Slack ids of those who keep the
    registry.
    """

    bot_token: Secret
    app_token: Secret
    registry: Path | None
    store: str = field(repr=False)  # its URL may hold a password
    retention: timedelta
    people: Secret
    heartbeat: Path
    log_level: str = "info"
    slack_api_url: str | None = None
    history: timedelta = timedelta(days=HISTORY_DAYS)
    backup_days: int | None = None
    digest_channel: str | None = None
    keepers: frozenset[str] = frozenset()

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; a SettingsError names everything that is missing or wrong, at once."""
        faults: list[str] = []
        bot_token = _token(environ, BOT_TOKEN, faults)
        app_token = _token(environ, APP_TOKEN, faults)
        token_faults = len(faults)
        settings = cls(
            bot_token=bot_token,
            app_token=app_token,
            registry=Path(environ["WHOASK_REGISTRY"]) if environ.get("WHOASK_REGISTRY") else None,
            store=store_url(environ),
            retention=timedelta(days=_days(environ, "WHOASK_RETENTION_DAYS", faults, unset=30) or 0),
            people=_named_key(environ, faults) or _made_key(bot_token),
            heartbeat=heartbeat_path(environ),
            log_level=_log_level(environ, faults),
            slack_api_url=_api_url(environ, faults),
            history=timedelta(days=_days(environ, "WHOASK_HISTORY_DAYS", faults, unset=HISTORY_DAYS, least=1) or 0),
            backup_days=backup_days(environ, faults),
            digest_channel=_channel(environ, "WHOASK_DIGEST_CHANNEL", faults),
            keepers=_keepers(environ, faults),
        )
        if faults:
            raise SettingsError(_message(faults, about_tokens=token_faults > 0))
        return settings


def bot_client_settings(environ: Mapping[str, str]) -> tuple[Secret, str | None]:
    """What a single look-up in Slack needs: the bot token, and Slack's address where it is not Slack's own."""
    faults: list[str] = []
    token, api_url = _token(environ, BOT_TOKEN, faults), _api_url(environ, faults)
    if faults:
        raise SettingsError(_message(faults, about_tokens=True))
    return token, api_url


def people_key(environ: Mapping[str, str]) -> Secret:
    """The key that people are hashed with. Where it has a setting of its own, no token is needed for it."""
    faults: list[str] = []
    named = _named_key(environ, faults)
    token = Secret("") if named or faults else _token(environ, BOT_TOKEN, faults)
    if faults:
        raise SettingsError(_message(faults, about_tokens=named is None))
    return named or _made_key(token)


def store_url(environ: Mapping[str, str]) -> str:
    """The store as a database URL: what WHOASK_STORE names, else a file in systemd's state directory, else here."""
    named = environ.get("WHOASK_STORE", "").strip()
    if "://" in named:
        return named
    if not named:
        state_directory = environ.get("STATE_DIRECTORY", "").split(":")[0]  # systemd again
        named = str(Path(state_directory) / "whoask.db")
    return f"sqlite+aiosqlite:///{named}"


def backup_days(environ: Mapping[str, str], faults: list[str]) -> int | None:
    """For how many days the operator keeps backups of the store; null where they do not say."""
    return _days(environ, "WHOASK_BACKUP_DAYS", faults, unset=None)


def heartbeat_path(environ: Mapping[str, str]) -> Path:
    """Where `run` writes its heartbeat and `health` reads it. `health` needs no token, so this stands alone."""
    if path := environ.get("WHOASK_HEARTBEAT"):
        return Path(path)
    if directory := environ.get("RUNTIME_DIRECTORY"):  # systemd sets it; with several it is a list
        return Path(directory.split(":")[0]) / "whoask-heartbeat.json"
    return Path(tempfile.gettempdir()) / f"whoask-heartbeat-{os.getuid()}.json"


def _token(environ: Mapping[str, str], kind: TokenKind, faults: list[str]) -> Secret:
    before = len(faults)
    value, told_by = _secret(environ, kind.variable, faults)
    if len(faults) == before:
        faults.extend(kind.faults(value, told_by=told_by))
    return Secret(value)


def _secret(environ: Mapping[str, str], name: str, faults: list[str]) -> tuple[str, str]:
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


def _days(environ: Mapping[str, str], name: str, faults: list[str], *, unset: int | None, least: int = 0) -> int | None:
    """A number of days; null only where it is not set and `unset` is null."""
    text = environ.get(name, "").strip()
    # Four digits at most: int() of 5,000 of them raises. [0-9], because \d also takes other scripts' digits.
    if not text or (re.fullmatch(r"[0-9]{1,4}", text) and least <= int(text) <= LONGEST_RETENTION_DAYS):
        return int(text) if text else unset
    faults.append(f"{name} is {text[:20]!r}: write a number of days from {least} to {LONGEST_RETENTION_DAYS}.")
    return unset


def _named_key(environ: Mapping[str, str], faults: list[str]) -> Secret | None:
    """The key that the operator has set for people in the store, if any."""
    before = len(faults)
    value, told_by = _secret(environ, "WHOASK_PEOPLE_KEY", faults)
    if not value and told_by != "WHOASK_PEOPLE_KEY" and len(faults) == before:
        faults.append(f"{told_by} is empty.")
    return Secret(value) if value else None


def _made_key(bot_token: Secret) -> Secret:
    """The key where none is set: made from the bot token, so that all replicas have the same."""
    return Secret(hmac.new(bot_token.reveal().encode(), b"whoask people", sha256).hexdigest())


def _channel(environ: Mapping[str, str], name: str, faults: list[str]) -> str | None:
    channel = environ.get(name, "").strip()
    if channel and not CHANNEL.fullmatch(channel):
        faults.append(f"{name} is {channel[:20]!r}: write a channel such as #support-leads, or its id.")
    return channel or None


def _keepers(environ: Mapping[str, str], faults: list[str]) -> frozenset[str]:
    named = environ.get("WHOASK_KEEPERS", "").replace(",", " ").split()
    # A member's id is in their profile: U… or, in an Enterprise organisation, W….
    if wrong := [name for name in named if not re.fullmatch(r"[UW][A-Z0-9]{1,30}", name)]:
        faults.append(f"WHOASK_KEEPERS has {wrong[0][:20]!r}: write member ids, such as U012AB3CD,U045EF6GH.")
    return frozenset(named)


def _log_level(environ: Mapping[str, str], faults: list[str]) -> str:
    level = environ.get("WHOASK_LOG_LEVEL", "").strip().lower() or "info"
    if level not in LOG_LEVELS:
        faults.append(f"WHOASK_LOG_LEVEL is {level[:20]!r}: write one of {', '.join(LOG_LEVELS)}.")
    return level


def _api_url(environ: Mapping[str, str], faults: list[str]) -> str | None:
    url = environ.get("WHOASK_SLACK_API_URL", "").strip()
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        faults.append("WHOASK_SLACK_API_URL must start with http:// or https://. Leave it out to use Slack itself.")
    # The SDK joins method names straight onto it: without the slash it would ask for /apiauth.test.
    return url.rstrip("/") + "/"


def _message(faults: list[str], *, about_tokens: bool) -> str:
    lines = ["whoask cannot start:", *(f"  {fault}" for fault in faults)]
    return "\n".join([*lines, *(where_tokens_are() if about_tokens else ())])
