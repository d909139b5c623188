"""Post my question there: from the button to the post, and what stands in its way."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.answering.services import Services
from bot.features.interactions import NOT_OURS
from bot.features.post import handlers as post_handlers
from bot.features.post.form import BLANK, BORROWED, CALLBACK, NOT_KEPT, WORDS
from bot.features.post.words import ASKER_UNKNOWN, NOT_YOURS, SENT, STORE_DOWN, UNCLEAR
from bot.slack.client.retries import RetryPolicy
from bot.slack.messages.controls import POST, ButtonValue
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click
from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE
from bot.store.sql import MemoryStore
from localslack import ALL_SCOPES, RESPONSE_URL, Hang, Options, RateLimited, Refuse, Reset, ServerFault
from tests.journeys.after_answers import (
    LEADS,
    LEADS_ID,
    SENIOR,
    TARGET,
    buttons,
    drawn,
    form,
    place,
    post,
    posts,
    press,
    private,
    stuck,
)
from tests.journeys.harness import ALICE, BOB, INDEX, QUESTION, RIGHT, DownStore, Journey, journey

REMIND = "Remind me if nobody answers"


@pytest.fixture
async def trip() -> Any:
    async with journey(workspace=place()) as running:
        yield running


async def test_the_form_says_where_and_in_whose_name_and_holds_the_question(trip: Journey) -> None:
    view = await form(trip, await trip.ask(QUESTION))

    assert RIGHT in drawn(view)
    assert {"type": "user", "user_id": ALICE} in view.blocks[0]["elements"][0]["elements"]
    assert view.blocks[1]["element"]["initial_value"] == QUESTION
    assert posts(trip) == []


async def test_a_command_is_posted_in_the_askers_name_and_the_asker_alone_gets_the_link(trip: Journey) -> None:
    told = await post(trip, await trip.ask(QUESTION), "who renews it, please?")
    (posted,) = posts(trip)

    assert {"type": "user", "user_id": ALICE} in posted.blocks[0]["elements"][0]["elements"]
    assert "who renews it, please?" in drawn(posted)
    assert "the person who asked will see it" in drawn(posted)
    assert "See where" not in drawn(posted)
    assert told.text.startswith(f"I posted your question in {RIGHT}.\nhttps://sandbox.slack.com/archives/{TARGET}/")
    assert buttons(told) == [REMIND]
    assert posts(trip, "C1") == []


async def test_a_mention_is_posted_with_a_link_back_and_its_thread_gets_a_link_to_the_post(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await post(trip, answer)
    await trip.quiet()
    (posted,) = posts(trip)

    thread = str(answer.thread_ts)
    assert f"archives/C1/p{thread.replace('.', '')}" in drawn(posted)
    note = posts(trip, "C1")[-1]
    assert note.thread_ts == thread
    assert f"archives/{TARGET}/p{posted.ts.replace('.', '')}" in note.text


async def test_a_thread_that_takes_no_link_changes_nothing_for_the_asker(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    view = await form(trip, answer)
    await trip.slack.archive("C1", BOB)
    await trip.slack.submit_view(view, ALICE)

    assert "I posted" in (await private(trip)).text
    assert len(posts(trip)) == 1


async def test_from_direct_messages_the_link_is_kept_there_and_the_post_links_nowhere(trip: Journey) -> None:
    answer = await trip.dm(QUESTION)
    view = await form(trip, answer)
    await trip.slack.submit_view(view, ALICE)
    told = (await trip.slack.wait_for(lambda: trip.after(answer)))[0]

    assert told.text.startswith(f"I posted your question in {RIGHT}.\nhttps://")
    assert "See where" not in drawn(posts(trip)[0])


async def test_nothing_that_was_typed_can_call_anybody(trip: Journey) -> None:
    words = "@channel <!here> <@U2> @govuk-senior-tech-people <https://evil.example|click> :wave: *bold*"
    await post(trip, await trip.ask(QUESTION), words)
    (posted,) = posts(trip)
    quote = posted.blocks[0]["elements"][1]

    assert quote == {"type": "rich_text_quote", "elements": [{"type": "text", "text": words}]}
    assert "<!" not in posted.text
    assert "<@" not in posted.text
    assert "@channel" not in posted.text


async def test_two_submits_of_one_form_post_once(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    view = await form(trip, answer)
    await asyncio.gather(trip.slack.submit_view(view, ALICE), trip.slack.submit_view(view, ALICE))
    await trip.quiet()

    assert len(posts(trip)) == 1
    assert len(trip.slack.ephemerals(ALICE)) == 3


async def test_the_second_time_there_is_a_link_to_the_first(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    await post(trip, answer)
    again = await press(trip, answer, POST)

    assert again.text.startswith(f"Your question is in {RIGHT} already: https://")
    assert len(trip.slack.calls("views.open")) == 1


async def test_two_forms_of_one_question_post_once(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    first = await form(trip, answer)
    delivery = await trip.slack.submit_view(first, ALICE)
    await trip.slack.settled(delivery)
    await trip.quiet()
    again = trip.slack.deliveries(CALLBACK)[0]
    envelope = {"type": "interactive", "envelope_id": "again", "payload": again.payload}
    await trip.slack.connections[0].socket.send_json(envelope)

    assert "already: https://" in (await private(trip, 2)).text
    assert len(posts(trip)) == 1


async def test_a_step_of_the_ladder_is_a_place_of_its_own(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    await post(trip, answer)
    step = await stuck(trip, answer, 2)
    told = await post(trip, step)

    assert f"in {LEADS}." in told.text
    assert len(posts(trip)) == len(posts(trip, LEADS_ID)) == 1
    assert "already" in (await press(trip, step, POST)).text


async def test_somebody_else_may_not_post_it(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")

    assert (await press(trip, answer, POST, BOB)).text == NOT_YOURS
    assert trip.slack.modals(BOB) == ()


async def test_a_blank_question_is_an_error_in_the_form(trip: Journey) -> None:
    view = await form(trip, await trip.ask(QUESTION))
    delivery = await trip.slack.submit_view(view, ALICE, {WORDS: "  \n"})
    await trip.slack.settled(delivery)

    assert trip.slack.view_errors[view.id] == {WORDS: BLANK}
    assert posts(trip) == []


async def test_a_form_that_is_closed_posts_nothing(trip: Journey) -> None:
    view = await form(trip, await trip.ask(QUESTION))
    await trip.slack.close_view(view, ALICE)
    await trip.quiet()

    assert posts(trip) == []


LONG = f"{QUESTION} {'please ' * 100}".strip()


async def test_a_long_question_is_taken_from_the_store() -> None:
    async with journey(workspace=place(), store=MemoryStore(retention=timedelta(days=1))) as trip:
        view = await form(trip, await trip.ask(LONG))

        assert view.blocks[1]["element"]["initial_value"] == LONG


async def test_words_that_nobody_kept_are_asked_for_again(trip: Journey) -> None:
    answer = await trip.ask(LONG)
    await trip.quiet()
    view = await form(trip, answer)

    assert NOT_KEPT in drawn(view)
    assert "initial_value" not in view.blocks[1]["element"]


async def test_a_trigger_that_has_expired_is_told_in_a_sentence() -> None:
    now = [1_000_000.0]
    async with journey(workspace=place(), options=Options(clock=lambda: now[0])) as trip:
        answer = await trip.ask(QUESTION)
        trip.slack.faults.next("views.open", Hang())
        await trip.slack.click(answer, POST, ALICE)
        await trip.slack.wait_for(lambda: trip.slack.faults.hanging("views.open"))
        now[0] += 4
        trip.slack.faults.release()

        assert "in time" in (await private(trip, 1)).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_archived": True}, "is archived"),
        ({"kind": "private"}, "it is private, or has a new name"),
        ({"name": "another-name"}, "it is private, or has a new name"),
    ],
)
async def test_where_it_cannot_post_it_says_why_and_shows_the_question_to_copy(
    changes: dict[str, Any], words: str
) -> None:
    async with journey(workspace=place(**changes)) as trip:
        told = await post(trip, await trip.ask(QUESTION))

        assert words in told.text
        assert told.text.endswith(QUESTION)
        assert QUESTION in str(told.blocks[-1])
        assert posts(trip) == []


async def test_without_the_scope_for_public_channels_it_says_that_it_is_not_allowed_in() -> None:
    async with journey(workspace=place(scopes=ALL_SCOPES - {"chat:write.public"})) as trip:
        assert "I am not allowed in" in (await post(trip, await trip.ask(QUESTION))).text


@pytest.mark.parametrize("code", ["restricted_action", "missing_scope", "some_new_error"])
async def test_after_a_refusal_it_can_be_tried_again(trip: Journey, code: str) -> None:
    answer = await trip.ask(QUESTION)
    trip.slack.faults.next("chat.postMessage", Refuse(code))
    assert QUESTION in (await post(trip, answer)).text
    assert posts(trip) == []

    await post(trip, answer)
    assert len(posts(trip)) == 1


@pytest.mark.parametrize("fault", [ServerFault(), Reset("before"), Reset("after"), Refuse("fatal_error")])
async def test_where_slack_may_have_taken_it_it_is_not_posted_again(trip: Journey, fault: Any) -> None:
    answer = await trip.ask(QUESTION)
    trip.slack.faults.next("chat.postMessage", fault)
    told = await post(trip, answer)
    again = await press(trip, answer, POST)

    assert told.text.startswith(UNCLEAR.format(place=RIGHT))
    assert again.text == SENT.format(place=RIGHT)
    assert len(posts(trip)) == int(fault == Reset("after"))
    assert len(trip.slack.calls("chat.postMessage")) == 1


async def test_where_slack_surely_did_not_take_it_it_is_sent_again(trip: Journey) -> None:
    trip.slack.faults.next("chat.postMessage", RateLimited(0))
    await post(trip, await trip.ask(QUESTION))

    assert len(posts(trip)) == 1


async def test_without_addresses_of_messages_it_is_posted_all_the_same(trip: Journey) -> None:
    trip.slack.faults.next("chat.getPermalink", Refuse("fatal_error"), times=None)
    told = await post(trip, await trip.mention(f"@whoask {QUESTION}"))

    assert told.text == f"I posted your question in {RIGHT}."
    assert len(posts(trip)) == 1


async def test_with_the_response_url_used_up_the_asker_is_told_another_way(trip: Journey) -> None:
    view = await form(trip, await trip.ask(QUESTION))
    trip.slack.faults.next(RESPONSE_URL, Refuse("used_url"))
    await trip.slack.submit_view(view, ALICE)

    assert "I posted" in (await private(trip, 1)).text


async def test_a_channel_is_posted_to_by_its_id_where_that_is_known() -> None:
    async with journey(workspace=place(name="renamed"), channels=lambda: {RIGHT: TARGET}) as trip:
        view = await form(trip, await trip.ask(QUESTION))
        await trip.slack.submit_view(view, ALICE)
        await trip.quiet()

        assert {"type": "channel", "channel_id": TARGET} in view.blocks[0]["elements"][0]["elements"]
        assert len(posts(trip)) == 1


async def test_with_the_store_down_nothing_is_posted_and_the_asker_gets_the_words_to_copy() -> None:
    store = FailingRooms(retention=timedelta())
    async with journey(workspace=place(), store=store) as trip:
        answer = await trip.ask(QUESTION)
        view = await form(trip, answer)
        store.up = False
        await trip.slack.submit_view(view, ALICE)

        assert (await private(trip, 1)).text == f"{STORE_DOWN}\n{QUESTION}"
        assert (await press(trip, answer, POST)).text == f"{STORE_DOWN}\n{QUESTION}"
        assert posts(trip) == []


async def test_a_claim_that_the_store_takes_too_late_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_handlers, "STORE_SECONDS", 0.2)
    store = MemoryStore(retention=timedelta())
    async with journey(workspace=place(), store=store) as trip:
        answer = await trip.ask(QUESTION)
        view = await form(trip, answer)
        await trip.quiet()
        free = asyncio.Event()

        async def hang(_: object) -> None:
            await free.wait()

        blocking = asyncio.create_task(store.run(hang))
        await trip.slack.submit_view(view, ALICE)
        assert (await private(trip, 1)).text.startswith(STORE_DOWN)
        free.set()
        await blocking

        assert "I posted" in (await post(trip, answer)).text


async def test_a_store_that_fails_after_the_post_changes_nothing_for_the_asker() -> None:
    store = FailingRooms(retention=timedelta())
    async with journey(workspace=place(), store=store) as trip:
        view = await form(trip, await trip.ask(QUESTION))
        trip.slack.faults.next("chat.postMessage", Hang())
        await trip.slack.submit_view(view, ALICE)
        await trip.slack.wait_for(lambda: trip.slack.faults.hanging("chat.postMessage"))
        store.up = False
        trip.slack.faults.release()

        assert (await private(trip, 1)).text.startswith(f"I posted your question in {RIGHT}.")


async def test_an_answer_that_the_store_does_not_know_is_posted_in_nobodys_name() -> None:
    store = DownStore(retention=timedelta())
    async with journey(workspace=place(), store=store) as trip:
        asked, mentioned = await trip.ask(QUESTION), await trip.mention(f"@whoask {QUESTION}")
        await trip.quiet()

        for answer in (asked, mentioned):
            assert (await press(trip, answer, POST)).text == f"{ASKER_UNKNOWN}\n{QUESTION}"
        assert trip.slack.modals(ALICE) == ()


async def test_from_somebody_elses_step_nobody_posts_a_question_that_the_store_does_not_know() -> None:
    store = DownStore(retention=timedelta())
    async with journey(workspace=place(), store=store) as trip:
        answer = await trip.mention(f"@whoask {QUESTION}")
        await trip.quiet()
        step = await stuck(trip, answer, 2, BOB)
        # The button as an older version of us drew it, in a message that only Bob sees.
        note = ButtonValue.decode(answer.blocks[-1]["elements"][0]["value"])
        click = Click(BOB, "T0SANDBOX", POST, note.encode(), "1.2.a", "C1", step.ts, ephemeral=True)
        refused = await post_handlers.prepare(click, Services(lambda _: INDEX, store), bot=None)

        assert isinstance(refused, Reply)
        assert refused.text == f"{ASKER_UNKNOWN}\n{QUESTION}"


async def test_it_is_posted_once_however_late_its_outcome_is_recorded() -> None:
    store = LateRecords(retention=timedelta())
    async with journey(workspace=place(), store=store) as trip:
        answer = await trip.ask(QUESTION)
        await post(trip, answer)
        store.may_record.set()
        await trip.quiet()

        assert "already" in (await press(trip, answer, POST)).text
        assert len(posts(trip)) == 1


async def test_a_post_that_slack_puts_off_for_long_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot may be told to stop meanwhile, and would leave a claim of a post that Slack surely turned away."""
    monkeypatch.setattr(post_handlers, "LONGEST_WAIT", 0.5)
    async with journey(workspace=place(), retry=RetryPolicy()) as trip:
        answer = await trip.ask(QUESTION)
        trip.slack.faults.next("chat.postMessage", RateLimited(1))
        assert "Try again in a few minutes" in (await post(trip, answer)).text

        monkeypatch.setattr(post_handlers, "LONGEST_WAIT", 4.0)
        assert "I posted" in (await post(trip, answer)).text


