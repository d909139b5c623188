"""The shortcut on somebody's message, and the global one with its form."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.answering.handlers import NOTHING_TO_READ
from bot.features.ask_form.handlers import BLANK, NO_FORM
from bot.slack.payloads.message_text import NO_TEXT
from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE, ASK_QUESTION, QUESTION
from bot.store.sql import MemoryStore
from localslack import RESPONSE_URL, Message, Refuse
from tests.journeys.harness import ALICE, BOB, OTHER_BOT, RIGHT, DownStore, Journey, journey
from tests.journeys.harness import QUESTION as WORDS


async def about(trip: Journey, message: Message, *, user: str = ALICE) -> Message:
    """Use the shortcut on a message; the answer that this person alone sees."""
    seen = len(trip.slack.ephemerals(user))
    await trip.slack.message_shortcut(message, ASK_ABOUT_MESSAGE, user)
    return (await trip.slack.wait_for(lambda: trip.slack.ephemerals(user)[seen:], timeout=20))[0]


async def test_a_message_of_somebody_elses_is_answered_to_whoever_asks_alone(trip: Journey) -> None:
    said = await trip.slack.say(BOB, "C1", WORDS)
    answer = await about(trip, said)
    await trip.quiet()

    assert answer.text.startswith(f"Ask {RIGHT}")
    assert answer.channel == "C1"
    assert answer.thread_ts is None
    assert "Share in this channel" in json.dumps(answer.blocks)
    assert trip.said() == []
    assert trip.slack.ephemerals(BOB) == ()


async def test_a_message_in_a_thread_is_answered_in_the_thread(trip: Journey) -> None:
    first = await trip.slack.say(BOB, "C1", "hello")
    reply = await trip.slack.say(BOB, "C1", WORDS, first.ts)

    assert (await about(trip, reply)).thread_ts == first.ts
    assert (await about(trip, first)).thread_ts is None


async def test_the_shortcut_works_where_the_bot_is_no_member(trip: Journey) -> None:
    said = await trip.slack.say(ALICE, "C3FAR", WORDS)

    assert RIGHT in (await about(trip, said)).text


async def test_mentions_in_a_message_stay_dead_words(trip: Journey) -> None:
    said = await trip.slack.say(BOB, "C1", f"@alice @channel {WORDS}")
    shown = json.dumps((await about(trip, said)).blocks)

    assert '"type": "user"' not in shown
    assert '"type": "broadcast"' not in shown


async def test_a_bots_message_whose_words_are_in_its_blocks_is_read(trip: Journey) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"*Alert*: {WORDS}"}}]
    await trip.bot.client.chat_postMessage(channel="C1", text=NO_TEXT, blocks=blocks)
    said = trip.slack.messages("C1")[-1]

    assert RIGHT in (await about(trip, said)).text


async def test_a_message_without_words_gets_a_sentence(trip: Journey) -> None:
    said = await trip.slack.say(OTHER_BOT, "C1", "", subtype="file_share")

    assert (await about(trip, said)).text == NOTHING_TO_READ


async def test_a_refused_response_url_leaves_the_ephemeral_then_the_direct_message(trip: Journey) -> None:
    trip.slack.faults.next(RESPONSE_URL, Refuse("used_url"), times=None)
    far = await trip.slack.say(ALICE, "C3FAR", WORDS)
    near = await trip.slack.say(BOB, "C1", WORDS)

    assert RIGHT in (await about(trip, near)).text
    await trip.slack.message_shortcut(far, ASK_ABOUT_MESSAGE, ALICE)
    (told,) = await trip.slack.wait_for(lambda: trip.slack.messages(trip.slack.dm(ALICE)))
    assert RIGHT in told.text


async def test_it_is_claimed_for_whoever_used_it_and_remembered() -> None:
    store = MemoryStore(retention=timedelta(days=1))
    async with journey(store=store) as trip:
        await about(trip, await trip.slack.say(BOB, "C1", WORDS))
        await trip.quiet()
        (asked,) = await store.questions.latest(store.pseudonyms.pseudonym("T0SANDBOX", ALICE), limit=5)

        assert (asked.surface, asked.text, asked.outcome, asked.destination) == ("shortcut", None, "found", RIGHT)


async def test_it_counts_towards_a_persons_fair_share() -> None:
    async with journey(limit=1) as trip:
        said = await trip.slack.say(BOB, "C1", WORDS)
        await about(trip, said)

        assert "a lot of questions" in (await about(trip, said)).text


async def test_it_is_answered_while_the_store_is_down() -> None:
    async with journey(store=DownStore(retention=timedelta())) as trip:
        said = await trip.slack.say(BOB, "C1", WORDS)

        assert RIGHT in (await about(trip, said)).text


async def open_form(trip: Journey, user: str = ALICE) -> None:
    await trip.slack.global_shortcut(ASK_QUESTION, user)
    await trip.slack.wait_for(lambda: trip.slack.modals(user))


async def test_the_global_shortcut_asks_in_a_form_and_answers_in_the_direct_message(trip: Journey) -> None:
    await open_form(trip)
    (form,) = trip.slack.modals(ALICE)
    assert "direct messages" in json.dumps(form.blocks)
    await trip.slack.submit_view(form, ALICE, {QUESTION: WORDS})
    (answer,) = await trip.slack.wait_for(lambda: trip.slack.messages(trip.slack.dm(ALICE)))

    assert answer.text.startswith(f"Ask {RIGHT}")
    assert "Share in this channel" not in json.dumps(answer.blocks)
    await trip.quiet()
    assert trip.slack.modals(ALICE) == ()


@pytest.mark.parametrize("words", ["   ", " \n "])
async def test_a_form_left_blank_stays_open_and_says_so(trip: Journey, words: str) -> None:
    await open_form(trip)
    (form,) = trip.slack.modals(ALICE)
    await trip.slack.settled(await trip.slack.submit_view(form, ALICE, {QUESTION: words}))

    assert trip.slack.view_errors[form.id] == {QUESTION: BLANK}
    assert trip.slack.messages(trip.slack.dm(ALICE)) == ()


async def test_what_is_typed_into_a_form_is_taken_as_typed() -> None:
    store = MemoryStore(retention=timedelta(days=1))
    async with journey(store=store) as trip:
        await open_form(trip)
        await trip.slack.submit_view(trip.slack.modals(ALICE)[0], ALICE, {QUESTION: "<!channel> &lt; dns"})
        await trip.slack.wait_for(lambda: trip.slack.messages(trip.slack.dm(ALICE)))
        await trip.quiet()
        (asked,) = await store.questions.latest(store.pseudonyms.pseudonym("T0SANDBOX", ALICE), limit=5)

        assert asked.text == "&lt;!channel&gt; &amp;lt; dns"


async def test_a_form_that_was_closed_asks_nothing(trip: Journey) -> None:
    await open_form(trip)
    await trip.slack.close_view(trip.slack.modals(ALICE)[0], ALICE)
    await trip.quiet()

    assert trip.said() == []


@pytest.mark.parametrize("error", ["expired_trigger_id", "internal_error"])
async def test_a_form_that_cannot_open_is_told_in_a_direct_message(trip: Journey, error: str) -> None:
    trip.slack.faults.next("views.open", Refuse(error))
    await trip.slack.global_shortcut(ASK_QUESTION, ALICE)
    (told,) = await trip.slack.wait_for(lambda: trip.slack.messages(trip.slack.dm(ALICE)))

    assert told.text == NO_FORM
