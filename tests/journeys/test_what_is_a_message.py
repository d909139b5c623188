"""What counts as a question: another app's message, a forwarded one, an edit that adds the mention."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.store.sql import MemoryStore
from tests.journeys.harness import ALICE, BOB, OTHER_BOT, QUESTION, RIGHT, Journey, journey

ALERT = {"title": "CertificateExpires", "text": QUESTION, "fallback": "never"}
MATTER = {"type": "section", "text": {"type": "mrkdwn", "text": QUESTION}}


@pytest.fixture
async def trip() -> AsyncIterator[Journey]:
    async with journey() as trip:
        yield trip


@pytest.mark.parametrize(
    "said", [{"attachments": (ALERT,)}, {"blocks": (MATTER,)}, {"blocks": ({"type": "markdown", "text": QUESTION},)}]
)
async def test_a_bare_mention_under_another_apps_message_takes_its_words(trip: Journey, said: dict[str, Any]) -> None:
    first = await trip.slack.say(OTHER_BOT, "C1", "", **said)
    answer = await trip.mention("@whoask", thread=first.ts)

    assert RIGHT in answer.text


async def test_a_bare_mention_under_what_slack_tells_of_is_no_question(trip: Journey) -> None:
    first = await trip.slack.say(OTHER_BOT, "C1", "This content can't be displayed.")
    answer = await trip.mention("@whoask", thread=first.ts)

    assert "cannot read what was said above" in answer.text


@pytest.mark.parametrize("own", ["", "can you help with this?"])
async def test_a_forwarded_message_is_the_question_where_its_forwarder_says_too_little(own: str) -> None:
    async with journey(store=MemoryStore(retention=timedelta(days=1))) as trip:
        await forward_and_look(trip, own)


async def forward_and_look(trip: Journey, own: str) -> None:
    said = await trip.slack.say(BOB, "C1", QUESTION)
    forwarded = await trip.slack.forward(ALICE, said, trip.slack.dm(ALICE), own)
    (answer,) = await trip.slack.wait_for(lambda: trip.after(forwarded))

    assert RIGHT in answer.text
    await trip.quiet()
    kept = await trip.store.questions.find(f"{trip.slack.seed.team}:{forwarded.channel}:{forwarded.ts}")
    assert kept
    assert (kept.text or "") == own


async def test_the_askers_own_question_counts_before_what_they_forward(trip: Journey) -> None:
    said = await trip.slack.say(BOB, "C1", "the canteen has no soup today")
    forwarded = await trip.slack.forward(ALICE, said, trip.slack.dm(ALICE), QUESTION)
    (answer,) = await trip.slack.wait_for(lambda: trip.after(forwarded))

    assert RIGHT in answer.text


async def test_a_mention_that_an_edit_adds_is_answered_once(trip: Journey) -> None:
    said = await trip.slack.say(ALICE, "C1", QUESTION)
    await trip.quiet()
    edited = await trip.slack.edit(said, f"@whoask {QUESTION}")
    (answer,) = await trip.slack.wait_for(lambda: trip.answers(said))
    await trip.slack.edit(edited, f"@whoask {QUESTION} please")
    await trip.quiet()

    assert RIGHT in answer.text
    assert len(trip.answers(said)) == 1


async def test_an_edited_direct_message_that_was_answered_is_not_answered_again(trip: Journey) -> None:
    said = await trip.slack.say(ALICE, trip.slack.dm(ALICE), QUESTION)
    await trip.quiet()
    await trip.slack.edit(said, f"{QUESTION} please")
    await trip.quiet()

    assert len(trip.after(said)) == 1
