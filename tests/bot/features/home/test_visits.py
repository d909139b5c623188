"""The use cases of bot/features/home/handlers.py, without Slack. The journeys have the other test_home."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.answer_service import TOO_MANY
from bot.answering.services import Services
from bot.features.home.handlers import NOT_SENT, Visit, last_answer, mark_sorted, not_sent
from bot.inquiry import Inquiry, Surface
from bot.slack.messages.reply import Reply
from bot.store.reminders import Reminder
from bot.store.sql import MemoryStore
from tests.builders import small_index

NOON = datetime(2025, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("user", "is_sorted"), [("U1", True), ("U2", False)])
async def test_only_the_asker_marks_a_question_as_sorted_which_ends_its_reminder(user: str, is_sorted: bool) -> None:  # noqa: FBT001
    store = MemoryStore(retention=timedelta())
    services = Services(lambda _: small_index(), store, lambda: NOON)
    await store.claim(inquiry=Inquiry("k", Surface.COMMAND, "dns?", "U1", "T1", "C1", NOON))
    await store.reminders.set(Reminder("k #a", "T1", "U1", "C1", "1.1", 1, NOON, "k"))
    await mark_sorted("k", Visit(user, "T1"), services)
    await mark_sorted("unknown", Visit(user, "T1"), services)
    asked = await store.questions.find("k")

    assert asked
    assert bool(asked.sorted_at) is is_sorted
    assert bool(await store.reminders.take(now=NOON, lease_until=NOON)) is not is_sorted
    await store.close()


def test_what_was_asked_and_told_is_in_plain_words_again() -> None:
    reply = Reply("Ask #a &amp; b\nbecause")

    assert last_answer("a &lt; b?", reply).question == "a < b?"
    assert last_answer("a?", reply).line == "Ask #a & b"
    assert not_sent("a?", NOT_SENT).line == NOT_SENT
    assert last_answer("a?", None).line == TOO_MANY
