"""“forget me”: what is somebody's is gone when they read that it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.features.forget_me.handlers import BACKUPS_UNKNOWN, FAILED, NOTHING, SLACK_STAYS
from bot.settings.secret import Secret
from bot.slack.messages.controls import STUCK
from bot.store.privacy import Pseudonyms
from bot.store.reminders import Reminder
from bot.store.sql import MemoryStore, SqlStore
from tests.journeys.harness import ALICE, BOB, QUESTION, DownStore, Journey, journey

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = Pseudonyms(Secret("a key"))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'whoask.db'}"
    store = SqlStore(url, pseudonyms=PEOPLE, retention=timedelta(days=30), now=lambda: NOW)
    yield store
    await store.close()


def person(trip: Journey, user: str) -> str:
    return trip.store.pseudonyms.pseudonym(trip.slack.seed.team, user)


async def kept(trip: Journey, user: str) -> int:
    return len(await trip.store.questions.latest(person(trip, user), limit=99))


async def test_it_says_what_was_removed_and_nothing_of_anybody_else_goes(store: SqlStore, tmp_path: Path) -> None:
    async with journey(store=store, now=lambda: NOW) as trip:
        await trip.ask(QUESTION)
        await trip.dm("who looks after dns?")
        await trip.ask(QUESTION, user=BOB)
        await trip.quiet()
        key = (await store.questions.latest(person(trip, ALICE), limit=1))[0].key
        await store.feedback.give(key=key, person=person(trip, ALICE), verdict="right", instead=None, at=NOW)
        workspace = trip.slack.seed.team
        await store.reminders.set(Reminder(f"{key} #a", workspace, ALICE, "C1", "1.1", 1, NOW, key))

        said = await trip.ask("Forget  me")
        await trip.quiet()

        assert said.text.splitlines() == [
            "I have removed what I kept about you: 2 questions, 1 answer to “right place?” and 1 reminder.",
            SLACK_STAYS,
            BACKUPS_UNKNOWN,
        ]
        assert (await kept(trip, ALICE), await kept(trip, BOB)) == (0, 1)
        assert await store.reminders.take(now=NOW + timedelta(days=1), lease_until=NOW + timedelta(days=2)) == []
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert person(trip, BOB).encode() in left
        assert person(trip, ALICE).encode() not in left
        assert b"forget  me" not in left.lower()


async def test_it_works_in_a_direct_message_and_says_when_there_is_nothing() -> None:
    async with journey() as trip:
        assert (await trip.dm("forget me")).text.splitlines() == [NOTHING, SLACK_STAYS]
        await trip.ask(QUESTION)
        await trip.quiet()
        assert "1 question." in (await trip.dm("forget me")).text
        assert (await trip.dm("forget me")).text.startswith(NOTHING)


async def test_more_words_or_a_mention_for_all_to_read_are_a_question() -> None:
    async with journey() as trip:
        await trip.ask(QUESTION)
        assert "removed" not in (await trip.ask("forget me not")).text
        assert "removed" not in (await trip.mention("@whoask forget me")).text
        await trip.quiet()
        assert await kept(trip, ALICE) == 3


async def test_it_is_done_for_somebody_who_has_asked_too_much() -> None:
    async with journey(limit=1) as trip:
        await trip.ask(QUESTION)
        await trip.ask(QUESTION)
        await trip.quiet()
        assert "removed" in (await trip.ask("forget me")).text


async def test_while_the_store_is_down_it_says_that_nothing_was_removed() -> None:
    class Broken(DownStore):
        async def run(self, _: object) -> None:  # type: ignore[override]
            raise ConnectionError("the store is down")

    async with journey(store=Broken(retention=timedelta())) as trip:
        said = await trip.ask("forget me")
        assert said.text == FAILED
        assert "forget" not in json.dumps(said.blocks)


async def test_an_answer_that_was_forgotten_can_still_be_judged_and_climbed() -> None:
    """Its buttons stay in Slack."""
    store = MemoryStore(retention=timedelta(days=30))
    async with journey(store=store) as trip:
        answer = await trip.ask(QUESTION)
        await trip.quiet()
        await trip.ask("forget me")
        await trip.slack.click(answer, STUCK, ALICE)
        await trip.quiet()
        assert len(trip.slack.ephemerals(ALICE)) == 3
        assert "went wrong" not in trip.slack.ephemerals(ALICE)[-1].text
