from __future__ import annotations

import pickle
from datetime import timedelta
from pathlib import Path

import pytest

from bot.secret import Secret
from bot.settings import Settings, heartbeat_path
from routing.errors import SettingsError

BOT = "xoxb-1111-2222-botsecret"
APP = "xapp-1-A111-333-appsecret"
TOKENS = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}


def refused(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    return str(caught.value)


def test_two_tokens_are_all_it_needs() -> None:
    settings = Settings.from_env(TOKENS)
    assert settings.bot_token.reveal() == BOT
    assert settings.app_token.reveal() == APP
    assert settings.registry is None
    assert settings.store == "sqlite+aiosqlite:///whoask.db"
    assert settings.retention == timedelta(days=30)
    assert settings.log_level == "info"
    assert settings.slack_api_url is None


def test_every_missing_variable_is_named_at_once_with_where_to_get_it() -> None:
    message = refused({})
    assert "SLACK_BOT_TOKEN is missing." in message
    assert "SLACK_APP_TOKEN is missing." in message
    assert "https://api.slack.com/apps" in message
    assert "OAuth & Permissions" in message
    assert "connections:write" in message
    assert "whoask demo" in message


def test_everything_wrong_is_named_together_with_everything_missing() -> None:
    message = refused(
        {
            "SLACK_BOT_TOKEN": BOT,
            "WHOASK_RETENTION_DAYS": "a month",
            "WHOASK_LOG_LEVEL": "loud",
            "WHOASK_SLACK_API_URL": "localhost:1",
        }
    )
    for name in ("SLACK_APP_TOKEN", "WHOASK_RETENTION_DAYS", "WHOASK_LOG_LEVEL", "WHOASK_SLACK_API_URL"):
        assert name in message
    assert "SLACK_BOT_TOKEN is" not in message


def test_a_fault_that_is_not_about_tokens_does_not_send_anyone_to_get_tokens() -> None:
    assert "api.slack.com" not in refused({**TOKENS, "WHOASK_LOG_LEVEL": "loud"})


def test_a_blank_token_is_missing() -> None:
    assert "SLACK_BOT_TOKEN is missing." in refused({**TOKENS, "SLACK_BOT_TOKEN": "  \n"})


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (APP, "holds an app-level token"),
        ("xoxp-1-2-usersecret", "holds a user token"),
        ("xoxe.xoxb-1-rotating", "token rotation"),
        ("xoxs-1-2-secret", "holds another kind of Slack token"),
        ("8f742231b10e8888abcd99e4e5a985a5", "signing secret"),
        (f'"{BOT}"', "quotation marks"),
        ("hunter2", "holds something else"),
        (BOT + " and more", "not part of a token"),
    ],
)
def test_a_wrong_kind_of_token_is_said_without_showing_it(value: str, kind: str) -> None:
    message = refused({**TOKENS, "SLACK_BOT_TOKEN": value})
    assert kind in message
    assert "bot token" in message
    assert value not in message
    assert "secret" not in message.replace("signing secret or a client secret", "")


def test_a_token_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "bot").write_text(f"{BOT}\n")
    settings = Settings.from_env({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "bot"), "SLACK_APP_TOKEN": APP})
    assert settings.bot_token == Secret(BOT)


def test_an_empty_missing_or_binary_secret_file_is_said_with_its_variable(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert "SLACK_BOT_TOKEN_FILE names is empty" in refused({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "empty")})
    assert "No such file" in refused({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "none")})
    assert "not a text file" in refused({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "binary")})


def test_a_token_and_its_file_together_are_refused() -> None:
    assert "keep one of them" in refused({**TOKENS, "SLACK_BOT_TOKEN_FILE": "/run/secrets/bot"})


def test_tokens_stay_out_of_what_can_be_printed() -> None:
    settings = Settings.from_env(TOKENS)
    for shown in (repr(settings), str(settings), f"{settings.bot_token}", f"{settings.app_token!r:>40}"):
        assert "secret" not in shown.replace("Secret", "")
    assert len({settings.bot_token, Secret(BOT)}) == 1
    with pytest.raises(TypeError):
        pickle.dumps(settings.bot_token)


@pytest.mark.parametrize(("days", "kept"), [("0", timedelta()), ("7", timedelta(days=7)), ("", timedelta(days=30))])
def test_retention_is_a_number_of_days_and_0_keeps_none(days: str, kept: timedelta) -> None:
    assert Settings.from_env({**TOKENS, "WHOASK_RETENTION_DAYS": days}).retention == kept


@pytest.mark.parametrize("days", ["-1", "1.5", "٣", "9" * 5000, "3651", "one"])
def test_a_retention_that_is_no_number_of_days_is_refused(days: str) -> None:
    message = refused({**TOKENS, "WHOASK_RETENTION_DAYS": days})
    assert "WHOASK_RETENTION_DAYS" in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("environ", "store"),
    [
        ({"WHOASK_STORE": "postgresql+psycopg://db/whoask"}, "postgresql+psycopg://db/whoask"),
        ({"WHOASK_STORE": "/var/lib/whoask/a.db"}, "sqlite+aiosqlite:////var/lib/whoask/a.db"),
        ({"STATE_DIRECTORY": "/var/lib/whoask:/other"}, "sqlite+aiosqlite:////var/lib/whoask/whoask.db"),
    ],
)
def test_the_store_is_a_url_or_a_file(environ: dict[str, str], store: str) -> None:
    assert Settings.from_env({**TOKENS, **environ}).store == store


def test_the_api_url_gets_the_slash_that_the_sdk_needs() -> None:
    settings = Settings.from_env({**TOKENS, "WHOASK_SLACK_API_URL": "http://127.0.0.1:1/api"})
    assert settings.slack_api_url == "http://127.0.0.1:1/api/"


def test_run_and_health_look_for_the_heartbeat_in_the_same_place() -> None:
    for environ in ({}, {"RUNTIME_DIRECTORY": "/run/whoask"}, {"WHOASK_HEARTBEAT": "/tmp/beat"}):  # noqa: S108
        assert Settings.from_env({**TOKENS, **environ}).heartbeat == heartbeat_path(environ)
    assert heartbeat_path({"RUNTIME_DIRECTORY": "/run/whoask"}) == Path("/run/whoask/whoask-heartbeat.json")


def test_a_password_in_the_stores_address_is_not_shown() -> None:
    settings = Settings.from_env({**TOKENS, "WHOASK_STORE": "postgresql+psycopg://whoask:hidden@db.example/whoask"})

    assert "hidden" not in repr(settings)