async def test_somebody_elses_message_is_told_to_be_theirs_before_it_is_posted(trip: Journey) -> None:
    said = await trip.slack.say(BOB, "C1", QUESTION)
    await trip.slack.message_shortcut(said, ASK_ABOUT_MESSAGE, ALICE)
    answer = await private(trip)
    await trip.quiet()

    assert BORROWED in drawn(await form(trip, answer))


async def test_the_home_tab_shows_a_post_on_the_ladder(trip: Journey) -> None:
    await post(trip, await stuck(trip, await trip.ask(QUESTION), 2))
    await trip.slack.open_home(ALICE)
    await trip.quiet()

    home = trip.slack.home(ALICE)
    assert home
    assert f"You posted it in {LEADS}." in json.dumps(home.body)


async def test_a_group_is_mentioned_where_the_question_was_asked_once_its_asker_has_confirmed() -> None:
    async with journey(workspace=place(), channels=lambda: {SENIOR: "S1"}) as trip:
        answer = await trip.mention(f"@whoask {QUESTION}")
        step = await stuck(trip, answer, 3)
        view = await form(trip, step)
        assert f"everybody in {SENIOR}" in drawn(view)
        assert len(posts(trip, "C1")) == 1
        seen = len(trip.slack.ephemerals(ALICE))
        await trip.slack.submit_view(view, ALICE)
        told = await private(trip, seen)
        call = posts(trip, "C1")[-1]

        assert call.thread_ts == answer.thread_ts
        assert {"type": "usergroup", "usergroup_id": "S1"} in call.blocks[0]["elements"][0]["elements"]
        assert told.text.startswith(f"I mentioned {SENIOR}.")
        assert buttons(told) == []
        assert "already" in (await press(trip, step, POST)).text


