from __future__ import annotations

import pytest

from bot.monitoring.refusals import RefusalLog


def test_the_first_is_told_at_once_and_a_flood_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    refusals = RefusalLog(lambda: now[0])
    refusals.refused("forged")
    for second in range(60):
        now[0] = float(second)
        refusals.refused("forged")
    refusals.refused("taken before")
    now[0] = 60.0
    refusals.refused("forged")
    assert caplog.messages == [
        "refused 1 request: forged",
        "refused 1 request: taken before",
        "refused 61 requests: forged",
    ]
