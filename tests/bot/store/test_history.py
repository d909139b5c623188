"""What goes by itself: long texts at the claim, old questions with all that hangs on them, what was forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Pseudonyms
from bot.store.reminders import Reminder
from bot.store.sql import SqlStore
from bot.store.tables import metadata
from routing.parsing.segments import LONGEST_QUESTION

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
YEAR, DAY = timedelta(days=400), timedelta(days=1)


class Clock:
    now = NOON


@pytest.fixture
async def store(any_url: str) -> AsyncIterator[SqlStore]:
    store = SqlStore(any_url, pseudonyms=Pseudonyms(Secret("k")), retention=timedelta(days=30), now=lambda: Clock.now)
    yield store
    Clock.now = NOON
    await store.close()


async def filled(store: SqlStore, key: str, at: datetime, text: str = "words") -> None:
    """A question with one of everything that can hang on it."""
    Clock.now = at
    await store.claim(inquiry=Inquiry(key, Surface.COMMAND, text, "U1", "T1", "C1", at))
    await store.record(key=key, outcome="found", destination="#a", answered_at=at)
    await store.feedback.give(key=key, person="p", verdict="right", instead=None, at=at)
    await store.escalations.climb(key=key, person="p", seen=0, at=at)
    await store.posts.claim(key=f"{key} #leads", question=key, person="p", target="#leads", at=at)
    await store.reminders.set(Reminder(f"{key} #leads", "T1", "U1", "C1", "1.1", 1, at, key))
    await store.digests.claim(f"week of {key}", at=at)
    await store.requests.claim(f"v0={key}", at=at)


async def counts(store: SqlStore) -> dict[str, int]:
    async def job(connection: Any) -> dict[str, int]:
        # Installations are no questions: they stay until the app is uninstalled.
        tables = [table for table in metadata.sorted_tables if not table.name.startswith("slack_")]
        return {table.name: len((await connection.execute(select(table))).all()) for table in tables}

    return await store.run(job)


async def test_what_is_older_than_the_history_goes_out_of_every_table(store: SqlStore) -> None:
    await filled(store, "old", NOON - YEAR - DAY)
    await filled(store, "new", NOON - YEAR + DAY)
    before = await counts(store)
    assert set(before.values()) == {2}, "every table is looked at: a new one has to be cleaned too"
    assert await store.forgetting.forget_history(now=NOON, keep=YEAR) == 1
    # A request is told apart by its signature, which is soon good for nothing.
    assert await counts(store) == dict.fromkeys(before, 1) | {"requests": 0}
    assert await store.questions.find("new")


async def test_late_feedback_on_an_old_question_goes_with_it(store: SqlStore) -> None:
    await filled(store, "old", NOON - YEAR - DAY)
    await store.feedback.give(key="old", person="late", verdict="wrong", instead=None, at=NOON)
    await store.forgetting.forget_history(now=NOON, keep=YEAR)
    assert (await counts(store))["feedback"] == 0


async def test_what_was_asked_to_be_forgotten_leaves_no_row_once_slack_cannot_repeat_it(store: SqlStore) -> None:
    await filled(store, "k", NOON)
    person = store.pseudonyms.pseudonym("T1", "U1")
    await store.forgetting.forget(person=person, workspace="T1", user="U1", now=NOON)
    await store.forgetting.forget_history(now=NOON + timedelta(minutes=10), keep=YEAR)
    assert await store.questions.find("k")
    await store.forgetting.forget_history(now=NOON + timedelta(minutes=20), keep=YEAR)
    assert await store.questions.find("k") is None


async def test_a_text_is_kept_as_far_as_it_is_read(store: SqlStore) -> None:
    await filled(store, "k", NOON, text="x" * 40_000)
    found = await store.questions.find("k")
    assert found
    assert found.text == "x" * LONGEST_QUESTION


async def test_an_outcome_that_comes_after_the_forgetting_brings_nothing_back(store: SqlStore) -> None:
    await store.claim(inquiry=Inquiry("k", Surface.COMMAND, "words", "U1", "T1", "C1", NOON))
    person = store.pseudonyms.pseudonym("T1", "U1")
    await store.forgetting.forget(person=person, workspace="T1", user="U1", now=NOON)
    await store.record(key="k", outcome="found", destination="#a", answered_at=NOON)
    found = await store.questions.find("k")
    assert found
    assert (found.text, found.asker, found.channel) == (None, "", "")