async def test_a_group_that_was_known_when_the_form_opened_is_mentioned() -> None:
    known = {SENIOR: "S1"}
    async with journey(workspace=place(), channels=lambda: known) as trip:
        view = await form(trip, await stuck(trip, await trip.mention(f"@whoask {QUESTION}"), 3))
        known.clear()  # submitted to a replica that has just started
        seen = len(trip.slack.ephemerals(ALICE))
        await trip.slack.submit_view(view, ALICE)
        await private(trip, seen)

        assert '"usergroup_id": "S1"' in drawn(posts(trip, "C1")[-1])


async def test_a_form_that_the_bot_did_not_sign_mentions_nobody() -> None:
    async with journey(workspace=place(), channels=lambda: {SENIOR: "S1"}) as trip:
        view = await form(trip, await stuck(trip, await trip.mention(f"@whoask {QUESTION}"), 3))
        view.body["private_metadata"] = view.body["private_metadata"].replace('"group": "S1"', '"group": "S2"')
        seen = len(trip.slack.ephemerals(ALICE))
        await trip.slack.submit_view(view, ALICE)

        (told,) = await trip.slack.wait_for(lambda: trip.slack.messages(trip.slack.dm(ALICE)))
        assert told.text == NOT_OURS
        assert len(trip.slack.ephemerals(ALICE)) == seen
        assert len(posts(trip, "C1")) == 1


