from __future__ import annotations

import pickle
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings.secret import Secret
from bot.settings.settings import SETTINGS, Settings, _made_key, heartbeat_path, people_key, store_url
from routing.errors import SettingsError

ROOT = Path(__file__).parents[3]
BOT = "xoxb-1111-2222-botsecret"
KEY = "a key that is long enough, with spaces"
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


@pytest.mark.parametrize("named", ["U1,W2AB", "U1, W2AB", " U1 W2AB "])
def test_keepers_are_named_by_their_slack_ids(named: str) -> None:
    assert Settings.from_env({**TOKENS, "WHOASK_KEEPERS": named}).keepers == {"U1", "W2AB"}
    assert Settings.from_env(TOKENS).keepers == frozenset()


@pytest.mark.parametrize("named", ["alice", "@alice", "U1;U2", "<@U1>", "C1"])
def test_a_keeper_who_is_no_slack_id_is_refused(named: str) -> None:
    assert "WHOASK_KEEPERS" in refused({**TOKENS, "WHOASK_KEEPERS": named})


def test_the_key_of_people_comes_from_a_variable_a_file_or_the_bot_token(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    made = Settings.from_env(TOKENS).people
    assert Settings.from_env({**TOKENS, "WHOASK_PEOPLE_KEY": KEY}).people == Secret(KEY)
    assert Settings.from_env({**TOKENS, "WHOASK_PEOPLE_KEY_FILE": str(file)}).people == Secret(KEY)
    assert people_key({"WHOASK_PEOPLE_KEY_FILE": str(file)}) == Secret(KEY)
    assert people_key({"SLACK_BOT_TOKEN": BOT}) == made
    assert BOT not in made.reveal()


def test_a_key_of_people_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    assert "is empty" in refused({**TOKENS, "WHOASK_PEOPLE_KEY_FILE": str(tmp_path / "empty")})
    assert "cannot be read" in refused({**TOKENS, "WHOASK_PEOPLE_KEY_FILE": str(tmp_path / "none")})
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is missing"):
        people_key({})


def test_an_empty_file_of_keys_is_refused_and_no_key_is_made_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    assert "WHOASK_KEYS_FILE names is empty" in refused({**TOKENS, "WHOASK_KEYS_FILE": str(tmp_path / "empty")})


def test_history_and_backups_are_numbers_of_days() -> None:
    settings = Settings.from_env({**TOKENS, "WHOASK_HISTORY_DAYS": "90", "WHOASK_BACKUP_DAYS": "0"})
    assert (settings.history, settings.backup_days) == (timedelta(days=90), 0)
    unset = Settings.from_env(TOKENS)
    assert (unset.history, unset.backup_days) == (timedelta(days=400), None)
    assert "WHOASK_HISTORY_DAYS" in refused({**TOKENS, "WHOASK_HISTORY_DAYS": "0"})
    assert "WHOASK_BACKUP_DAYS" in refused({**TOKENS, "WHOASK_BACKUP_DAYS": "a week"})


@pytest.mark.parametrize(
    ("named", "channel"), [("#support-leads", "#support-leads"), ("C0123ABC", "C0123ABC"), ("", None)]
)
def test_the_digests_channel_is_a_name_or_an_id(named: str, channel: str | None) -> None:
    assert Settings.from_env({**TOKENS, "WHOASK_DIGEST_CHANNEL": named}).digest_channel == channel


@pytest.mark.parametrize("named", ["support leads", "#Leads", "@group", "U0123ABC"])
def test_what_is_no_channel_is_refused(named: str) -> None:
    assert "WHOASK_DIGEST_CHANNEL" in refused({**TOKENS, "WHOASK_DIGEST_CHANNEL": named})


def test_the_store_can_be_named_in_a_file(tmp_path: Path) -> None:
    named = tmp_path / "store"
    named.write_text("postgresql://whoask:hunter2@db/whoask\n")
    settings = Settings.from_env({**TOKENS, "WHOASK_STORE_FILE": str(named)})
    assert settings.store == "postgresql://whoask:hunter2@db/whoask"
    assert "hunter2" not in repr(settings)
    named.write_text("/var/lib/whoask/whoask.db")
    assert store_url({"WHOASK_STORE_FILE": str(named)}) == "sqlite+aiosqlite:////var/lib/whoask/whoask.db"


def test_a_store_that_is_named_twice_or_by_an_empty_file_is_refused(tmp_path: Path) -> None:
    named = tmp_path / "store"
    named.write_text("\n")
    assert "WHOASK_STORE_FILE names is empty" in refused({**TOKENS, "WHOASK_STORE_FILE": str(named)})
    twice = {"WHOASK_STORE_FILE": str(named), "WHOASK_STORE": "postgresql://u:hunter2@db/whoask"}
    with pytest.raises(SettingsError, match="both set") as caught:
        store_url(twice)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["WHOASK_KEYS", "WHOASK_PEOPLE_KEY"])
@pytest.mark.parametrize("content", ["", "\n", " \r\n", "\ufeff\n"])
def test_an_empty_secret_file_is_no_key(tmp_path: Path, name: str, content: str) -> None:
    """whoask started, and sealed every token with a key that anybody can compute."""
    file = tmp_path / "key"
    file.write_text(content, encoding="utf-8")
    assert f"The file that {name}_FILE names is empty" in refused({**TOKENS, f"{name}_FILE": str(file)})


@pytest.mark.parametrize("name", ["WHOASK_KEYS", "WHOASK_PEOPLE_KEY"])
def test_a_short_key_is_refused_and_not_shown(name: str) -> None:
    message = refused({**TOKENS, name: "hunter2"})
    assert f"{name} holds a key of fewer than 32 characters" in message
    assert "hunter2" not in message


def test_no_key_is_made_from_nothing() -> None:
    made = {secret for _ in range(2) for secret in (_made_key(Secret(""), b"p"), _made_key(Secret(""), b"q"))}
    assert len(made) == 4
    assert _made_key(Secret(BOT), b"p") == _made_key(Secret(BOT), b"p") != _made_key(Secret(BOT), b"q")


@pytest.mark.parametrize("name", ["WHOASK_PEOPLE_KEY", "SLACK_BOT_TOKEN", "WHOASK_STORE"])
def test_a_byte_order_mark_is_no_part_of_a_value(tmp_path: Path, name: str) -> None:
    value = {"WHOASK_PEOPLE_KEY": KEY, "SLACK_BOT_TOKEN": BOT, "WHOASK_STORE": "/data/whoask.db"}[name]
    file = tmp_path / "value"
    file.write_text(f"\ufeff{value}\r\n", encoding="utf-8")
    rest = {key: token for key, token in TOKENS.items() if key != name}
    plain = Settings.from_env({**rest, name: value})
    assert Settings.from_env({**rest, f"{name}_FILE": str(file)}) == plain
    assert Settings.from_env({**rest, name: f"\ufeff{value}"}) == plain


def test_a_misspelt_setting_is_told() -> None:
    settings = Settings.from_env({**TOKENS, "WHOASK_RETENTION_DAY": "0", "WHOASK_KEYS_FILE_": ""})
    assert "WHOASK_RETENTION_DAY is not a setting of whoask. Did you mean WHOASK_RETENTION_DAYS?" in settings.unknown


def test_every_setting_that_is_described_is_known() -> None:
    described = re.findall(r"`(WHOASK_[A-Z_]+)`", (ROOT / "docs/operations.md").read_text(encoding="utf-8"))
    assert {name.removesuffix("_FILE") for name in described} <= SETTINGS
