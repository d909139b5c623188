from __future__ import annotations

import webbrowser

import pytest

from bot.commands.demo import open_page

URL = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("environ", "platform"), [({"DISPLAY": ":0"}, "linux"), ({"WAYLAND_DISPLAY": "w"}, "linux"), ({}, "darwin")]
)
def test_where_there_is_a_screen_the_page_opens(
    environ: dict[str, str], platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda url: url == URL)
    assert open_page(URL, environ, platform)


def test_without_a_screen_no_browser_of_the_terminal_takes_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", pytest.fail)
    assert not open_page(URL, {}, "linux")
