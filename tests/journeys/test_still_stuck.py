"""Still stuck: up the ladder, one step at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.features.escalate import handlers as escalate
from bot.features.escalate.handlers import STORE_DOWN
from bot.features.escalate.ladder_step import COPY, LAST, TEAM_GONE
from bot.slack.messages.controls import STUCK
from bot.store.sql import MemoryStore
from localslack import RESPONSE_URL, Refuse
from tests.builders import changed_index
from tests.journeys.after_answers import LEADS, SENIOR, buttons, place, press, stuck
from tests.journeys.harness import ALICE, BOB, INDEX, QUESTION, STRANGER, DownStore, Journey, journey

HERE, STILL = "Post my question there", "Still stuck?"


async def test_each_click_shows_the_next_step_to_whoever_clicked_alone(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    first = await press(trip, answer, STUCK)
    second = await press(trip, first, STUCK)
    third = await press(trip, second, STUCK)

    assert first.text == "Step 1 of 3: ask your tech lead"
    assert buttons(first) == [STILL]
    assert second.text == f"Step 2 of 3: ask tech leads in {LEADS}\nSay what you tried."
    assert buttons(second) == [HERE, STILL]
    assert third.text.startswith(f"Step 3 of 3: ask senior tech ({SENIOR})\n{LAST}")
    assert "senior-tech-people: https://groups.example.org/senior-tech-people" in third.text
    assert buttons(third) == [COPY]
    assert trip.said() == []


async def test_a_group_is_offered_where_it_can_be_mentioned() -> None:
    async with journey(channels=lambda: {SENIOR: "S1"}) as trip:
        assert buttons(await stuck(trip, await trip.ask(QUESTION), 3)) == [f"Mention {SENIOR} here"]
        assert buttons(await stuck(trip, await trip.dm(QUESTION), 3)) == [COPY]


@pytest.mark.parametrize("surface", ["mention", "dm"])
async def test_at_every_door_the_step_is_private(trip: Journey, surface: str) -> None:
    answer = await getattr(trip, surface)(f"@whoask {QUESTION}")
    step = await press(trip, answer, STUCK)

    assert step.recipient == ALICE
    assert step.text.startswith("Step 1 of 3")


async def test_two_clicks_at_once_climb_one_step_and_get_one_message(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)
    await asyncio.gather(trip.slack.click(answer, STUCK, ALICE), trip.slack.click(answer, STUCK, ALICE))
    await trip.quiet()

    steps = [message.text for message in trip.slack.ephemerals(ALICE)[1:]]
    assert steps == ["Step 1 of 3: ask your tech lead"]


async def test_somebody_whose_steps_are_gone_climbs_again_from_the_answer(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    await stuck(trip, answer, 3)

    assert (await stuck(trip, answer, 2)).text.startswith("Step 2 of 3")


async def test_two_people_climb_by_themselves_and_only_the_asker_may_post(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")
    mine, theirs = await stuck(trip, answer, 2), await stuck(trip, answer, 2, BOB)

    assert mine.text == theirs.text
    assert buttons(mine) == [HERE, STILL]
    assert buttons(theirs) == [STILL]


async def test_a_stranger_who_clicks_in_a_shared_channel_is_shown_no_contacts(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}", channel="C2SHARED")
    second = await stuck(trip, answer, 2, STRANGER)
    third = await stuck(trip, second, 1, STRANGER)

    assert second.text == "Step 2 of 3: ask tech leads"
    assert third.text == f"Step 3 of 3: ask senior tech\n{LAST}"
    assert buttons(third) == []


async def test_a_team_with_a_ladder_of_its_own_is_climbed_by_that(trip: Journey) -> None:
    answer = await trip.ask("The site is down, who leads the incident?")

    assert (await stuck(trip, answer)).text.startswith(f"Step 1 of 2: ask tech leads in {LEADS}")


async def test_an_answer_whose_team_is_gone_gets_the_ladder_that_everybody_has() -> None:
    index = [INDEX]
    async with journey(index=lambda: index[0]) as trip:
        answer = await trip.ask("The site is down, who leads the incident?")
        await trip.quiet()
        key = ("  second-line:\n", "  night-shift:\n")
        index[0] = changed_index(
            key,
            ("together_with: [second-line]", "together_with: [night-shift]"),
            ("2ndline:\n    became: second-line", "2ndline:\n    became: night-shift"),
            ("urgent:\n  team: second-line", "urgent:\n  team: night-shift"),
            (
                "keywords: [run a play, pagerduty]\n    team: second-line",
                "keywords: [pagerduty]\n    team: night-shift",
            ),
            ("outage: second-line", "outage: night-shift"),
        )
        step = await stuck(trip, answer)

        assert step.text == f"Step 1 of 3: ask your tech lead\n{TEAM_GONE}"


async def test_a_ladder_that_became_shorter_ends_in_a_sentence() -> None:
    index = [INDEX]
    async with journey(index=lambda: index[0]) as trip:
        step = await stuck(trip, await trip.ask(QUESTION), 2)
        index[0] = changed_index(("order: [tech-lead, tech-leads, senior-tech]", "order: [tech-lead, tech-leads]"))

        past = await stuck(trip, step)
        assert past.text.startswith("That was the last step\n")
        assert buttons(past) == []


async def test_a_response_url_that_is_used_up_is_no_obstacle() -> None:
    async with journey(workspace=place()) as trip:
        answer = await trip.ask(QUESTION)
        trip.slack.faults.next(RESPONSE_URL, Refuse("used_url"))

        assert (await stuck(trip, answer)).text.startswith("Step 1 of 3")


async def test_with_no_way_to_whisper_the_step_comes_as_a_direct_message() -> None:
    async with journey(workspace=place()) as trip:
        answer = await trip.ask(QUESTION, channel="C3FAR")
        trip.slack.faults.next(RESPONSE_URL, Refuse("expired_url"))
        await trip.slack.click(answer, STUCK, ALICE)
        await trip.quiet()

        assert [m.text[:11] for m in trip.slack.messages(trip.slack.dm(ALICE))] == ["Step 1 of 3"]


async def test_with_the_store_down_it_is_the_ladder_that_everybody_has() -> None:
    async with journey(store=DownAfterAnswers(retention=timedelta())) as trip:
        step = await stuck(trip, await trip.ask(QUESTION))

        assert step.text == f"Step 1 of 3: ask your tech lead\n{STORE_DOWN}"
        assert (await stuck(trip, step)).text.startswith(f"Step 2 of 3: ask tech leads in {LEADS}")


async def test_a_store_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hangs(MemoryStore):
        async def run(self, job: object) -> Any:  # noqa: ARG002
            await asyncio.Event().wait()

    monkeypatch.setattr(escalate, "LOOK_UP_SECONDS", 0.05)
    async with journey(store=Hangs(retention=timedelta())) as trip:
        assert STORE_DOWN in (await stuck(trip, await trip.ask(QUESTION))).text


async def test_of_an_answer_that_the_store_does_not_know_nobody_is_offered_to_post_the_question() -> None:
    store = DownStore(retention=timedelta())
    async with journey(workspace=place(), store=store) as trip:
        answer = await trip.mention(f"@whoask {QUESTION}")
        await trip.quiet()

        assert buttons(await stuck(trip, answer, 2, BOB)) == [STILL]


class DownAfterAnswers(MemoryStore):
    """Takes questions, and nothing that comes after them."""

    async def run(self, job: object) -> Any:  # noqa: ARG002
        raise ConnectionError("the store is down")
