"""What the operator sets, read once from the environment. Nothing is read elsewhere, and nothing at import."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.secret import Secret
from bot.tokens import APP_TOKEN, BOT_TOKEN, TokenKind, where_tokens_are
from routing.errors import SettingsError

LOG_LEVELS = ("debug", "info", "warning", "error")
LONGEST_RETENTION_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Settings:
    """The bot's settings. `registry` is null where the registry that comes with whoask is meant.

    `store` is a database URL as SQLAlchemy reads it. `slack_api_url` is null for Slack itself.
    """

    bot_token: Secret
    app_token: Secret
    registry: Path | None
    store: str = field(repr=False)  # its URL may hold a password
    retention: timedelta
    heartbeat: Path
    log_level: str = "info"
    slack_api_url: str | None = None

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
            store=_store(environ),
            retention=_retention(environ, faults),
            heartbeat=heartbeat_path(environ),
            log_level=_log_level(environ, faults),
            slack_api_url=_api_url(environ, faults),
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


def heartbeat_path(environ: Mapping[str, str]) -> Path:
    """Where `run` writes its heartbeat and `health` reads it. `health` needs no token, so this stands alone."""
    if path := environ.get("WHOASK_HEARTBEAT"):
        return Path(path)
    if directory := environ.get("RUNTIME_DIRECTORY"):  # systemd sets it; with several it is a list
        return Path(directory.split(":")[0]) / "whoask-heartbeat.json"
    return Path(tempfile.gettempdir()) / f"whoask-heartbeat-{os.getuid()}.json"


def _token(environ: Mapping[str, str], kind: TokenKind, faults: list[str]) -> Secret:
    name, file_name = kind.variable, f"{kind.variable}_FILE"
    value, path = environ.get(name, "").strip(), environ.get(file_name, "").strip()
    if value and path:
        faults.append(f"{name} and {file_name} are both set: keep one of them.")
    elif path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not a text file"
            faults.append(f"{file_name} names {path}, which cannot be read: {reason}.")
        else:
            faults.extend(kind.faults(value, told_by=f"The file that {file_name} names"))
    else:
        faults.extend(kind.faults(value, told_by=name))
    return Secret(value)


def _store(environ: Mapping[str, str]) -> str:
    named = environ.get("WHOASK_STORE", "").strip()
    if "://" in named:
        return named
    if not named:
        state_directory = environ.get("STATE_DIRECTORY", "").split(":")[0]  # systemd again
        named = str(Path(state_directory) / "whoask.db")
    return f"sqlite+aiosqlite:///{named}"


def _retention(environ: Mapping[str, str], faults: list[str]) -> timedelta:
    text = environ.get("WHOASK_RETENTION_DAYS", "").strip() or "30"
    # Four digits at most: int() of 5,000 of them raises. [0-9], because \d also takes other scripts' digits.
    if re.fullmatch(r"[0-9]{1,4}", text) and int(text) <= LONGEST_RETENTION_DAYS:
        return timedelta(days=int(text))
    days = f"a number of days from 0 (keep no text) to {LONGEST_RETENTION_DAYS}"
    faults.append(f"WHOASK_RETENTION_DAYS is {text[:20]!r}: write {days}.")
    return timedelta()


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
