"""Whose reminder it is; the journeys in tests/journeys/test_reminders.py have the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.followups.office import Office
from bot.followups.reminder_words import NOT_YOURS
from bot.followups.reminding import post_of, remind
from bot.slack.click import Click
from bot.slack.ticket import Ticket
from bot.store.memory import MemoryStore
from tests.builders import small_index

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    store = MemoryStore(retention=timedelta())
    yield Office(small_index, store, lambda: NOON)
    await store.close()


def click(user: str) -> Click:
    return Click(user, "T1", "remind_me", Ticket("k", None, "#platform").encode(), "1.2.a")


async def test_only_the_asker_is_reminded_of_a_post(office: Office) -> None:
    await office.store.posts.claim(key="k", person=office.person("T1", "U1"), target="#platform", at=NOON)
    assert await post_of(click("U1"), office) is None, "it is still on its way"
    await office.store.posts.posted("k", channel="C5", ts="1.1", permalink=None, at=NOON)
    post = await post_of(click("U1"), office)

    assert (await remind(click("U2"), post, office, sees_replies=True)).text == NOT_YOURS
    assert (await remind(click("U1"), post, office, sees_replies=True)).text.startswith(
        "I will remind you today at 3pm"
    )
