"""What the operator sets, read once from the environment. Nothing is read elsewhere, and nothing at import."""

from __future__ import annotations

import hmac
import ipaddress
import os
import re
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from bot.settings.environment import HIGHEST_PORT, Environment, Unset
from bot.settings.http import HttpSettings, read_http, wants_oauth
from bot.settings.secret import APP_TOKEN, BOT_TOKEN, Secret

LogFormat = Literal["text", "json"]
LOG_FORMATS: tuple[LogFormat, ...] = ("text", "json")
LOG_LEVELS = ("debug", "info", "warning", "error")
LOCAL = "127.0.0.1"
RETENTION_DAYS, HISTORY_DAYS, MOST_DAYS = 30, 400, 3650
LEASE = timedelta(seconds=30)
# A shorter one than a call to Slack can take is for tests: an answer may then be given twice.
SHORTEST_LEASE, LONGEST_LEASE = 2, 3600
SHORTEST_KEY = 32
CHANNEL = r"#[a-z0-9][a-z0-9_\-]{0,79}|[CG][A-Z0-9]{2,29}"
# A member's id is in their profile: U… or, in an Enterprise organisation, W….
MEMBER = r"[UW][A-Z0-9]{1,30}"
# Every setting of whoask's own: docs/operations.md describes them.
SETTINGS = frozenset(
    {
        "WHOASK_BACKUP_DAYS",
        "WHOASK_DIGEST_CHANNEL",
        "WHOASK_DIGEST_WORKSPACE",
        "WHOASK_HEARTBEAT",
        "WHOASK_HISTORY_DAYS",
        "WHOASK_HTTP_HOST",
        "WHOASK_HTTP_PORT",
        "WHOASK_KEEPERS",
        "WHOASK_KEYS",
        "WHOASK_LEASE_SECONDS",
        "WHOASK_LOG_FORMAT",
        "WHOASK_LOG_LEVEL",
        "WHOASK_MONITOR_HOST",
        "WHOASK_MONITOR_PORT",
        "WHOASK_PEOPLE_KEY",
        "WHOASK_PUBLIC_URL",
        "WHOASK_REGISTRY",
        "WHOASK_RETENTION_DAYS",
        "WHOASK_SLACK_API_URL",
        "WHOASK_STORE",
        "WHOASK_WORKSPACES",
    }
)


