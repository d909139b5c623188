"""Right place, wrong place: from the button to the next answer in the same thread."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.answering.handlers import NOT_DONE
from bot.features import interactions
from bot.features.feedback import handlers as feedback
from bot.features.feedback.form import CALLBACK, NOBODY_LISTED, PICK
from bot.features.feedback.handlers import GONE, NOT_NOTED, NOTED, THANKS
from bot.slack.messages.controls import FEEDBACK, POST, STUCK
from localslack import RESPONSE_URL, Message, Refuse, View
from tests.builders import changed_index
from tests.journeys.harness import ALICE, BOB, INDEX, QUESTION, RIGHT, STRANGER, DownStore, Journey, journey

SECOND_LINE = "#govuk-2ndline-tech"
CHOICE = {"text": {"type": "plain_text", "text": "Second line"}, "value": "team:second-line"}
NOBODY = {"text": {"type": "plain_text", "text": NOBODY_LISTED}, "value": "nobody"}


async def press(trip: Journey, message: Message, words: str, user: str = ALICE) -> None:
    await trip.slack.click(message, FEEDBACK, user, words)


async def modal(trip: Journey, user: str = ALICE) -> View:
    return (await trip.slack.wait_for(lambda: trip.slack.modals(user)))[-1]


async def next_private(trip: Journey, seen: int, user: str = ALICE) -> Message:
    return (await trip.slack.wait_for(lambda: trip.slack.ephemerals(user)[seen:]))[0]


async def judge_wrong(trip: Journey, answer: Message, choice: Mapping[str, object], user: str = ALICE) -> Message:
    seen = len(trip.slack.ephemerals(user))
    await press(trip, answer, "Wrong place", user)
    await trip.slack.submit_view(await modal(trip, user), user, {PICK: choice})
    return await next_private(trip, seen, user)


async def test_right_place_is_noted_and_thanked_for_privately(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await press(trip, answer, "Right place")
    thanks = await next_private(trip, 0)
    assert thanks.text == THANKS
    assert thanks.thread_ts == answer.thread_ts


@pytest.mark.parametrize("surface", ["command", "mention", "direct message"])
async def test_wrong_place_asks_which_is_right_and_answers_with_it(trip: Journey, surface: str) -> None:
    ask = {"command": trip.ask, "mention": trip.mention, "direct message": trip.dm}[surface]
    private = await judge_wrong(trip, await ask(f"@whoask {QUESTION}" if surface == "mention" else QUESTION), CHOICE)
    assert private.text.startswith(f"{NOTED}\nAsk {SECOND_LINE}")
    actions = [element["action_id"] for element in private.blocks[-1]["elements"]]
    assert actions[:2] == [POST, STUCK]


async def test_the_menu_is_searched_as_somebody_types_and_nobody_is_always_in_it(trip: Journey) -> None:
    await press(trip, await trip.dm(QUESTION), "Wrong place")
    view = await modal(trip)
    for typed, first in (("", "Developers"), ("second", "Second line"), ("infrastructure", "Platform Engineering")):
        delivery = await trip.slack.settled(await trip.slack.suggest(view, PICK, ALICE, typed))
        texts = [option["text"]["text"] for option in delivery.answer["options"]]
        assert texts[0].startswith(first)
        assert texts[-1] == NOBODY_LISTED


async def test_the_next_answer_in_the_same_thread_uses_what_its_asker_picked(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await judge_wrong(trip, answer, CHOICE)
    again = await trip.mention(f"@whoask {QUESTION}", thread=answer.thread_ts)
    assert f"Ask {SECOND_LINE}" in again.text
    assert "You told me that this is the right place" in again.text


async def test_it_counts_for_nobody_else_and_in_no_other_thread(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await judge_wrong(trip, answer, CHOICE)
    assert RIGHT in (await trip.mention(f"@whoask {QUESTION}", user=BOB, thread=answer.thread_ts)).text
    assert RIGHT in (await trip.mention(f"@whoask {QUESTION}")).text


async def test_nobody_in_this_list_is_an_answer_too_and_is_kept_in_the_thread(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    private = await judge_wrong(trip, answer, NOBODY)
    assert private.text.startswith("I don't know who handles this.")
    again = await trip.mention(f"@whoask {QUESTION}", thread=answer.thread_ts)
    assert "You told me that nobody I know of handles this." in again.text


async def test_a_change_of_mind_replaces_what_was_said(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    private = await judge_wrong(trip, answer, CHOICE)
    assert NOTED in private.text
    await press(trip, answer, "Right place")
    await next_private(trip, 1)
    assert RIGHT in (await trip.mention(f"@whoask {QUESTION}", thread=answer.thread_ts)).text


async def test_two_people_say_what_they_think_of_one_answer(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await judge_wrong(trip, answer, CHOICE)
    await press(trip, answer, "Right place", BOB)
    assert (await next_private(trip, 0, BOB)).text == THANKS


async def test_a_stranger_may_say_so_but_is_shown_no_list_of_places(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}", channel="C2SHARED")
    await press(trip, answer, "Wrong place", STRANGER)
    thanks = await next_private(trip, 0, STRANGER)
    assert (thanks.text, "actions" in str(thanks.blocks)) == (NOTED, False)
    await trip.quiet()
    assert trip.slack.modals(STRANGER) == ()


async def test_a_form_that_is_closed_changes_nothing(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await press(trip, answer, "Wrong place")
    await trip.slack.close_view(await modal(trip), ALICE)
    await trip.quiet()
    assert trip.slack.ephemerals(ALICE) == ()
    assert RIGHT in (await trip.mention(f"@whoask {QUESTION}", thread=answer.thread_ts)).text


async def test_a_form_that_slack_opens_no_more_is_told_in_a_sentence(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    trip.slack.faults.next("views.open", Refuse("expired_trigger_id"))
    await press(trip, answer, "Wrong place")
    assert "did not let me open the form in time" in (await next_private(trip, 0)).text


async def test_a_team_that_left_the_registry_while_the_form_was_open_is_told() -> None:
    registry = [INDEX]
    async with journey(index=lambda: registry[0]) as trip:
        answer = await trip.mention(f"@whoask {QUESTION}")
        await press(trip, answer, "Wrong place")
        view = await modal(trip)
        registry[0] = changed_index(
            ("    name: Second line\n", "    name: Second line\n    names: [the night shift]\n")
        )
        gone = {**CHOICE, "value": "team:no-longer-there"}
        await trip.slack.submit_view(view, ALICE, {PICK: gone})
        assert (await next_private(trip, 0)).text == f"{NOTED} {GONE}"


async def test_a_spent_response_url_sends_the_thanks_another_way(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    trip.slack.faults.next(RESPONSE_URL, Refuse("used_url"))
    await press(trip, answer, "Right place")
    assert (await next_private(trip, 0)).text == THANKS


async def test_with_the_store_down_the_click_gets_a_sentence_and_the_next_question_an_answer() -> None:
    async with journey(store=Rooms(retention=timedelta())) as trip:
        answer = await trip.mention(f"@whoask {QUESTION}")
        await press(trip, answer, "Right place")
        assert (await next_private(trip, 0)).text == NOT_NOTED
        assert RIGHT in (await trip.mention(f"@whoask {QUESTION}", thread=answer.thread_ts)).text


async def test_the_form_knows_its_name(trip: Journey) -> None:
    await press(trip, await trip.dm(QUESTION), "Wrong place")
    assert (await modal(trip)).callback_id == CALLBACK


class Rooms(DownStore):
    """Takes nothing; with `hangs`, nobody hears so."""

    hangs = False

    async def run(self, job: object) -> Any:  # noqa: ARG002 - whatever it is
        if self.hangs:
            await asyncio.Event().wait()
        raise ConnectionError("the store is down")


@pytest.mark.parametrize("hangs", [False, True])
async def test_without_a_store_whoever_calls_it_wrong_gets_the_right_answer_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
    hangs: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr(feedback, "NOTE_SECONDS", 0.05)
    store = Rooms(retention=timedelta())
    store.hangs = hangs
    async with journey(store=store) as trip:
        private = await judge_wrong(trip, await trip.mention(f"@whoask {QUESTION}"), CHOICE)
        assert private.text.startswith(f"{NOT_NOTED}\nAsk {SECOND_LINE}")


async def test_where_nobody_was_known_the_next_answer_uses_what_was_picked(trip: Journey) -> None:
    answer = await trip.mention("@whoask who feeds the office cat?")
    assert "don't know" in answer.text
    await judge_wrong(trip, answer, CHOICE)
    assert f"Ask {SECOND_LINE}" in (await trip.mention("@whoask who feeds it?", thread=answer.thread_ts)).text


async def test_a_second_correction_in_a_thread_follows_the_first(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await judge_wrong(trip, answer, CHOICE)
    second = await trip.mention(f"@whoask {QUESTION}", thread=answer.thread_ts)
    await trip.quiet()
    await judge_wrong(trip, second, {**CHOICE, "value": "team:developers"})
    assert "Ask #govuk-developers" in (await trip.mention(f"@whoask {QUESTION}", thread=answer.thread_ts)).text


async def test_only_whoever_asked_is_offered_to_post_it(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await trip.quiet()
    for user, offered in ((ALICE, True), (BOB, False)):
        private = await judge_wrong(trip, answer, CHOICE, user)
        assert (POST in str(private.blocks)) is offered


@pytest.mark.parametrize("character", ["😀", "证", "ж", "\n", '"', "\x01"])
async def test_a_question_in_any_characters_is_answered_and_can_be_judged(trip: Journey, character: str) -> None:
    answer = await trip.mention(f"@whoask {QUESTION} {character * 400}.")
    assert RIGHT in answer.text
    await judge_wrong(trip, answer, CHOICE)


async def test_a_click_that_goes_wrong_is_answered_with_words_for_a_click(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    trip.slack.faults.next("views.open", Refuse("invalid_arguments"))
    await press(trip, answer, "Wrong place")
    assert (await next_private(trip, 0)).text == NOT_DONE


async def test_a_menu_that_cannot_be_filled_stays_empty_and_nobody_is_written_to() -> None:
    registry = [INDEX]
    async with journey(index=lambda: registry[0]) as trip:
        await press(trip, await trip.dm(QUESTION), "Wrong place")
        view = await modal(trip)
        registry.clear()
        delivery = await trip.slack.settled(await trip.slack.suggest(view, PICK, ALICE, "second"))
        await trip.quiet()
        assert delivery.answer == {"options": []}
        assert trip.slack.ephemerals(ALICE) == ()


async def test_a_click_that_cannot_even_be_read_is_answered_with_words_for_a_click(
    trip: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    monkeypatch.setattr(interactions, "read_click", dict[str, str]().__getitem__)
    await press(trip, answer, "Right place")
    assert (await next_private(trip, 0)).text == NOT_DONE