async def test_a_group_is_refused_in_the_channel_where_its_question_was_asked() -> None:
    async with journey(workspace=place(), channels=lambda: {SENIOR: "S1"}) as trip:
        view = await form(trip, await stuck(trip, await trip.ask(QUESTION), 3))
        trip.slack.faults.next("chat.postMessage", Refuse("not_in_channel"))
        seen = len(trip.slack.ephemerals(ALICE))
        await trip.slack.submit_view(view, ALICE)

        assert (await private(trip, seen)).text.startswith(
            "I cannot post in the channel where you asked: it is private"
        )


async def test_a_group_whose_id_is_unknown_is_for_the_asker_to_mention(trip: Journey) -> None:
    step = await stuck(trip, await trip.mention(f"@whoask {QUESTION}"), 3)
    told = await press(trip, step, POST)

    assert "Write the name yourself" in told.text
    assert f"{SENIOR} {QUESTION}" in str(told.blocks[-1])


async def test_a_group_is_not_mentioned_in_a_direct_message_where_it_would_call_nobody() -> None:
    async with journey(workspace=place(), channels=lambda: {SENIOR: "S1"}) as trip:
        step = await stuck(trip, await trip.dm(QUESTION), 3)

        assert "Write the name yourself" in (await press(trip, step, POST)).text


class FailingRooms(MemoryStore):
    """Takes questions, and while it is up also what comes after them."""

    up = True

    async def run(self, job: Any) -> Any:
        if not self.up:
            raise ConnectionError("the store is down")
        return await super().run(job)


class LateRecords(MemoryStore):
    """Records how a question ended when it may."""

    def __init__(self, *, retention: timedelta) -> None:
        super().__init__(retention=retention)
        self.may_record = asyncio.Event()

    async def record(self, **outcome: Any) -> None:
        await self.may_record.wait()
        await super().record(**outcome)
