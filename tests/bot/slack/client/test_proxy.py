"""By which proxy an address is reached."""

from __future__ import annotations

import pytest

from bot.slack.client.proxy import proxy_for
from routing.errors import SettingsError
from tests.journeys.harness import PROXIES

SLACK, SOCKET, PLAIN = (
    "https://slack.com/api/",
    "wss://wss-primary.slack.com/link/?ticket=1",
    "http://127.0.0.1:8000/api/",
)
ONE, OTHER = "http://proxy.example:3128", "http://other.example:3128"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({}, (None, None, None)),
        ({"HTTPS_PROXY": ONE}, (ONE, ONE, ONE)),
        ({"HTTP_PROXY": ONE}, (ONE, ONE, ONE)),
        ({"HTTPS_PROXY": ONE, "HTTP_PROXY": OTHER}, (ONE, ONE, OTHER)),
        ({"HTTPS_PROXY": OTHER, "https_proxy": ONE}, (ONE, ONE, ONE)),
        ({"HTTPS_PROXY": "", "HTTP_PROXY": " "}, (None, None, None)),
        ({"HTTPS_PROXY": "proxy.example:3128"}, (ONE, ONE, ONE)),
        ({"HTTPS_PROXY": f" {ONE}\n"}, (ONE, ONE, ONE)),
        ({"HTTPS_PROXY": ONE, "NO_PROXY": "slack.com"}, (None, None, ONE)),
        ({"HTTPS_PROXY": ONE, "NO_PROXY": ".slack.com, 127.0.0.1"}, (None, None, None)),
        ({"HTTPS_PROXY": ONE, "NO_PROXY": "wss-primary.slack.com"}, (ONE, None, ONE)),
        ({"HTTPS_PROXY": ONE, "NO_PROXY": "notslack.com,127.0.0.1:8000"}, (ONE, ONE, None)),
        ({"HTTPS_PROXY": ONE, "no_proxy": "*"}, (None, None, None)),
        ({"HTTPS_PROXY": "https://u:p%40ss@proxy.example"}, ("https://u:p%40ss@proxy.example",) * 3),
    ],
)
def test_the_proxy_of_an_address(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], found: tuple[str | None, ...]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert tuple(map(proxy_for, (SLACK, SOCKET, PLAIN))) == found


@pytest.mark.parametrize("named", ["socks5://u:hunter2@h:1080", "http://", "http://u:hunter2@h:port", "://h"])
def test_a_proxy_that_cannot_be_used_is_a_sentence_without_its_login(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", named)
    with pytest.raises(SettingsError, match="whoask can use one whose address begins with http") as caught:
        proxy_for(SLACK)
    assert "hunter2" not in str(caught.value)
