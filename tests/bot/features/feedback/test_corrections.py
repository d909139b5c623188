"""What an asker put right, and what it does to the next answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.corrections import NOBODY_YOU_SAID, YOU_SAID, Corrections, corrected
from bot.answering.services import Services
from bot.features.feedback.handlers import NO_ANSWER, right
from bot.slack.messages.controls import ButtonValue
from bot.slack.payloads.clicks import Click
from bot.store.sql import MemoryStore
from routing.answers import first_place
from routing.matching.place_search import pick
from tests.bot.answers import FOUND, SEVERAL, UNKNOWN
from tests.builders import small_index

INDEX = small_index()
NOON = datetime(2025, 11, 25, 12, 0, tzinfo=UTC)
PLATFORM, SECOND_LINE, DEVELOPERS = "#govuk-platform-engineering", "#govuk-2ndline-tech", "#govuk-developers"
TO_SECOND_LINE, TO_DEVELOPERS, TO_PLATFORM = "team:second-line", "team:developers", "team:platform-engineering"


@pytest.mark.parametrize(
    ("corrections", "destination"),
    [
        ((), PLATFORM),
        (((PLATFORM, TO_SECOND_LINE),), SECOND_LINE),
        (((SECOND_LINE, TO_DEVELOPERS),), PLATFORM),
        (((PLATFORM, TO_SECOND_LINE), (SECOND_LINE, TO_DEVELOPERS)), DEVELOPERS),
        (((PLATFORM, TO_SECOND_LINE), (SECOND_LINE, TO_PLATFORM)), PLATFORM),
        (((PLATFORM, TO_SECOND_LINE), (SECOND_LINE, "nobody")), None),
        (((PLATFORM, "nobody"), (None, TO_DEVELOPERS)), DEVELOPERS),
        (((PLATFORM, "team:gone"),), PLATFORM),
        (((PLATFORM, TO_SECOND_LINE), (SECOND_LINE, "team:gone")), SECOND_LINE),
    ],
)
def test_one_correction_leads_to_the_next_and_the_last_word_counts(
    corrections: Corrections, destination: str | None
) -> None:
    place = first_place(corrected(FOUND, corrections, INDEX))

    assert (place.destination if place else None) == destination


def test_an_answer_that_named_nobody_can_be_corrections() -> None:
    place = first_place(corrected(UNKNOWN, ((None, TO_SECOND_LINE),), INDEX))

    assert place
    assert place.destination == SECOND_LINE


def test_of_several_places_the_first_is_the_one_that_was_judged() -> None:
    assert corrected(SEVERAL, ((SECOND_LINE, TO_DEVELOPERS),), INDEX) is SEVERAL
    assert corrected(SEVERAL, ((PLATFORM, TO_DEVELOPERS),), INDEX) is not SEVERAL


def test_the_answer_says_that_it_is_the_askers_own() -> None:
    again = corrected(FOUND, ((PLATFORM, TO_SECOND_LINE),), INDEX)
    chosen = pick(INDEX, TO_SECOND_LINE)

    assert chosen
    assert again.notes == (YOU_SAID, *chosen.notes)
    assert corrected(FOUND, ((PLATFORM, "nobody"),), INDEX).notes == (NOBODY_YOU_SAID,)


async def test_the_button_of_an_older_version_notes_nothing_and_says_so() -> None:
    store = MemoryStore(retention=timedelta())
    click = Click("U1", "T1", "feedback", ButtonValue("", None, "right").encode(), "1.2.a")
    told = await right(click, Services(lambda _: small_index(), store))
    removed = await store.forgetting.forget(
        person=store.pseudonyms.pseudonym("T1", "U1"), workspace="T1", user="U1", now=NOON
    )
    await store.close()

    assert told.text == NO_ANSWER
    assert removed.feedback == 0
