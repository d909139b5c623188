"""The use cases of bot/followups/home.py, without Slack. The journeys have the other test_home."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.fair_share import TOO_MANY
from bot.followups.home import NOT_SENT, Visit, mark_sorted, not_sent, told
from bot.followups.office import Office
from bot.inquiry import Door, Inquiry
from bot.replies.reply import Reply
from bot.store.memory import MemoryStore
from bot.store.reminders import Reminder
from tests.builders import small_index

NOON = datetime(2025, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("user", "is_sorted"), [("U1", True), ("U2", False)])
async def test_only_the_asker_marks_a_question_as_sorted_which_ends_its_reminder(user: str, is_sorted: bool) -> None:  # noqa: FBT001
    store = MemoryStore(retention=timedelta())
    office = Office(lambda _: small_index(), store, lambda: NOON)
    await store.claim(inquiry=Inquiry("k", Door.COMMAND, "dns?", "U1", "T1", "C1", NOON))
    await store.reminders.set(Reminder("k #a", "T1", "U1", "C1", "1.1", 1, NOON, "k"))
    await mark_sorted("k", Visit(user, "T1"), office)
    await mark_sorted("unknown", Visit(user, "T1"), office)
    asked = await store.questions.find("k")

    assert asked
    assert bool(asked.sorted_at) is is_sorted
    assert bool(await store.reminders.take(now=NOON, lease_until=NOON)) is not is_sorted
    await store.close()


def test_what_was_asked_and_told_is_in_plain_words_again() -> None:
    reply = Reply("Ask #a &amp; b\nbecause")

    assert told("a &lt; b?", reply).question == "a < b?"
    assert told("a?", reply).line == "Ask #a & b"
    assert not_sent("a?", NOT_SENT).line == NOT_SENT
    assert told("a?", None).line == TOO_MANY
