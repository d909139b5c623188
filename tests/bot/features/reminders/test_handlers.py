"""Whose reminder it is; the journeys in tests/journeys/test_reminders.py have the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.services import Services
from bot.features.reminders.handlers import post_of, set_reminder
from bot.features.reminders.words import NO_POST, NOT_YOURS
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click
from bot.store.after_answers import Post
from bot.store.sql import MemoryStore
from tests.builders import small_index

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
async def services() -> AsyncIterator[Services]:
    store = MemoryStore(retention=timedelta())
    yield Services(lambda _: small_index(), store, lambda: NOON)
    await store.close()


def click(user: str) -> Click:
    return Click(user, "T1", "remind_me", ButtonValue("k", None, "#platform").encode(), "1.2.a")


async def test_only_the_asker_is_reminded_of_a_post(services: Services) -> None:
    await services.store.posts.claim(
        key="k #platform", question="k", person=services.person("T1", "U1"), target="#platform", at=NOON
    )
    on_its_way = await post_of(click("U1"), services)
    assert isinstance(on_its_way, Reply)
    assert on_its_way.text == NO_POST
    await services.store.posts.posted("k #platform", channel="C5", ts="1.1", permalink=None, at=NOON)

    theirs, mine = [await post_of(click(user), services) for user in ("U2", "U1")]
    assert isinstance(theirs, Reply)
    assert theirs.text == NOT_YOURS
    assert isinstance(mine, Post)
    told = await set_reminder(click("U1"), mine, services, sees_replies=True)
    assert told.text.startswith("I will remind you today at 3pm")
