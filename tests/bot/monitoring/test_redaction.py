from __future__ import annotations

import time

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


def test_a_quoted_password_is_blotted_out_though_the_line_is_cut() -> None:
    assert redacted("host=db password='hun ter2 and no mo") == "host=db password=[secret]"


def test_every_login_of_a_line_is_blotted_out_and_so_is_a_token_beside_it() -> None:
    line = "a://u:p@h,b://v:q@i c://u:p@h/?code=1.2 d://h/?code=1.2 (e://w:r@j)"
    assert redacted(line) == "a://[secret]@i c://[secret]@h/?code=[secret] d://h/?code=[secret] (e://[secret]@j)"


@pytest.mark.parametrize(
    "piece",
    [
        "://",
        "://:",
        ":",
        "@",
        "a:@",
        "://a:b ",
        "xoxb-",
        "xoxe.",
        "xapp-",
        "password='",
        "password='\\'",
        "Bearer ",
        "?code=",
        "/commands/",
        "/services/",
        "ticket=",
        "client_secret=",
        "x",
        " ",
        "\\",
    ],
)
def test_redaction_takes_time_in_proportion_to_the_line(piece: str) -> None:
    line = piece * (100_000 // len(piece))
    start = time.perf_counter()
    redacted(line)
    redacted(f"://{line}")
    redacted(f"password='{line}")
    assert time.perf_counter() - start < 2
