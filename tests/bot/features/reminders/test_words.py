"""When a reminder comes, in words, and why it does not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.features.escalate.ladder_step import LadderStep
from bot.features.reminders.words import NO_REMINDER, OVER, SENT, reminder_message, set_already, when, why_over
from bot.slack.messages.controls import ButtonValue
from bot.store.reminders import ReminderState
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY

REGISTRY = parse(SMALL_REGISTRY.encode(), "teams.yaml")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due", "words"),
    [
        ("2026-11-24T10:00", "2026-11-24T13:00", "today at 1pm"),
        ("2026-11-24T10:00", "2026-11-25T11:30", "tomorrow at 11:30am"),
        ("2026-11-24T10:00", "2026-11-26T12:00", "on Thursday 26 November at midday"),
        ("2026-07-01T23:05", "2026-07-01T23:10", "today at 12:10am"),  # summer time: it is the next day there
        ("2026-07-01T23:05", "2026-07-02T09:00", "today at 10am"),
    ],
)
def test_a_moment_is_told_in_the_registrys_time_zone(now: str, due: str, words: str) -> None:
    assert when(at(due), at(now), REGISTRY) == words


def test_a_reminder_that_is_set_already_says_when_it_comes() -> None:
    standing = ReminderState("due", None, at("2026-11-24T13:00"))

    assert set_already(standing, at("2026-11-24T10:00"), REGISTRY) == "I will remind you today at 1pm."
    assert set_already(None, at("2026-11-24T10:00"), REGISTRY) == NO_REMINDER


def test_each_way_in_which_a_reminder_is_over_has_its_sentence() -> None:
    due = at("2026-11-24T13:00")

    assert why_over(ReminderState("sent", None, due)) == SENT
    assert why_over(ReminderState("cancelled", "replied", due)) == OVER["replied"]
    assert why_over(ReminderState("cancelled", "forgotten", due)) == NO_REMINDER
    assert why_over(None) == NO_REMINDER


def test_a_reminder_after_the_last_step_has_the_mailing_list_and_no_button() -> None:
    sent = reminder_message(LadderStep(REGISTRY, None, 4), ButtonValue("k"), None, mention=True)

    assert "That was the last step." in sent.text
    assert "mailing list senior-tech-people" in sent.text
    assert "actions" not in {block.to_dict()["type"] for block in sent.blocks}
