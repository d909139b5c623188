"""Remind me if nobody answers: when it comes, what cancels it, and that it comes once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.answering.services import Services
from bot.app import connect
from bot.features.escalate.ladder_step import COPY
from bot.features.reminders.job import send_due
from bot.features.reminders.words import (
    CANCEL,
    CANCELLED,
    I_DO_NOT_SEE,
    I_SEE,
    NO_POST,
    NOT_CANCELLED,
    NOT_SET,
    OVER,
    SENT,
    SOMEBODY_REPLIED,
    SORTED,
)
from bot.slack.messages.controls import REMIND
from bot.store.reminders import ReminderState
from bot.store.sql import MemoryStore
from localslack import ALL_SCOPES, DEFAULT_EVENTS, RESPONSE_URL, Hang, Message, RateLimited, Refuse, Reset, ServerFault
from tests.journeys.after_answers import (
    LEADS,
    LEADS_ID,
    TARGET,
    buttons,
    form,
    place,
    post,
    posts,
    press,
    stuck,
    with_bot,
)
from tests.journeys.harness import ALICE, BOB, INDEX, QUESTION, RIGHT, Journey, bot_on, journey

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
LISTENING = DEFAULT_EVENTS | {"message.channels"}


@dataclass
class Waiting:
    """A journey on a clock that only the test moves."""

    trip: Journey
    clock: list[datetime]

    @property
    def services(self) -> Services:
        return Services(lambda _: INDEX, self.trip.store, lambda: self.clock[0])

    async def remind(self, message: Message) -> Message:
        """Post the question from under an answer, and press the button for a reminder."""
        return await press(self.trip, await post(self.trip, message), REMIND)

    async def later(self, *, hours: float) -> list[Message]:
        """Some time later the background looks; the reminders that have come to Alice by then."""
        self.clock[0] += timedelta(hours=hours)
        await send_due(self.services, self.trip.bot.authorization.workspace_client, self.trip.bot.tasks)
        return self.reminders()

    def reminders(self) -> list[Message]:
        slack = self.trip.slack
        return [m for m in slack.messages(slack.dm(ALICE)) if m.text.startswith("If nobody has answered")]

    async def standing(self) -> ReminderState | None:
        return await self.trip.store.reminders.find(f"{await self.key()} {RIGHT}")

    async def key(self) -> str:
        (asked,) = await self.trip.store.questions.latest(self.services.person("T0SANDBOX", ALICE), limit=1)
        return asked.key


@asynccontextmanager
async def waiting(
    start: datetime = TUESDAY,
    *,
    sees: bool = False,
    scopes: frozenset[str] = ALL_SCOPES,
    store: MemoryStore | None = None,
) -> AsyncIterator[Waiting]:
    """A journey that starts on a Tuesday. With `sees` the bot is in the channel and hears what is said there."""
    clock = [start]
    workspace = place(scopes=scopes, events=LISTENING, **({"members": with_bot()} if sees else {}))
    async with journey(workspace=workspace, now=lambda: clock[0], store=store) as trip:
        yield Waiting(trip, clock)


async def test_it_says_when_it_comes_and_comes_then_with_the_next_step_and_a_link_to_the_post() -> None:
    async with waiting() as wait:
        told = await wait.remind(await wait.trip.ask(QUESTION))

        assert told.text == f"I will remind you today at 1pm\n{I_DO_NOT_SEE}"
        assert buttons(told) == ["Somebody replied", "Sorted", "Cancel the reminder"]
        assert await wait.later(hours=2.9) == []
        (reminder,) = await wait.later(hours=0.1)
        assert "Step 1 of 3: ask your tech lead." in reminder.text
        assert f"https://sandbox.slack.com/archives/{TARGET}/p" in reminder.text
        assert buttons(reminder) == ["Still stuck?"]
        assert len(await wait.later(hours=100)) == 1


async def test_of_a_post_on_the_ladder_it_waits_that_steps_time_and_leads_to_the_next() -> None:
    async with waiting() as wait:
        step = await stuck(wait.trip, await wait.trip.ask(QUESTION), 2)
        told = await wait.remind(step)

        assert told.text.startswith("I will remind you today at 10:30am")
        (reminder,) = await wait.later(hours=0.5)
        assert "Step 3 of 3: ask senior tech" in reminder.text
        assert buttons(reminder) == [COPY]


async def test_from_the_reminder_the_question_is_posted_in_the_next_place() -> None:
    async with waiting(store=MemoryStore(retention=timedelta(days=1))) as wait:
        slack = wait.trip.slack
        question = "The site is down, who leads the incident?"
        told = await wait.remind(await wait.trip.ask(question))
        assert told.text.startswith("I will remind you")
        (reminder,) = await wait.later(hours=3)
        assert buttons(reminder) == [f"Ask {LEADS} next"]

        view = await form(wait.trip, reminder)
        assert view.blocks[1]["element"]["initial_value"] == question
        await slack.submit_view(view, ALICE)
        await wait.trip.quiet()
        assert question in str(posts(wait.trip, LEADS_ID)[0].blocks)
        confirmed = slack.messages(slack.dm(ALICE))[-1]
        assert confirmed.text.startswith(f"I posted your question in {LEADS}.")
        again = await press(wait.trip, confirmed, REMIND)
        assert again.text.startswith("I will remind you today at 1:30pm")


@pytest.mark.parametrize(
    ("asked", "when"),
    [
        (datetime(2026, 11, 24, 8, tzinfo=UTC), "today at 1pm"),  # before opening
        (datetime(2026, 11, 24, 14, 30, tzinfo=UTC), "tomorrow at 11:30am"),  # two hours of it today, as it closes
        (datetime(2026, 11, 26, 20, tzinfo=UTC), "on Tuesday 1 December at 1pm"),  # after hours, and a long weekend
        (datetime(2025, 12, 31, 15, tzinfo=UTC), "on Tuesday 6 January at midday"),  # New Year's Day is a holiday
        (datetime(2026, 3, 26, 15, tzinfo=UTC), "on Tuesday 31 March at midday"),  # the clocks go forward in between
        (datetime(2026, 10, 22, 14, tzinfo=UTC), "on Tuesday 27 October at midday"),  # and back: it is 3pm there
    ],
    ids=str,
)
async def test_the_wait_is_working_time_of_the_registry(asked: datetime, when: str) -> None:
    async with waiting(asked) as wait:
        told = await wait.remind(await wait.trip.ask(QUESTION))

        assert told.text.startswith(f"I will remind you {when}\n")
        standing = await wait.standing()
        assert standing
        early = (standing.due_at - asked) / timedelta(hours=1) - 0.01
        assert await wait.later(hours=early) == []
        assert len(await wait.later(hours=0.01)) == 1


async def test_a_reply_of_somebody_else_cancels_it_where_we_hear_it() -> None:
    async with waiting(sees=True) as wait:
        slack = wait.trip.slack
        told = await wait.remind(await wait.trip.ask(QUESTION))
        assert I_SEE in told.text
        assert buttons(told) == ["Sorted", "Cancel the reminder"]
        (posted,) = posts(wait.trip)

        await slack.say(ALICE, TARGET, "anybody?", posted.ts)
        await slack.say(BOB, TARGET, "another matter")
        await wait.trip.quiet()
        assert await wait.standing() == ReminderState("due", None, TUESDAY + timedelta(hours=3))
        await slack.say(BOB, TARGET, "we do", posted.ts)
        await wait.trip.quiet()
        assert await wait.standing() == ReminderState("cancelled", "replied", TUESDAY + timedelta(hours=3))
        assert (await press(wait.trip, told, CANCEL)).text == OVER["replied"]
        assert await wait.later(hours=9) == []


async def test_a_reply_that_came_while_we_were_down_is_seen_before_the_reminder_is_sent() -> None:
    async with waiting(sees=True) as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        (posted,) = posts(wait.trip)
        await wait.trip.connections.stop(within=1)
        await wait.trip.slack.say(ALICE, TARGET, "anybody?", posted.ts)
        await wait.trip.slack.say(BOB, TARGET, "we do", posted.ts)

        assert await wait.later(hours=3) == []
        standing = await wait.standing()
        assert standing
        assert standing.reason == "replied"


async def test_the_askers_own_words_in_the_thread_cancel_nothing() -> None:
    async with waiting(sees=True) as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        await wait.trip.slack.say(ALICE, TARGET, "anybody?", posts(wait.trip)[0].ts)
        await wait.trip.quiet()

        assert len(await wait.later(hours=3)) == 1


async def test_without_the_scope_it_says_that_it_sees_no_replies() -> None:
    async with waiting(sees=True, scopes=ALL_SCOPES - {"channels:history"}) as wait:
        assert I_DO_NOT_SEE in (await wait.remind(await wait.trip.ask(QUESTION))).text


@pytest.mark.parametrize(("button", "reason"), [(SOMEBODY_REPLIED, "said so"), (SORTED, "sorted"), (CANCEL, "asker")])
async def test_each_button_cancels_it_and_the_second_press_gets_a_sentence(button: str, reason: str) -> None:
    async with waiting() as wait:
        told = await wait.remind(await wait.trip.ask(QUESTION))

        assert (await press(wait.trip, told, button)).text == CANCELLED[reason]  # type: ignore[index]
        assert (await press(wait.trip, told, button)).text == OVER[reason]  # type: ignore[index]
        assert await wait.later(hours=9) == []
        asked = await wait.trip.store.questions.find(await wait.key())
        assert asked
        assert bool(asked.sorted_at) == (button == SORTED)


async def test_a_button_of_a_reminder_that_was_sent_gets_a_sentence() -> None:
    async with waiting() as wait:
        told = await wait.remind(await wait.trip.ask(QUESTION))
        await wait.later(hours=3)

        assert (await press(wait.trip, told, SOMEBODY_REPLIED)).text == SENT


async def test_a_question_that_is_sorted_elsewhere_is_not_reminded_of() -> None:
    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        await wait.trip.store.questions.mark_sorted(await wait.key(), at=TUESDAY)

        assert await wait.later(hours=9) == []


async def test_two_presses_at_once_set_one_reminder() -> None:
    async with waiting() as wait:
        told = await post(wait.trip, await wait.trip.ask(QUESTION))
        slack, seen = wait.trip.slack, len(wait.trip.slack.ephemerals(ALICE))
        await asyncio.gather(slack.click(told, REMIND, ALICE), slack.click(told, REMIND, ALICE))
        await wait.trip.quiet()

        said = [m.text.splitlines()[0].rstrip(".") for m in slack.ephemerals(ALICE)[seen:]]
        assert said == ["I will remind you today at 1pm"] * 2
        assert len(await wait.later(hours=9)) == 1


async def test_a_reminder_that_came_due_while_the_process_was_down_is_sent_by_the_next_one() -> None:
    async with waiting() as wait:
        slack = wait.trip.slack
        await wait.remind(await wait.trip.ask(QUESTION))
        await wait.trip.connections.stop(within=1)
        wait.clock[0] += timedelta(days=1)
        second = bot_on(wait.trip.bot.client, wait.trip.store)
        again = await connect(second, slack.app_token)
        try:
            await send_due(wait.services, second.authorization.workspace_client, second.tasks)
            assert len(wait.reminders()) == 1
        finally:
            await again.stop(within=1)


async def test_two_replicas_send_one_reminder() -> None:
    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        wait.clock[0] += timedelta(hours=3)
        bot = wait.trip.bot
        await asyncio.gather(
            *(send_due(wait.services, bot.authorization.workspace_client, bot.tasks) for _ in range(2))
        )

        assert len(wait.reminders()) == 1


@pytest.mark.parametrize("fault", [RateLimited(0), ServerFault(), Refuse("fatal_error")])
async def test_one_that_slack_does_not_take_is_sent_when_its_lease_ends(fault: Any) -> None:
    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        wait.trip.slack.faults.next("chat.postMessage", fault)

        assert await wait.later(hours=3) == []
        assert await wait.later(hours=0.02) == []
        assert len(await wait.later(hours=0.02)) == 1


async def test_where_slack_is_out_of_reach_it_waits_until_it_is_back() -> None:
    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        for method in ("conversations.replies", "chat.getPermalink", "chat.postMessage"):
            wait.trip.slack.faults.next(method, Reset("before"), times=None)

        assert await wait.later(hours=3) == []
        wait.trip.slack.faults.clear()
        assert len(await wait.later(hours=0.1)) == 1


async def test_where_slack_breaks_off_after_taking_it_it_does_not_come_a_second_time() -> None:
    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        wait.trip.slack.faults.next("chat.postMessage", Reset("after"))

        assert len(await wait.later(hours=3)) == 1
        assert len(await wait.later(hours=1)) == 1


async def test_one_that_is_being_sent_goes_out_before_the_bot_ends() -> None:
    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        faults = wait.trip.slack.faults
        faults.next("chat.postMessage", Hang())
        background = asyncio.create_task(wait.later(hours=3))
        await wait.trip.slack.wait_for(lambda: faults.hanging("chat.postMessage"))
        background.cancel()
        stopping = asyncio.create_task(wait.trip.bot.tasks.finish(within=20))
        faults.release()
        await stopping

        assert len(wait.reminders()) == 1
        assert await wait.trip.store.reminders.take(now=wait.clock[0] + timedelta(days=1), lease_until=TUESDAY) == []


async def test_each_post_of_a_question_has_a_reminder_of_its_own() -> None:
    async with waiting() as wait:
        answer = await wait.trip.ask(QUESTION)
        first = await wait.remind(answer)
        second = await wait.remind(await stuck(wait.trip, answer, 2))
        assert first.text.startswith("I will remind you today at 1pm")
        assert second.text.startswith("I will remind you today at 10:30am")

        assert (await press(wait.trip, second, CANCEL)).text == CANCELLED["asker"]
        assert len(await wait.later(hours=9)) == 1


async def test_a_question_that_is_sorted_ends_the_reminders_of_all_its_posts() -> None:
    async with waiting() as wait:
        answer = await wait.trip.ask(QUESTION)
        first = await wait.remind(answer)
        second = await wait.remind(await stuck(wait.trip, answer, 2))

        assert (await press(wait.trip, second, SORTED)).text == CANCELLED["sorted"]
        assert (await press(wait.trip, first, CANCEL)).text == OVER["sorted"]
        assert await wait.later(hours=9) == []


async def test_with_the_store_down_each_button_gets_a_sentence() -> None:
    store = Fragile(retention=timedelta())
    async with waiting(store=store) as wait:
        posted = await post(wait.trip, await wait.trip.ask(QUESTION))
        told = await press(wait.trip, posted, REMIND)
        store.up = False

        assert (await press(wait.trip, posted, REMIND)).text == NOT_SET
        assert (await press(wait.trip, told, CANCEL)).text == NOT_CANCELLED


async def test_a_store_that_fails_after_the_reminder_holds_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_: str) -> None:
        raise ConnectionError("the store is down")

    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        monkeypatch.setattr(wait.trip.store.reminders, "sent", fails)

        assert len(await wait.later(hours=3)) == 1


@pytest.mark.parametrize(
    ("code", "late"), [("user_disabled", 3.0), ("messages_tab_disabled", 3.0), ("fatal_error", 30.0)]
)
async def test_one_that_reaches_nobody_is_given_up(code: str, late: float) -> None:
    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        wait.trip.slack.faults.next("chat.postMessage", Refuse(code), times=3)

        assert await wait.later(hours=late) == []
        wait.trip.slack.faults.clear()
        assert await wait.later(hours=1) == []


async def test_a_store_that_fails_in_between_leaves_the_reminder_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_: str) -> None:
        raise ConnectionError("the store is down")

    async with waiting() as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        with monkeypatch.context() as broken:
            broken.setattr(wait.trip.store.questions, "find", fails)
            assert await wait.later(hours=3) == []
        assert len(await wait.later(hours=0.1)) == 1


async def test_what_goes_wrong_with_one_does_not_hold_up_the_others() -> None:
    async with waiting() as wait:
        for user in (ALICE, BOB):
            told = await post(wait.trip, await wait.trip.ask(QUESTION, user=user), user=user)
            await press(wait.trip, told, REMIND, user)
        wait.trip.slack.faults.next("chat.postMessage", Refuse("some_new_error"))
        await wait.later(hours=3)

        assert sum(len(wait.trip.slack.messages(wait.trip.slack.dm(user))) for user in (ALICE, BOB)) == 1


async def test_where_the_post_is_forgotten_it_says_so() -> None:
    async with waiting() as wait:
        told = await post(wait.trip, await wait.trip.ask(QUESTION))
        store, services = wait.trip.store, wait.services
        await store.forgetting.forget(
            person=services.person("T0SANDBOX", ALICE), workspace="T0SANDBOX", user=ALICE, now=TUESDAY
        )

        assert (await press(wait.trip, told, REMIND)).text == NO_POST


async def test_with_the_response_url_used_up_the_asker_is_told_another_way() -> None:
    async with waiting() as wait:
        told = await post(wait.trip, await wait.trip.ask(QUESTION))
        wait.trip.slack.faults.next(RESPONSE_URL, Refuse("used_url"))

        assert (await press(wait.trip, told, REMIND)).text.startswith("I will remind you")


async def test_a_store_that_is_down_when_somebody_replies_holds_nothing_up() -> None:
    store = Fragile(retention=timedelta())
    async with waiting(sees=True, store=store) as wait:
        await wait.remind(await wait.trip.ask(QUESTION))
        store.up = False
        await wait.trip.slack.say(BOB, TARGET, "we do", posts(wait.trip)[0].ts)
        await wait.trip.quiet()
        store.up = True

        assert await wait.later(hours=3) == []


class Fragile(MemoryStore):
    """Takes questions, and while it is up also what comes after them."""

    up = True

    async def run(self, job: Callable[..., object]) -> object:  # type: ignore[override]
        if not self.up:
            raise ConnectionError("the store is down")
        return await super().run(job)  # type: ignore[arg-type]
