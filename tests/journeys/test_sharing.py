"""An answer that one person alone sees: shared in the channel, or sent to their own messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.answering.handlers import NOT_DONE
from bot.app import connect, web_client
from bot.features.share.handlers import AGAIN, ELSE, NOT_KEPT, SENT, SHARED, UNCLEAR, WHY
from bot.slack.messages.controls import SEND_TO_ME, SHARE
from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE
from bot.store.sql import MemoryStore
from localslack import ALL_SCOPES, RESPONSE_URL, Message, RateLimited, Refuse, ServerFault
from tests.journeys.harness import ALICE, BOB, QUESTION, RIGHT, DownStore, Journey, bot_on, journey, seed
from tests.journeys.test_feedback import CHOICE, NOBODY, SECOND_LINE, judge_wrong

LONG = f"{QUESTION} " + "It is for the page about passports. " * 20


async def click(trip: Journey, answer: Message, action: str, times: int = 1) -> list[Message]:
    """What Alice alone is told for her clicks."""
    seen = len(trip.slack.ephemerals(ALICE))
    for _ in range(times):
        await trip.slack.click(answer, action, ALICE)
    await trip.quiet()
    return list(trip.slack.ephemerals(ALICE)[seen:])


def in_general(trip: Journey) -> list[Message]:
    return [message for message in trip.said() if message.channel == "C1"]


def on(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


def now(trip: Journey, answer: Message) -> Message:
    return next(message for message in trip.slack.ephemerals(ALICE) if message.ts == answer.ts)


async def test_shared_the_answer_stands_in_the_channel_under_the_question(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    told = await click(trip, answer, SHARE)
    (shared,) = in_general(trip)

    assert {"type": "user", "user_id": ALICE} in shared.blocks[0]["elements"][0]["elements"]
    assert shared.blocks[0]["elements"][1] == {
        "type": "rich_text_quote",
        "elements": [{"type": "text", "text": QUESTION}],
    }
    assert RIGHT in on(shared)
    assert RIGHT in shared.text
    assert not [action for action in (SHARE, SEND_TO_ME) if action in on(shared)]
    assert told == []


async def test_shared_it_has_no_contacts_and_groups_because_slack_does_not_say_who_reads_it(trip: Journey) -> None:
    answer = await trip.ask(QUESTION, channel="C2SHARED")
    assert "@govuk-senior-tech-people" in answer.text
    await click(trip, answer, SHARE)
    (shared,) = [message for message in trip.said() if message.channel == "C2SHARED"]

    assert RIGHT in on(shared)
    assert "@govuk-senior-tech-people" not in on(shared) + shared.text
    assert "#govuk-tech-leads" not in on(shared) + shared.text
    assert "@govuk-senior-tech-people" in on(now(trip, answer))


async def corrected_answer(trip: Journey, choice: Mapping[str, object]) -> Message:
    """What Alice alone is told in a thread where she has called an answer wrong."""
    first = await trip.mention(f"@whoask {QUESTION}")
    await judge_wrong(trip, first, choice)
    asked = await trip.slack.say(BOB, "C1", QUESTION, first.thread_ts)
    seen = len(trip.slack.ephemerals(ALICE))
    await trip.slack.message_shortcut(asked, ASK_ABOUT_MESSAGE, ALICE)
    return (await trip.slack.wait_for(lambda: trip.slack.ephemerals(ALICE)[seen:]))[0]


async def test_what_is_passed_on_is_the_answer_that_its_asker_put_right(trip: Journey) -> None:
    answer = await corrected_answer(trip, CHOICE)
    assert f"Ask {SECOND_LINE}" in answer.text
    await click(trip, answer, SEND_TO_ME)
    await click(trip, answer, SHARE)
    (mine,) = trip.slack.messages(trip.slack.dm(ALICE))

    assert f"Ask {SECOND_LINE}" in in_general(trip)[-1].text
    assert f"Ask {SECOND_LINE}" in mine.text
    assert "You told me" in mine.text
    assert "You told me" not in in_general(trip)[-1].text


async def test_that_nobody_is_right_is_passed_on_as_well(trip: Journey) -> None:
    answer = await corrected_answer(trip, NOBODY)
    await click(trip, answer, SHARE)

    assert "don't know who handles this" in on(in_general(trip)[-1])
    assert RIGHT not in in_general(trip)[-1].text


async def test_two_replicas_share_once() -> None:
    store = MemoryStore(retention=timedelta())
    async with journey(store=store) as trip:
        answer = await trip.ask(QUESTION)
        other = bot_on(web_client(trip.slack.bot_token, base_url=trip.slack.api_url), store)
        connections = await connect(other, trip.slack.app_token)
        try:
            for _ in range(6):
                await trip.slack.click(answer, SHARE, ALICE)
            await trip.quiet()
            await other.tasks.finish(within=20)
        finally:
            await connections.stop(within=0.5)

        assert len(in_general(trip)) == 1


async def test_that_nobody_is_known_can_be_shared_too(trip: Journey) -> None:
    await click(trip, await trip.ask("who feeds the office cat?"), SHARE)
    (shared,) = in_general(trip)

    assert "don't know who handles this" in shared.text
    assert "post_question" not in on(shared)


async def test_then_the_private_answer_says_so_and_cannot_be_shared_again(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    await click(trip, answer, SHARE)

    assert SHARED in on(now(trip, answer))
    assert SHARE not in on(now(trip, answer))
    assert "still_stuck" in on(now(trip, answer))


async def test_a_second_click_does_not_share_twice(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    told = await click(trip, answer, SHARE, times=3)

    assert len(in_general(trip)) == 1
    assert [message.text for message in told] == [AGAIN, AGAIN]


async def test_nothing_in_the_question_calls_anybody(trip: Journey) -> None:
    answer = await trip.ask(f"@bob @channel <!here> {QUESTION}")
    await click(trip, answer, SHARE)
    (shared,) = in_general(trip)

    assert on(shared).count('"type": "user"') == 1
    assert "broadcast" not in on(shared)
    assert "<!" not in shared.text


async def test_the_answer_of_a_shortcut_in_a_thread_is_shared_in_the_thread(trip: Journey) -> None:
    first = await trip.slack.say(BOB, "C1", "hello")
    asked = await trip.slack.say(BOB, "C1", QUESTION, first.ts)
    await trip.slack.message_shortcut(asked, ASK_ABOUT_MESSAGE, ALICE)
    (answer,) = await trip.slack.wait_for(lambda: trip.slack.ephemerals(ALICE))
    await click(trip, answer, SHARE)

    assert [message.thread_ts for message in in_general(trip)] == [first.ts]


async def test_sent_to_me_the_answer_is_in_my_messages_with_its_question(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    told = await click(trip, answer, SEND_TO_ME, times=2)
    (mine,) = trip.slack.messages(trip.slack.dm(ALICE))

    assert QUESTION in on(mine)
    assert RIGHT in on(mine)
    assert not [action for action in (SHARE, SEND_TO_ME) if action in on(mine)]
    assert sorted(message.text for message in told) == sorted([SENT, AGAIN])
    assert in_general(trip) == []


async def test_a_long_question_comes_from_the_store() -> None:
    async with journey(store=MemoryStore(retention=timedelta(days=1))) as trip:
        answer = await trip.ask(LONG)
        await trip.quiet()
        await click(trip, answer, SHARE)
        (shared,) = in_general(trip)

        assert "passports" in on(shared)


@pytest.mark.parametrize("action", [SHARE, SEND_TO_ME])
async def test_without_the_words_the_asker_is_told_how_to_go_on(trip: Journey, action: str) -> None:
    answer = await trip.ask(LONG)
    await trip.quiet()
    (told,) = await click(trip, answer, action)

    assert told.text == NOT_KEPT
    assert trip.said() == []


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "is_archived", "restricted_action"])
async def test_where_the_bot_cannot_post_the_asker_is_told_why_and_can_try_again(trip: Journey, code: str) -> None:
    answer = await trip.ask(QUESTION)
    trip.slack.faults.next("chat.postMessage", Refuse(code))
    (told,) = await click(trip, answer, SHARE)
    assert told.text == WHY[code]
    assert in_general(trip) == []

    await click(trip, answer, SHARE)
    assert len(in_general(trip)) == 1


async def test_in_a_private_channel_that_the_bot_is_not_in_the_asker_is_told() -> None:
    workspace = seed(scopes=ALL_SCOPES - {"chat:write.public"})
    async with journey(workspace=workspace) as trip:
        answer = await trip.ask(QUESTION, channel="C3FAR")

        assert [message.text for message in await click(trip, answer, SHARE)] == [WHY["not_in_channel"]]


async def test_somebody_whose_messages_are_closed_is_told(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    trip.slack.faults.next("chat.postMessage", Refuse("messages_tab_disabled"))

    assert [message.text for message in await click(trip, answer, SEND_TO_ME)] == [WHY["messages_tab_disabled"]]


@pytest.mark.parametrize(("fault", "words", "again"), [(ServerFault(), UNCLEAR, 0), (Refuse("new_error"), ELSE, 1)])
async def test_what_slack_may_have_taken_is_not_sent_again(fault: Any, words: str, again: int) -> None:
    async with journey() as trip:
        answer = await trip.ask(QUESTION)
        trip.slack.faults.next("chat.postMessage", fault)
        (told,) = await click(trip, answer, SHARE)
        assert told.text == words

        await click(trip, answer, SHARE)
        assert len(in_general(trip)) == again


async def test_what_slack_surely_did_not_take_is_sent_again(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    trip.slack.faults.next("chat.postMessage", RateLimited(0), times=2)
    await click(trip, answer, SHARE)

    assert len(in_general(trip)) == 1


async def test_a_response_url_that_is_used_up_leaves_a_sentence(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    trip.slack.faults.next(RESPONSE_URL, Refuse("used_url"), times=None)
    told = await click(trip, answer, SHARE)

    assert [message.text for message in told] == [SHARED]
    assert len(in_general(trip)) == 1


async def test_a_slack_without_feedback_buttons_gets_plain_ones(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    trip.slack.faults.next("chat.postMessage", Refuse("invalid_blocks"))
    await click(trip, answer, SHARE)
    (shared,) = in_general(trip)

    assert RIGHT in on(shared)
    assert "context_actions" not in on(shared)


async def test_with_the_store_down_a_short_question_is_shared_and_a_long_one_gets_a_sentence() -> None:
    async with journey(store=UnreadableStore(retention=timedelta())) as trip:
        await click(trip, await trip.ask(QUESTION), SHARE)
        assert len(in_general(trip)) == 1
        told = await click(trip, await trip.ask(LONG), SHARE)

        assert [message.text for message in told][-1] == NOT_DONE


async def test_asked_again_in_as_few_words_as_it_is_told_a_question_can_be_shared(trip: Journey) -> None:
    (told,) = await click(trip, await trip.ask(LONG), SHARE)
    assert "in fewer than 500 characters" in told.text
    await click(trip, await trip.ask(LONG[:499]), SHARE)

    assert len(in_general(trip)) == 1


class UnreadableStore(DownStore):
    async def run(self, job: Any) -> Any:  # noqa: ARG002 - whatever it is
        raise ConnectionError("the store is down")
