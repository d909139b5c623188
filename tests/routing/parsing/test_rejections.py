"""Where the asker has been: nobody is sent back there, and nobody is kept from where they sit."""

from __future__ import annotations

import pytest

from routing.parsing.rejections import Rejections
from routing.parsing.tokens import tokens
from tests.builders import small_index

REJECTIONS = small_index().rejections
PLATFORM, SECOND_LINE, DEVELOPERS = "#govuk-platform-engineering", "#govuk-2ndline-tech", "#govuk-developers"


def rejected(*sentences: str) -> set[str]:
    return set(REJECTIONS.rejected([tokens(sentence) for sentence in sentences]))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("I asked in #govuk-platform-engineering", {PLATFORM}),
        ("already asked PE", {PLATFORM}),
        ("the platform team told me it is not theirs", {PLATFORM}),
        ("#govuk-platform-engineering says it isn't theirs", {PLATFORM}),
        ("Platform Engineering bounced me", {PLATFORM}),
        ("went to second line, no luck", {SECOND_LINE}),
        ("tried #govuk-2ndline-internal and got no answer", {SECOND_LINE}),
        ("second line do not own it", {SECOND_LINE}),
        ("been to PE and second line", {PLATFORM, SECOND_LINE}),
        ("PE sent me to second line", {PLATFORM}),
        ("PE told me to ask second line", {PLATFORM}),
        ("PE pointed me over to second line", {PLATFORM}),
        ("not PE but second line", {PLATFORM}),
        ("who other than second line can help", {SECOND_LINE}),
        ("rather than the platform team, who", {PLATFORM}),
        ("never mind second line", {SECOND_LINE}),
        ("I am on #govuk-platform-engineering and asked nobody", set()),
        ("I'm in second line", set()),
        ("we are on second line this week and tried everything", set()),
        ("my week on second line, what do I do", set()),
        ("does PE do dns", set()),
        ("what does second line do", set()),
        ("they told me to go elsewhere", set()),
        ("#govuk-tech-leads could not help", set()),
        ("", set()),
    ],
)
def test_a_place_that_sent_somebody_away_is_left_out(text: str, places: set[str]) -> None:
    assert rejected(text) == places


def test_being_sent_away_is_said_in_the_sentence_that_names_the_place() -> None:
    assert rejected("I have a question for second line.", "Nobody told me more.") == set()
    assert rejected("PE told me no.", "Is it for second line?") == {PLATFORM}


def test_what_is_not_this_but_that_leaves_that() -> None:
    assert rejected("I asked second line to help, not #govuk-developers") >= {DEVELOPERS}


def test_an_old_name_of_the_place_is_that_place() -> None:
    assert rejected("I asked in #govuk-2ndline") == {SECOND_LINE}
    assert rejected("Replatforming told me it is not theirs") == {PLATFORM}


def test_an_old_name_that_leads_nowhere_is_no_place() -> None:
    registry = small_index().registry
    gone = registry.former_names["2ndline"].model_copy(update={"became": "nothing"})
    rejections = Rejections(registry.model_copy(update={"former_names": {"2ndline": gone}}))

    assert rejections.rejected([tokens("I asked in #govuk-2ndline")]) == frozenset()


@pytest.mark.parametrize("text", ["PE asked us to raise a ticket", "second line asked me who owns dns"])
@pytest.mark.xfail(strict=True, reason="'asked' is a sign of having been there, whoever did the asking")
def test_a_place_that_asked_is_not_a_place_that_sent_away(text: str) -> None:
    assert rejected(text) == set()
