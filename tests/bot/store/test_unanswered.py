from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Encryptor, Pseudonyms
from bot.store.sql import SqlStore
from bot.store.tables import inquiries
from bot.store.unanswered import pack, unpack

KEY = Secret("a key of every replica")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ASKED = Inquiry("1.2.a", Surface.COMMAND, "who?", "U1", "T1", "C1", NOON, response_url="https://r", shared=True)


@given(st.sampled_from(Surface), st.text(), st.none() | st.text(), st.booleans())
def test_an_inquiry_comes_back_as_it_was_packed(
    surface: Surface,
    text: str,
    thread: str | None,
    external_user: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    inquiry = replace(ASKED, surface=surface, text=text, thread=thread, external_user=external_user)

    assert unpack(pack(inquiry)) == inquiry


def test_what_another_version_packed_in_another_shape_is_told_apart() -> None:
    packed = json.loads(pack(ASKED))

    assert unpack(json.dumps({**packed, "mood": "sunny"})) is None
    assert unpack(json.dumps({**packed, "door": "window"})) is None
    assert unpack("[]") is None
    assert unpack("") is None


@asynccontextmanager
async def replicas(url: str, count: int) -> AsyncIterator[list[SqlStore]]:
    """Stores of several replicas on one database, which have the same keys."""
    people, encryptor = Pseudonyms(KEY), Encryptor([KEY])
    stores = [SqlStore(url, pseudonyms=people, retention=timedelta(), encryptor=encryptor) for _ in range(count)]
    try:
        yield stores
    finally:
        for store in stores:
            await store.close()


async def test_of_replicas_that_look_at_once_each_is_given_other_questions(url: str) -> None:
    async with replicas(url, 3) as stores:
        asked = [replace(ASKED, key=f"{number:02}") for number in range(40)]
        await asyncio.gather(*(stores[0].claim(inquiry=inquiry, lease_until=NOON) for inquiry in asked))
        looks = [
            store.unanswered.take_over(ended=NOON + MINUTE, until=NOON + HOUR, limit=4)
            for _ in range(4)
            for store in stores
        ]
        taken = [left for look in await asyncio.gather(*looks) for left in look]

        assert len(taken) == 40
        assert {left.inquiry for left in taken} == set(asked)
        assert {left.attempt for left in taken} == {2}


async def test_no_more_are_taken_than_were_asked_for_and_the_longest_waiting_come_first(url: str) -> None:
    async with replicas(url, 1) as (store,):
        for number in range(5):
            inquiry = replace(ASKED, key=str(number))
            await store.claim(inquiry=inquiry, lease_until=NOON - number * MINUTE)
        taken = await store.unanswered.take_over(ended=NOON + MINUTE, until=NOON + HOUR, limit=2)

        assert sorted(left.key for left in taken) == ["3", "4"]
        assert await store.unanswered.count(claimed_before=datetime.now(UTC)) == 5
        assert await store.unanswered.count(claimed_before=datetime.now(UTC) - MINUTE) == 0


@pytest.mark.parametrize("ahead", [timedelta(), HOUR])
async def test_a_lease_that_a_clock_wrote_which_was_ahead_is_no_lease(url: str, ahead: timedelta) -> None:
    """A question acknowledged by a clock an hour ahead waited for that hour, though its replica was gone."""
    async with replicas(url, 1) as (store,):
        store._now = lambda: NOON + ahead
        await store.claim(inquiry=ASKED, lease_until=NOON + HOUR + MINUTE)
        possible = (NOON + MINUTE, NOON + 20 * MINUTE)
        soon = await store.unanswered.take_over(ended=NOON, until=NOON + MINUTE, limit=5, possible=possible)
        again = await store.unanswered.take_over(ended=NOON, until=NOON + MINUTE, limit=5)

        assert [one.key for one in soon] == [ASKED.key]
        assert not again


async def test_what_is_answered_is_given_to_nobody_and_leaves_nothing(url: str) -> None:
    async with replicas(url, 1) as (store,):
        await store.claim(inquiry=ASKED, lease_until=NOON)
        await store.record(key=ASKED.key, outcome="found", destination=None, answered_at=NOON)
        kept = await store.read(_payloads)

        assert await store.unanswered.count(claimed_before=datetime.now(UTC)) == 0
        assert kept == [(None, None)]


async def test_whoever_asks_to_be_forgotten_is_answered_and_their_other_questions_are_not(url: str) -> None:
    async with replicas(url, 1) as (store,):
        for key in ("a question", "the request"):
            await store.claim(inquiry=replace(ASKED, key=key), lease_until=NOON)
        person = store.pseudonyms.pseudonym(ASKED.workspace, ASKED.asker)
        await store.forgetting.forget(
            person=person, workspace=ASKED.workspace, user=ASKED.asker, now=NOON, asking="the request"
        )
        left = await store.unanswered.take_over(ended=NOON + MINUTE, until=NOON + HOUR, limit=5)

        assert [one.key for one in left] == ["the request"]


async def _payloads(connection: AsyncConnection) -> list[tuple[str | None, datetime | None]]:
    rows = await connection.execute(select(inquiries.c.payload, inquiries.c.lease_until))
    return [(row.payload, row.lease_until) for row in rows]
