"""What the operator sets, read once from the environment. Nothing is read elsewhere, and nothing at import."""

from __future__ import annotations

import hmac
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from bot.settings.environment import (
    APP_TOKEN,
    BOT_TOKEN,
    LEASE,
    TokenKind,
    read_api_url,
    read_channel,
    read_days,
    read_keepers,
    read_lease,
    read_log_level,
    read_secret,
    read_token,
    where_tokens_are,
)
from bot.settings.http import HttpSettings, read_http, wants_oauth
from bot.settings.monitoring import LogFormat, MonitorAddress, read_log_format, read_monitor, wants_traces
from bot.settings.secret import Secret
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
    registry. `keys` are what is kept for a while is sealed with, the newest first (bot/store/privacy.py).
    `http` is null in Socket Mode. With HTTP there is no app-level token, and with OAuth no bot token: they are empty.
    `monitor` is where monitors ask (bot/monitoring/server.py), null for nowhere; `traces` says whether to send traces.
    `lease` is how long a question that was taken on stays with a replica that gives no sign of life.
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
    http: HttpSettings | None = None
    monitor: MonitorAddress | None = None
    log_format: LogFormat = "text"
    traces: bool = False
    lease: timedelta = LEASE

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, http: bool = False) -> Settings:
        """Read the settings, for Socket Mode or HTTP; a SettingsError names all that is missing or wrong, at once."""
        faults: list[str] = []
        oauth = http and wants_oauth(environ)
        kinds = tuple(kind for kind, there in ((BOT_TOKEN, not oauth), (APP_TOKEN, not http)) if there)
        tokens = {kind: read_token(environ, kind, faults) for kind in kinds}
        bot_token, app_token = (tokens.get(kind, Secret("")) for kind in (BOT_TOKEN, APP_TOKEN))
        token_faults = len(faults)
        if oauth:
            faults.extend(_missing_with_oauth(environ))
        settings = cls(
            bot_token=bot_token,
            app_token=app_token,
            registry=Path(environ["WHOASK_REGISTRY"]) if environ.get("WHOASK_REGISTRY") else None,
            store=_store_url(environ, faults),
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
            lease=read_lease(environ, faults),
            http=read_http(environ, faults) if http else None,
            monitor=read_monitor(environ, faults),
            log_format=read_log_format(environ, faults),
            traces=wants_traces(environ),
        )
        if faults:
            raise SettingsError(_message(faults, about=kinds if token_faults else ()))
        return settings


def bot_client_settings(environ: Mapping[str, str]) -> tuple[Secret, str | None]:
    """What a single look-up in Slack needs: the bot token, and Slack's address where it is not Slack's own."""
    faults: list[str] = []
    token, api_url = read_token(environ, BOT_TOKEN, faults), read_api_url(environ, faults)
    if faults:
        raise SettingsError(_message(faults, about=(BOT_TOKEN, APP_TOKEN)))
    return token, api_url


def people_key(environ: Mapping[str, str]) -> Secret:
    """The key that people are hashed with. Where it has a setting of its own, no token is needed for it."""
    faults: list[str] = []
    named = _named_key(environ, faults)
    token = Secret("") if named or faults else read_token(environ, BOT_TOKEN, faults)
    if faults:
        raise SettingsError(_message(faults, about=() if named else (BOT_TOKEN, APP_TOKEN)))
    return named or _made_key(token, b"whoask people")


def store_url(environ: Mapping[str, str]) -> str:
    """The store as a database URL: what WHOASK_STORE or the file that WHOASK_STORE_FILE names says.

    Where neither is set, a file in systemd's state directory, or else here.
    """
    faults: list[str] = []
    url = _store_url(environ, faults)
    if faults:
        raise SettingsError("\n".join(faults))
    return url


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


def _store_url(environ: Mapping[str, str], faults: list[str]) -> str:
    before = len(faults)
    named, told_by = read_secret(environ, "WHOASK_STORE", faults)
    if "://" in named:
        return named
    if not named:
        # A file here would be another store than the one that is meant.
        if told_by != "WHOASK_STORE" and len(faults) == before:
            faults.append(f"{told_by} is empty.")
        state_directory = environ.get("STATE_DIRECTORY", "").split(":")[0]  # systemd again
        named = str(Path(state_directory) / "whoask.db")
    return f"sqlite+aiosqlite:///{named}"


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


def _missing_with_oauth(environ: Mapping[str, str]) -> Iterator[str]:
    """What has to be set where no bot token is: no key can be made from it, and it would say nothing of whose it is."""
    for name in ("WHOASK_PEOPLE_KEY", "WHOASK_KEYS"):
        if not environ.get(name, "").strip() and not environ.get(f"{name}_FILE", "").strip():
            yield f"{name} is missing: there is no bot token to make it from. Make one by openssl rand -hex 32"
    if any(environ.get(name, "").strip() for name in ("SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN_FILE")):
        yield "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set: keep the token for one workspace, the client for many."


def _message(faults: list[str], *, about: Sequence[TokenKind]) -> str:
    lines = ["whoask cannot start:", *(f"  {fault}" for fault in faults)]
    return "\n".join([*lines, *(where_tokens_are(about) if about else ())])