@dataclass(frozen=True, slots=True)
class MonitorAddress:
    """Where /healthz, /readyz and /metrics are served. Port 0 is any free one."""

    host: str = LOCAL
    port: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """The bot's settings. `registry` is None where the registry that comes with whoask is meant.

    `store` is a database URL as SQLAlchemy reads it. `people` is the key that people are hashed with.
    `slack_api_url` is None for Slack itself. `history` is how long a question without its words is kept.
    `backup_days` is how long the operator keeps backups, None where they do not say. `digest_channel` is the name or id
    of the channel that gets the weekly digest, None for none. `keepers` are the Slack ids of those who keep the
    registry. `keys` are what is kept for a while is sealed with, the newest first (bot/store/privacy.py).
    `http` is None in Socket Mode. With HTTP there is no app-level token, and with OAuth no bot token: they are empty.
    `monitor` is where monitors ask (bot/monitoring/server.py), None for nowhere; `traces` says whether to send traces.
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
    # A sentence for each variable that is no setting: told once the log is set up.
    unknown: tuple[str, ...] = ()

    @classmethod
    def from_env(cls, variables: Mapping[str, str], *, http: bool = False) -> Settings:
        """Read the settings, for Socket Mode or HTTP; a SettingsError names all that is missing or wrong, at once."""
        env = Environment(variables)
        oauth = http and wants_oauth(env)
        needed = tuple(kind for kind, there in ((BOT_TOKEN, not oauth), (APP_TOKEN, not http)) if there)
        tokens = {kind: env.token(kind) for kind in needed}
        bot_token, app_token = (tokens.get(kind, Secret("")) for kind in (BOT_TOKEN, APP_TOKEN))
        told = needed if env.faults else ()
        if oauth:
            _check_oauth_keys(env)
        settings = cls(
            bot_token=bot_token,
            app_token=app_token,
            registry=Path(variables["WHOASK_REGISTRY"]) if variables.get("WHOASK_REGISTRY") else None,
            store=_store(env),
            retention=timedelta(days=_days(env, "WHOASK_RETENTION_DAYS", unset=RETENTION_DAYS)),
            people=_people_key(env) or _made_key(bot_token, b"whoask people"),
            keys=_keys(env) or (_made_key(bot_token, b"whoask sealing"),),
            heartbeat=heartbeat_path(variables),
            log_level=env.choice(
                "WHOASK_LOG_LEVEL", LOG_LEVELS, f"write one of {', '.join(LOG_LEVELS)}.", unset="info"
            ),
            slack_api_url=_api_url(env),
            history=timedelta(days=_days(env, "WHOASK_HISTORY_DAYS", unset=HISTORY_DAYS, least=1)),
            backup_days=_days(env, "WHOASK_BACKUP_DAYS", unset=None),
            digest_channel=env.matching(
                "WHOASK_DIGEST_CHANNEL", CHANNEL, "write a channel such as #support-leads, or its id."
            )
            or None,
            keepers=env.listed(
                "WHOASK_KEEPERS",
                env.text("WHOASK_KEEPERS").replace(",", " ").split(),
                MEMBER,
                "write member ids, such as U012AB3CD,U045EF6GH.",
            ),
            lease=_lease(env),
            unknown=tuple(env.unknown(SETTINGS)),
            http=read_http(env) if http else None,
            monitor=read_monitor(env),
            log_format=read_log_format(env),
            traces=wants_traces(env),
        )
        env.check_start(told)
        return settings


def bot_client_settings(variables: Mapping[str, str]) -> tuple[Secret, str | None]:
    """What a single look-up in Slack needs: the bot token, and Slack's address where it is not Slack's own."""
    env = Environment(variables)
    token, api_url = env.token(BOT_TOKEN), _api_url(env)
    env.check_start((BOT_TOKEN, APP_TOKEN))
    return token, api_url


def people_key(variables: Mapping[str, str]) -> Secret:
    """The key that people are hashed with. Where it has a setting of its own, no token is needed for it."""
    env = Environment(variables)
    named = _people_key(env)
    token = Secret("") if named or env.faults else env.token(BOT_TOKEN)
    env.check_start(() if named else (BOT_TOKEN, APP_TOKEN))
    return named or _made_key(token, b"whoask people")


def store_url(variables: Mapping[str, str]) -> str:
    """The store as a database URL: what WHOASK_STORE or the file that WHOASK_STORE_FILE names says.

    Where neither is set, a file in systemd's state directory, or else here.
    """
    env = Environment(variables)
    url = _store(env)
    env.check()
    return url


def backup_days(variables: Mapping[str, str]) -> int | None:
    """For how many days the operator keeps backups of the store; None where they do not say."""
    env = Environment(variables)
    days = _days(env, "WHOASK_BACKUP_DAYS", unset=None)
    env.check()
    return days


def heartbeat_path(variables: Mapping[str, str]) -> Path:
    """Where `run` writes its heartbeat and `health` reads it. `health` needs no token, so this stands alone."""
    if path := variables.get("WHOASK_HEARTBEAT"):
        return Path(path)
    if directory := variables.get("RUNTIME_DIRECTORY"):  # systemd sets it; with several it is a list
        return Path(directory.split(":")[0]) / "whoask-heartbeat.json"
    return Path(tempfile.gettempdir()) / f"whoask-heartbeat-{os.getuid()}.json"


def read_monitor(env: Environment) -> MonitorAddress | None:
    """The address to listen at; None where no port is set."""
    host = env.text("WHOASK_MONITOR_HOST") or LOCAL
    if not _is_host(host):
        env.faults.append(f"WHOASK_MONITOR_HOST is {host[:40]!r}: write an address such as 127.0.0.1 or 0.0.0.0.")
    hint = f"write a port from 1 to {HIGHEST_PORT}, 0 for any."
    port = env.number("WHOASK_MONITOR_PORT", 0, HIGHEST_PORT, hint, unset=None)
    return None if port is None else MonitorAddress(host, port)


def read_log_format(env: Environment) -> LogFormat:
    """How the log is written."""
    return env.choice("WHOASK_LOG_FORMAT", LOG_FORMATS, "write text or json.", unset="text")


def wants_traces(env: Environment) -> bool:
    """Whether traces are to be sent: OpenTelemetry's own settings say where.

    https://opentelemetry.io/docs/specs/otel/protocol/exporter/ and the general switch on
    https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
    """
    named = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    return env.text("OTEL_SDK_DISABLED").lower() != "true" and any(env.text(name) for name in named)


def _days(env: Environment, name: str, *, unset: Unset, least: int = 0) -> int | Unset:
    return env.number(name, least, MOST_DAYS, f"write a number of days from {least} to {MOST_DAYS}.", unset=unset)


def _lease(env: Environment) -> timedelta:
    """How long a question that was taken on stays with a replica that gives no sign of life."""
    hint = f"write a number from {SHORTEST_LEASE} to {LONGEST_LEASE}."
    seconds = env.number("WHOASK_LEASE_SECONDS", SHORTEST_LEASE, LONGEST_LEASE, hint, unset=LEASE.seconds)
    return timedelta(seconds=seconds)


def _api_url(env: Environment) -> str | None:
    """Where Slack is, ending in a slash; None for Slack itself."""
    url = env.text("WHOASK_SLACK_API_URL")
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        env.faults.append("WHOASK_SLACK_API_URL must start with http:// or https://. Leave it out to use Slack itself.")
    # The SDK joins method names straight onto it: without the slash it would ask for /apiauth.test.
    return url.rstrip("/") + "/"


def _store(env: Environment) -> str:
    named, _ = env.secret("WHOASK_STORE")
    if "://" in named:
        return named
    state_directory = env.variables.get("STATE_DIRECTORY", "").split(":")[0]  # systemd again
    return f"sqlite+aiosqlite:///{named or Path(state_directory) / 'whoask.db'}"


def _people_key(env: Environment) -> Secret | None:
    """The key that the operator has set for people in the store, if any."""
    value, told_by = env.secret("WHOASK_PEOPLE_KEY")
    _check_length(env, value.splitlines(), told_by)
    return Secret(value) if value else None


def _keys(env: Environment) -> tuple[Secret, ...]:
    """The keys that the operator has set for sealing, one a line, the newest first; none where nothing is set."""
    value, told_by = env.secret("WHOASK_KEYS")
    _check_length(env, value.split(), told_by)
    return tuple(Secret(key) for key in value.split())


def _check_length(env: Environment, keys: Sequence[str], told_by: str) -> None:
    if any(len(key) < SHORTEST_KEY for key in keys):
        hint = "make one by openssl rand -hex 32"
        env.faults.append(f"{told_by} holds a key of fewer than {SHORTEST_KEY} characters: {hint}")


def _made_key(bot_token: Secret, purpose: bytes) -> Secret:
    """The key for a purpose where none is set: made from the bot token, so that all replicas have the same.

    Without a token, which is a fault, it is of no use to anybody: from nothing, everybody could make the same key.
    """
    if not bot_token.reveal():
        return Secret(secrets.token_hex())
    return Secret(hmac.new(bot_token.reveal().encode(), purpose, sha256).hexdigest())


def _check_oauth_keys(env: Environment) -> None:
    """What has to be set where no bot token is: no key can be made from it, and it would say nothing of whose it is."""
    for name in ("WHOASK_PEOPLE_KEY", "WHOASK_KEYS"):
        if not env.text(name) and not env.text(f"{name}_FILE"):
            hint = "there is no bot token to make it from. Make one by openssl rand -hex 32"
            env.faults.append(f"{name} is missing: {hint}")
    if any(env.text(name) for name in ("SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN_FILE")):
        env.faults.append(
            "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set: keep the token for one workspace, the client for many."
        )


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252})", host) is not None
    return True
