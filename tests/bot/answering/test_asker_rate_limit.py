"""Nobody takes the bot from the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.answering import answer_service
from bot.answering.answer_service import Allowance, AskerRateLimit

T0 = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def take(share: AskerRateLimit, asker: str, *seconds: float) -> list[Allowance]:
    return [share.take("T1", asker, now=T0 + timedelta(seconds=second)) for second in seconds]


def test_one_too_many_is_told_once_and_then_passed_over() -> None:
    assert take(AskerRateLimit(2), "U1", 0, 1, 2, 3, 59) == [
        Allowance.ALLOWED,
        Allowance.ALLOWED,
        Allowance.NOTIFY,
        Allowance.SILENT,
        Allowance.SILENT,
    ]


def test_a_new_minute_is_a_new_share() -> None:
    assert take(AskerRateLimit(1), "U1", 0, 1, 60, 61, 62) == [
        Allowance.ALLOWED,
        Allowance.NOTIFY,
        Allowance.ALLOWED,
        Allowance.NOTIFY,
        Allowance.SILENT,
    ]


def test_each_asker_has_a_share_of_their_own() -> None:
    share = AskerRateLimit(1)
    take(share, "U1", 0, 1)

    assert take(share, "U2", 2) == [Allowance.ALLOWED]
    assert share.take("T2", "U1", now=T0) is Allowance.ALLOWED


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    assert take(AskerRateLimit(1), "U1", 0, -3_600) == [Allowance.ALLOWED, Allowance.ALLOWED]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_service, "MOST_ASKERS", 3)
    share = AskerRateLimit(1)
    for asker in ("U1", "U2", "U3", "U4"):
        take(share, asker, 0)

    assert len(share._asked) == 3
    assert take(share, "U1", 1) == [Allowance.ALLOWED]
    assert take(share, "U4", 1) == [Allowance.NOTIFY]
