"""With a retention of 0 days everything works that does not show what people typed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.feedback.form import PICK
from bot.insights.gathering import Insights, gather
from bot.slack.messages.controls import FEEDBACK
from bot.store.history import HistoryReader, Period
from bot.store.sql import MemoryStore
from tests.journeys.harness import ALICE, BOB, INDEX, QUESTION, RIGHT, Journey, journey

SECOND_LINE = {"text": {"type": "plain_text", "text": "Second line"}, "value": "team:second-line"}


async def insights(trip: Journey, now: Period) -> Insights:
    async def read(connection: AsyncConnection) -> Insights:
        return await gather(HistoryReader(connection, now, trip.slack.seed.team), now, INDEX)

    return await trip.store.run(read)


async def test_an_answer_its_feedback_and_the_insights_need_no_words_in_the_store() -> None:
    async with journey(store=MemoryStore(retention=timedelta())) as trip:
        right = await trip.dm(QUESTION)
        await trip.slack.click(right, FEEDBACK, ALICE, "Right place")
        wrong = await trip.dm(QUESTION, user=BOB)
        await trip.slack.click(wrong, FEEDBACK, BOB, "Wrong place")
        view = (await trip.slack.wait_for(lambda: trip.slack.modals(BOB)))[-1]
        await trip.slack.submit_view(view, BOB, {PICK: SECOND_LINE})
        await trip.dm("who brews the kombucha?")
        await trip.quiet()

        asked = await trip.store.questions.latest(trip.store.pseudonyms.pseudonym(trip.slack.seed.team, ALICE), limit=9)
        found = await insights(
            trip, Period(asked[-1].asked_at - timedelta(days=1), asked[0].asked_at + timedelta(days=1))
        )

        assert {one.text for one in asked} == {None}
        assert (found.questions, found.askers, found.unanswered, found.wordless) == (3, 2, 1, 1)
        assert (found.judged, found.right, found.reached) == (2, 1, 1)
        assert [(one.said, one.code) for one in found.detours] == [(RIGHT, "team:second-line")]
        assert (found.groups, found.words) == ((), ())
