"""What the store keeps of what comes after an answer: in memory and in a file alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.store.privacy import Pseudonyms
from bot.store.reminders import Reminder, ReminderState
from bot.store.sql import SqlStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE = Pseudonyms(Secret("a key"))
ALICE, BOB = "U1", "U2"


def file_store(path: Path, *, retention: timedelta = timedelta(days=30)) -> SqlStore:
    return SqlStore(f"sqlite+aiosqlite:///{path}", pseudonyms=PEOPLE, retention=retention, now=lambda: NOON)


@pytest.fixture
async def store(any_url: str) -> AsyncIterator[SqlStore]:
    store = SqlStore(any_url, pseudonyms=PEOPLE, retention=timedelta(days=30), now=lambda: NOON)
    yield store
    await store.close()


async def asked(store: SqlStore, key: str, *, user: str = ALICE, thread: str = "1.1", minutes: int = 0) -> None:
    at = NOON + timedelta(minutes=minutes)
    await store.claim(inquiry=Inquiry(key, Surface.MENTION, f"words of {key}", user, "T1", "C1", at, thread))
    await store.record(
        key=key,
        outcome="found",
        destination="#a",
        team="a",
        responsibility="dns",
        answered_at=at + timedelta(seconds=1),
    )


def me(store: SqlStore, user: str = ALICE) -> str:
    return store.pseudonyms.pseudonym("T1", user)


def reminder(key: str = "k", *, due: datetime = NOON + HOUR, user: str = ALICE) -> Reminder:
    return Reminder(f"{key} #a", "T1", user, "C9", "9.9", 1, due, key)


def test_the_same_person_has_the_same_pseudonym_and_no_other_person_workspace_or_key_gives_it() -> None:
    alice = PEOPLE.pseudonym("T1", ALICE)
    others = PEOPLE.pseudonym("T1", BOB), PEOPLE.pseudonym("T2", ALICE), Pseudonyms(Secret("b")).pseudonym("T1", ALICE)
    assert alice == PEOPLE.pseudonym("T1", ALICE)
    assert alice not in others
    assert ALICE not in alice


async def test_a_question_is_found_with_how_it_ended(store: SqlStore) -> None:
    await asked(store, "k")
    found = await store.questions.find("k")
    assert found
    assert (found.asker, found.text, found.destination) == (me(store), "words of k", "#a")
    assert (found.team, found.responsibility, found.sorted_at) == ("a", "dns", None)
    assert await store.questions.find("never asked") is None


async def test_the_latest_questions_are_ones_own_and_the_newest_comes_first(store: SqlStore) -> None:
    for number in range(5):
        await asked(store, f"k{number}", minutes=number)
    await asked(store, "bobs", user=BOB, minutes=9)
    assert [one.key for one in await store.questions.latest(me(store), limit=3)] == ["k4", "k3", "k2"]


async def test_a_question_is_sorted_once(store: SqlStore) -> None:
    await asked(store, "k")
    assert await store.questions.mark_sorted("k", at=NOON)
    assert not await store.questions.mark_sorted("k", at=NOON + HOUR)
    found = await store.questions.find("k")
    assert found
    assert found.sorted_at == NOON


async def test_a_change_of_mind_replaces_what_was_said_before(store: SqlStore) -> None:
    await asked(store, "k")
    await store.feedback.give(key="k", person=me(store), verdict="wrong", instead="b", at=NOON)
    assert await store.questions.corrections(asker=me(store), channel="C1", thread="1.1") == (("#a", "b"),)
    await store.feedback.give(key="k", person=me(store), verdict="right", instead=None, at=NOON + HOUR)
    assert await store.questions.corrections(asker=me(store), channel="C1", thread="1.1") == ()


async def test_a_correction_holds_for_the_same_person_in_the_same_thread_only(store: SqlStore) -> None:
    await asked(store, "k")
    await store.feedback.give(key="k", person=me(store), verdict="wrong", instead="b", at=NOON)
    assert await store.questions.corrections(asker=me(store, BOB), channel="C1", thread="1.1") == ()
    assert await store.questions.corrections(asker=me(store), channel="C1", thread="2.2") == ()


async def test_of_a_double_click_one_climbs_and_an_old_button_climbs_again(store: SqlStore) -> None:
    climbed = await asyncio.gather(*(store.escalations.climb(key="k", person="p", seen=0, at=NOON) for _ in range(2)))
    assert sorted(climbed) == [False, True]
    assert await store.escalations.climb(key="k", person="p", seen=1, at=NOON)
    assert await store.escalations.climb(key="k", person="p", seen=0, at=NOON), "from the answer again"
    assert not await store.escalations.climb(key="k", person="p", seen=0, at=NOON + timedelta(seconds=1))
    assert await store.escalations.climb(key="k", person="p", seen=0, at=NOON + timedelta(seconds=9))
    assert await store.escalations.climb(key="k", person="another", seen=0, at=NOON)


async def test_of_two_who_post_at_once_one_may(store: SqlStore) -> None:
    claims = (store.posts.claim(key="k", person="p", target="#a", at=NOON) for _ in range(2))
    assert sorted(await asyncio.gather(*claims)) == [False, True]


async def test_what_slack_refused_may_be_posted_again_and_what_it_took_may_not(store: SqlStore) -> None:
    assert await store.posts.claim(key="k", person="p", target="#a", at=NOON)
    await store.posts.give_up("k")
    assert await store.posts.claim(key="k", person="p", target="#a", at=NOON)
    await store.posts.posted("k", channel="C9", ts="9.9", permalink="https://x", at=NOON)
    await store.posts.give_up("k")
    assert not await store.posts.claim(key="k", person="p", target="#a", at=NOON)
    post = await store.posts.find("k")
    assert post
    assert (post.target, post.channel, post.ts, post.permalink) == ("#a", "C9", "9.9", "https://x")


async def test_a_posted_question_says_where_among_the_latest(store: SqlStore) -> None:
    await asked(store, "k")
    await store.posts.claim(key="k #a", question="k", person=me(store), target="#a", at=NOON)
    assert (await store.questions.latest(me(store), limit=1))[0].posted_to is None, "it is still on its way"
    await store.posts.posted("k #a", channel="C9", ts="9.9", permalink="https://x", at=NOON)
    (latest,) = await store.questions.latest(me(store), limit=1)
    assert (latest.posted_to, latest.permalink) == ("#a", "https://x")


async def test_a_question_posted_twice_is_one_among_the_latest_and_says_where_it_was_posted_last(
    store: SqlStore,
) -> None:
    await asked(store, "k")
    for hours, target in ((2, "#leads"), (1, "#a")):
        await store.posts.claim(key=f"k {target}", question="k", person=me(store), target=target, at=NOON)
        await store.posts.posted(f"k {target}", channel="C9", ts="9", permalink=target, at=NOON + hours * HOUR)
    await store.posts.claim(key="share k", person=me(store), target="C1", at=NOON)
    await store.posts.posted("share k", channel="C1", ts="9", permalink=None, at=NOON + 3 * HOUR)

    (latest,) = await store.questions.latest(me(store), limit=9)
    assert (latest.posted_to, latest.permalink) == ("#leads", "#leads")


async def test_a_claim_is_given_up_by_whoever_made_it(store: SqlStore) -> None:
    await store.posts.claim(key="k #a", question="k", person="p", target="#a", at=NOON)
    await store.posts.give_up("k #a", claimed_at=NOON - HOUR)
    assert await store.posts.find("k #a")
    await store.posts.give_up("k #a", claimed_at=NOON)
    assert await store.posts.find("k #a") is None


async def test_a_reminder_is_handed_out_when_it_is_due_and_once(store: SqlStore) -> None:
    assert await store.reminders.set(reminder())
    assert await store.reminders.take(now=NOON, lease_until=NOON + HOUR) == []
    taken = await asyncio.gather(
        *(store.reminders.take(now=NOON + HOUR, lease_until=NOON + 2 * HOUR) for _ in range(2))
    )
    assert sorted(map(len, taken)) == [0, 1]
    await store.reminders.sent("k #a")
    assert await store.reminders.take(now=NOON + 9 * HOUR, lease_until=NOON + 10 * HOUR) == []


async def test_a_reminder_that_a_dead_process_took_is_handed_out_again_when_its_lease_ends(store: SqlStore) -> None:
    await store.reminders.set(reminder())
    await store.reminders.take(now=NOON + HOUR, lease_until=NOON + 2 * HOUR)
    assert await store.reminders.take(now=NOON + 1.5 * HOUR, lease_until=NOON + 3 * HOUR) == []
    assert await store.reminders.take(now=NOON + 2 * HOUR, lease_until=NOON + 3 * HOUR) == [reminder()]


async def test_a_reminder_is_cancelled_by_its_question_or_by_its_thread(store: SqlStore) -> None:
    await store.reminders.set(reminder("one"))
    assert await store.reminders.cancel("one", "sorted")
    assert not await store.reminders.cancel("one", "sorted")
    await store.reminders.set(reminder("one"))
    assert await store.reminders.cancel_post("one #a", "asker")
    await store.reminders.set(reminder("two"))
    assert not await store.reminders.cancel_thread(workspace="T1", channel="C9", ts="other", reason="replied")
    assert await store.reminders.cancel_thread(workspace="T1", channel="C9", ts="9.9", reason="replied")
    assert await store.reminders.take(now=NOON + 9 * HOUR, lease_until=NOON + 10 * HOUR) == []


async def test_whoever_set_a_reminder_does_not_cancel_it_by_a_reply_and_it_tells_how_it_stands(store: SqlStore) -> None:
    thread = {"workspace": "T1", "channel": "C9", "ts": "9.9"}
    assert await store.reminders.find("k #a") is None
    await store.reminders.set(reminder())
    assert not await store.reminders.cancel_thread(**thread, reason="replied", by=ALICE)
    assert await store.reminders.find("k #a") == ReminderState("due", None, NOON + HOUR)
    assert await store.reminders.cancel_thread(**thread, reason="replied", by=BOB)
    assert await store.reminders.find("k #a") == ReminderState("cancelled", "replied", NOON + HOUR)


async def test_one_reminder_is_due_for_a_post_at_a_time_and_another_may_follow(store: SqlStore) -> None:
    assert await store.reminders.set(reminder())
    assert not await store.reminders.set(reminder(due=NOON + 2 * HOUR))
    await store.reminders.cancel("k", "asker")
    assert await store.reminders.set(reminder(due=NOON + 2 * HOUR))


async def test_everything_of_somebody_is_forgotten_and_nothing_of_anybody_else(store: SqlStore) -> None:
    await asked(store, "mine", minutes=-60)
    await asked(store, "bobs", user=BOB)
    await store.feedback.give(key="mine", person=me(store), verdict="right", instead=None, at=NOON)
    await store.feedback.give(key="bobs", person=me(store, BOB), verdict="wrong", instead="b", at=NOON)
    await store.reminders.set(reminder("mine"))
    removed = await store.forgetting.forget(person=me(store), workspace="T1", user=ALICE, now=NOON + HOUR)
    assert (removed.questions, removed.feedback, removed.reminders) == (1, 1, 1)
    assert await store.questions.find("mine") is None
    assert await store.questions.latest(me(store, BOB), limit=9)
    assert await store.questions.corrections(asker=me(store, BOB), channel="C1", thread="1.1")


async def test_a_forgotten_question_of_a_minute_ago_is_still_known_as_answered(store: SqlStore) -> None:
    """Slack may deliver it again; without its key it would get a second answer."""
    await asked(store, "k")
    await store.forgetting.forget(person=me(store), workspace="T1", user=ALICE, now=NOON)
    assert not await store.claim(inquiry=Inquiry("k", Surface.MENTION, "words of k", ALICE, "T1", "C1", NOON, "1.1"))
    found = await store.questions.find("k")
    assert found
    assert (found.asker, found.text) == ("", None)


async def test_a_job_that_fails_fails_alone(store: SqlStore) -> None:
    async def bad(_: object) -> None:
        raise ValueError("a fault of this job")

    inquiry = Inquiry("k", Surface.COMMAND, "words", ALICE, "T1", "C1", NOON)
    told = await asyncio.gather(store.run(bad), store.claim(inquiry=inquiry), return_exceptions=True)
    assert isinstance(told[0], ValueError)
    assert told[1] is True
