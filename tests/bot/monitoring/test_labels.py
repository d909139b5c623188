from __future__ import annotations

import pytest

from bot.monitoring.metrics import FewLabels, error_label


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("ratelimited", "ratelimited"),
        ("http_503", "http_503"),
        ("http_599", "other"),
        ("ClientConnectorError", "network"),
        ("ServerTimeoutError", "timeout"),
        ("TimeoutError", "timeout"),
        ("whatever_a_proxy_says", "other"),
        ("", "other"),
    ],
)
def test_an_error_is_one_of_a_few_labels_whatever_slack_says(code: str, label: str) -> None:
    assert error_label(code) == label


def test_values_beyond_the_limit_are_all_the_same_and_the_first_ones_stay() -> None:
    few = FewLabels(2)
    assert [few.admit(value) for value in ("#a", "#b", "#c", "#a", "#d")] == ["#a", "#b", "other", "#a", "other"]
