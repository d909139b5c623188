from __future__ import annotations

import pytest

from bot.monitoring.redaction import redacted


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("token xoxb-1-2-abc!", "token [secret]!"),
        ("token=xapp-1-A1-2-abc&x", "token=[secret]&x"),
        ("xoxe.xoxb-1-abc and xoxp-9-z", "[secret] and [secret]"),
        (
            "wss://wss-primary.slack.com/link/?ticket=1a2b-c%3D&app_id=A1",
            "wss://wss-primary.slack.com/link/?ticket=[secret]&app_id=A1",
        ),
        ("https://hooks.slack.com/commands/T1/22/abc failed", "https://hooks.slack.com/commands/[secret] failed"),
        ("https://hooks.slack.com/actions/T1/22/abc", "https://hooks.slack.com/actions/[secret]"),
        ("{'Authorization': 'Bearer abc.def-1'}", "{'Authorization': 'Bearer [secret]'}"),
        (
            "https://whoask.example/slack/oauth_redirect?code=1.2.ab&state=s",
            "https://whoask.example/slack/oauth_redirect?code=[secret]&state=s",
        ),
        ("POST client_id=1.2&client_secret=8f74&code=x", "POST client_id=1.2&client_secret=[secret]&code=[secret]"),
        ("the box-office xoxo https://example.org/actions", "the box-office xoxo https://example.org/actions"),
        (
            "mail it to help@example.org, see https://example.org",
            "mail it to help@example.org, see https://example.org",
        ),
        ("http://127.0.0.1:9090/metrics", "http://127.0.0.1:9090/metrics"),
    ],
)
def test_secrets_are_blotted_out_and_nothing_else(said: str, shown: str) -> None:
    assert redacted(said) == shown


@pytest.mark.parametrize(
    "login",
    [
        "whoask:hunter2",
        "whoask:p/a@ss",
        "whoask:pa:ss@@/w",
        "wh@ask:hunter2",
        "wh/oask:hunter2",
        "whoask:p%2Fass",
        ":hunter2",
        "whoask:p\"a'ss",
        "whoask:p?a#ss&b",
        "whoask:[secret]hunter2",
    ],
)
def test_a_password_in_an_address_is_blotted_out_whatever_is_in_it(login: str) -> None:
    url = f"postgresql+psycopg://{login}@db.example:5432/whoask?sslmode=require"
    assert redacted(f"cannot reach {url}: refused") == (
        "cannot reach postgresql+psycopg://[secret]@db.example:5432/whoask?sslmode=require: refused"
    )


@pytest.mark.parametrize("written", ["hunter2", "'hun ter2'", r"'hun\'t er2'"])
def test_a_password_as_libpq_writes_it_is_blotted_out(written: str) -> None:
    assert redacted(f"host=db password={written} user=w") == "host=db password=[secret] user=w"
