from __future__ import annotations

import pytest

from bot.slack.auth.install_pages import done_page, failed_page


def test_the_name_of_a_workspace_is_text_and_no_markup() -> None:
    page = done_page('<script>alert("x")</script>', "T1")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_somebody_is_led_back_to_slack() -> None:
    assert 'href="https://app.slack.com/client/T012AB3CD"' in done_page("Team", "T012AB3CD")


def test_without_a_name_there_is_the_id() -> None:
    assert "in the workspace T012AB3CD now" in done_page("", "T012AB3CD")


@pytest.mark.parametrize("reason", ["access_denied", "invalid_state", "<b>anything</b>", ""])
def test_a_failure_says_what_to_do_and_repeats_nothing(reason: str) -> None:
    page = failed_page(reason)
    assert "Try again" in page
    assert "anything" not in page
