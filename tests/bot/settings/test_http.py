from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.settings import Settings
from routing.errors import SettingsError

ONE = {"SLACK_BOT_TOKEN": "xoxb-1111-2222-botsecret", "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2}
MANY = {
    "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
    "SLACK_CLIENT_ID": "1111111111.2222222222",
    "SLACK_CLIENT_SECRET": "fedcba9876543210" * 2,
    "WHOASK_PUBLIC_URL": "https://whoask.example.org/",
    "WHOASK_PEOPLE_KEY": "p" * 32,
    "WHOASK_KEYS": "k" * 32,
}


def read(environ: dict[str, str]) -> Settings:
    return Settings.from_env(environ, http=True)


def refused(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        read(environ)
    return str(caught.value)


def test_one_workspace_needs_a_bot_token_and_a_signing_secret() -> None:
    settings = read(ONE)
    assert settings.http
    assert settings.http.signing_secret.reveal() == ONE["SLACK_SIGNING_SECRET"]
    assert (settings.http.host, settings.http.port) == ("127.0.0.1", 3000)
    assert settings.http.oauth is None
    assert settings.bot_token.reveal() == ONE["SLACK_BOT_TOKEN"]
    assert settings.app_token.reveal() == ""


def test_in_socket_mode_nothing_of_it_is_read() -> None:
    tokens = {"SLACK_BOT_TOKEN": ONE["SLACK_BOT_TOKEN"], "SLACK_APP_TOKEN": "xapp-1-A111-333-appsecret"}
    assert Settings.from_env({**tokens, "SLACK_SIGNING_SECRET": "wrong", "WHOASK_HTTP_PORT": "x"}).http is None


def test_where_it_listens_can_be_set() -> None:
    settings = read({**ONE, "WHOASK_HTTP_HOST": "0.0.0.0", "WHOASK_HTTP_PORT": "0"})  # noqa: S104 - a container's
    assert settings.http
    assert (settings.http.host, settings.http.port) == ("0.0.0.0", 0)  # noqa: S104 - likewise


@pytest.mark.parametrize("port", ["-1", "65536", "http", "٣", "1.5"])
def test_what_is_no_port_is_refused(port: str) -> None:
    assert "WHOASK_HTTP_PORT is" in refused({**ONE, "WHOASK_HTTP_PORT": port})


def test_a_signing_secret_can_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(ONE["SLACK_SIGNING_SECRET"] + "\n")
    settings = read({"SLACK_BOT_TOKEN": ONE["SLACK_BOT_TOKEN"], "SLACK_SIGNING_SECRET_FILE": str(tmp_path / "secret")})
    assert settings.http
    assert settings.http.signing_secret.reveal() == ONE["SLACK_SIGNING_SECRET"]


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("", "SLACK_SIGNING_SECRET is missing."),
        ("   ", "SLACK_SIGNING_SECRET is missing."),
        ("xoxb-1111-2222-botsecret", "SLACK_SIGNING_SECRET is not a signing secret"),
        ("0123", "SLACK_SIGNING_SECRET is not a signing secret"),
    ],
)
def test_a_signing_secret_that_is_missing_or_none_is_refused_at_the_start(secret: str, words: str) -> None:
    said = refused({**ONE, "SLACK_SIGNING_SECRET": secret})
    assert words in said
    assert not secret.strip() or secret not in said


def test_an_empty_file_for_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    environ = {"SLACK_BOT_TOKEN": ONE["SLACK_BOT_TOKEN"], "SLACK_SIGNING_SECRET_FILE": str(tmp_path / "empty")}
    assert "The file that SLACK_SIGNING_SECRET_FILE names is empty." in refused(environ)


def test_everything_that_is_missing_is_told_at_once_and_no_token_that_is_not_needed() -> None:
    said = refused({"WHOASK_LOG_LEVEL": "loud"})
    assert "SLACK_BOT_TOKEN is missing." in said
    assert "SLACK_SIGNING_SECRET is missing." in said
    assert "WHOASK_LOG_LEVEL" in said
    assert "SLACK_APP_TOKEN" not in said


def test_many_workspaces_need_a_client_and_keys_and_no_bot_token() -> None:
    settings = read(MANY)
    assert settings.http
    assert settings.http.oauth
    assert settings.http.oauth.public_url == "https://whoask.example.org"
    assert settings.http.oauth.digest_workspace is None
    assert settings.bot_token.reveal() == ""
    assert "fedcba" not in repr(settings)


@pytest.mark.parametrize(
    "name", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "WHOASK_PUBLIC_URL", "WHOASK_PEOPLE_KEY", "WHOASK_KEYS"]
)
def test_without_one_of_them_it_does_not_start(name: str) -> None:
    assert f"{name} is missing" in refused({key: value for key, value in MANY.items() if key != name})


def test_keys_may_be_in_files(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 32)
    rest = {key: value for key, value in MANY.items() if key not in {"WHOASK_KEYS", "WHOASK_PEOPLE_KEY"}}
    read({**rest, "WHOASK_KEYS_FILE": str(tmp_path / "key"), "WHOASK_PEOPLE_KEY_FILE": str(tmp_path / "key")})


@pytest.mark.parametrize("url", ["http://whoask.example.org", "whoask.example.org", "https://a.example/path"])
def test_a_browser_gives_the_cookie_back_over_https_only(url: str) -> None:
    assert "WHOASK_PUBLIC_URL is" in refused({**MANY, "WHOASK_PUBLIC_URL": url})


@pytest.mark.parametrize("url", ["http://localhost:3000", "http://127.0.0.1:3000"])
def test_or_to_this_computer(url: str) -> None:
    read({**MANY, "WHOASK_PUBLIC_URL": url})


def test_any_workspace_may_install_unless_some_are_named() -> None:
    admitted = []
    for named in ("", "T012AB3CD, T045EF6GH"):
        settings = read({**MANY, "WHOASK_WORKSPACES": named})
        assert settings.http
        assert settings.http.oauth
        admitted.append([settings.http.oauth.admits(one) for one in ("T045EF6GH", "T0OTHERS")])
    assert admitted == [[True, True], [True, False]]


@pytest.mark.parametrize("named", [",", "T012AB3CD,", "our-workspace", "T012AB3CD T045EF6GH", "t012ab3cd"])
def test_a_list_with_a_slip_of_the_pen_is_refused_and_lets_nobody_in(named: str) -> None:
    assert "WHOASK_WORKSPACES has" in refused({**MANY, "WHOASK_WORKSPACES": named})


def test_a_bot_token_beside_a_client_is_refused() -> None:
    assert "both set" in refused({**MANY, "SLACK_BOT_TOKEN": "xoxb-1111-2222-botsecret"})


def test_with_many_workspaces_the_digest_needs_one_to_go_to() -> None:
    assert "WHOASK_DIGEST_WORKSPACE is missing" in refused({**MANY, "WHOASK_DIGEST_CHANNEL": "#leads"})
    assert "WHOASK_DIGEST_WORKSPACE is 'leads'" in refused({**MANY, "WHOASK_DIGEST_WORKSPACE": "leads"})
    settings = read({**MANY, "WHOASK_DIGEST_CHANNEL": "#leads", "WHOASK_DIGEST_WORKSPACE": "T012AB3CD"})
    assert settings.http
    assert settings.http.oauth
    assert settings.http.oauth.digest_workspace == "T012AB3CD"
