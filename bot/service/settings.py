"""What the operator sets, read once from the environment. Nothing is read elsewhere, and nothing at import."""

from __future__ import annotations

import hmac
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from bot.service.environment import (
    read_api_url,
    read_channel,
    read_days,
    read_keepers,
    read_log_level,
    read_secret,
    read_token,
)
from bot.service.secret import Secret
from bot.service.tokens import APP_TOKEN, BOT_TOKEN, where_tokens_are
from routing.errors import SettingsError

HISTORY_DAYS = 400
SHORTEST_KEY = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """The bot's settings. `registry` is null where the registry that comes with whoask is meant.

    `store` is a database URL as SQLAlchemy reads it. `people` is the key that people are hashed with.
    `slack_api_url` is null for Slack itself. `history` is how long a question without its words is kept.
    `backup_days` is how long the operator keeps backups, null where nobody said. `digest_channel` is the name or id
    of the channel that gets the weekly digest, null for none. `keepers` are the Slack ids of those who keep the
    registry. `keys` are what is kept for a while is sealed with, the newest first (bot/store/sealing.py).
    """

    bot_token: Secret
    app_token: Secret
    registry: Path | None
    store: str = field(repr=False)  # its URL may hold a password
    retention: timedelta
    people: Secret
    keys: tuple[Secret, ...]
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
        bot_token = read_token(environ, BOT_TOKEN, faults)
        app_token = read_token(environ, APP_TOKEN, faults)
        token_faults = len(faults)
        settings = cls(
            bot_token=bot_token,
            app_token=app_token,
            registry=Path(environ["WHOASK_REGISTRY"]) if environ.get("WHOASK_REGISTRY") else None,
            store=store_url(environ),
            retention=timedelta(days=read_days(environ, "WHOASK_RETENTION_DAYS", faults, unset=30) or 0),
            people=_named_key(environ, faults) or _made_key(bot_token, b"whoask people"),
            keys=_named_keys(environ, faults) or (_made_key(bot_token, b"whoask sealing"),),
            heartbeat=heartbeat_path(environ),
            log_level=read_log_level(environ, faults),
            slack_api_url=read_api_url(environ, faults),
            history=timedelta(days=read_days(environ, "WHOASK_HISTORY_DAYS", faults, unset=HISTORY_DAYS, least=1) or 0),
            backup_days=backup_days(environ, faults),
            digest_channel=read_channel(environ, "WHOASK_DIGEST_CHANNEL", faults),
            keepers=read_keepers(environ, faults),
        )
        if faults:
            raise SettingsError(_message(faults, about_tokens=token_faults > 0))
        return settings


def bot_client_settings(environ: Mapping[str, str]) -> tuple[Secret, str | None]:
    """What a single look-up in Slack needs: the bot token, and Slack's address where it is not Slack's own."""
    faults: list[str] = []
    token, api_url = read_token(environ, BOT_TOKEN, faults), read_api_url(environ, faults)
    if faults:
        raise SettingsError(_message(faults, about_tokens=True))
    return token, api_url


def people_key(environ: Mapping[str, str]) -> Secret:
    """The key that people are hashed with. Where it has a setting of its own, no token is needed for it."""
    faults: list[str] = []
    named = _named_key(environ, faults)
    token = Secret("") if named or faults else read_token(environ, BOT_TOKEN, faults)
    if faults:
        raise SettingsError(_message(faults, about_tokens=named is None))
    return named or _made_key(token, b"whoask people")


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
    return read_days(environ, "WHOASK_BACKUP_DAYS", faults, unset=None)


def heartbeat_path(environ: Mapping[str, str]) -> Path:
    """Where `run` writes its heartbeat and `health` reads it. `health` needs no token, so this stands alone."""
    if path := environ.get("WHOASK_HEARTBEAT"):
        return Path(path)
    if directory := environ.get("RUNTIME_DIRECTORY"):  # systemd sets it; with several it is a list
        return Path(directory.split(":")[0]) / "whoask-heartbeat.json"
    return Path(tempfile.gettempdir()) / f"whoask-heartbeat-{os.getuid()}.json"


def _named_key(environ: Mapping[str, str], faults: list[str]) -> Secret | None:
    """The key that the operator has set for people in the store, if any."""
    before = len(faults)
    value, told_by = read_secret(environ, "WHOASK_PEOPLE_KEY", faults)
    if not value and told_by != "WHOASK_PEOPLE_KEY" and len(faults) == before:
        faults.append(f"{told_by} is empty.")
    return Secret(value) if value else None


def _named_keys(environ: Mapping[str, str], faults: list[str]) -> tuple[Secret, ...]:
    """The keys that the operator has set for sealing, one a line, the newest first; none where nothing is set."""
    value, told_by = read_secret(environ, "WHOASK_KEYS", faults)
    keys = value.split()
    if any(len(key) < SHORTEST_KEY for key in keys):
        faults.append(
            f"{told_by} holds a key of fewer than {SHORTEST_KEY} characters: make one by openssl rand -hex 32"
        )
    return tuple(Secret(key) for key in keys)


def _made_key(bot_token: Secret, purpose: bytes) -> Secret:
    """The key for a purpose where none is set: made from the bot token, so that all replicas have the same."""
    return Secret(hmac.new(bot_token.reveal().encode(), purpose, sha256).hexdigest())


def _message(faults: list[str], *, about_tokens: bool) -> str:
    lines = ["whoask cannot start:", *(f"  {fault}" for fault in faults)]
    return "\n".join([*lines, *(where_tokens_are() if about_tokens else ())])
