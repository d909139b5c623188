"""The next rung of the ladder: which one a question names, and whether that one was of no help."""

from __future__ import annotations

import pytest

from routing.parsing.ladder_rung import LadderRungFinder
from routing.parsing.tokens import tokens
from tests.builders import small_index

CLIMBER = LadderRungFinder(small_index().registry)
FIRST, SECOND, LAST = 0, 1, 2


def rung(*sentences: str) -> int | None:
    return CLIMBER.rung([tuple(tokens(sentence)) for sentence in sentences])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who is my TL", FIRST),
        ("what are #govuk-tech-leads for", SECOND),
        ("how do I reach @govuk-senior-tech-people", LAST),
        ("the TL is away", SECOND),
        ("my TL has no idea", SECOND),
        ("asked my TL, who next", SECOND),
        ("#govuk-tech-leads could not help", LAST),
        ("posted in #govuk-tech-leads, no reply", LAST),
        ("been to my TL and #govuk-tech-leads, nobody knew", LAST),
        ("after my TL, is it #govuk-tech-leads?", LAST),
        ("@govuk-senior-tech-people are stumped too", LAST),
        ("who were the technical architects", LAST),
        ("the technical architects could not help", LAST),
        ("my TL says to ask the technical architects", LAST),
        ("who is next on the ladder", None),
        ("nobody could help", None),
        ("my tech lead", None),
        ("", None),
    ],
)
def test_a_rung_that_could_not_help_leads_to_the_next(text: str, expected: int | None) -> None:
    assert rung(text) == expected


def test_being_stuck_may_be_said_in_another_sentence() -> None:
    assert rung("I talked with my TL.", "No luck.") == SECOND
    assert rung("No joy.", "Whom does the TL suggest?") == SECOND


def test_no_rungs_are_named_in_no_sentences() -> None:
    assert CLIMBER.rung([]) is None


@pytest.mark.parametrize(
    ("number", "contact"),
    [(FIRST, "#govuk-tech-leads"), (SECOND, "#govuk-tech-leads"), (LAST, "@govuk-senior-tech-people"), (3, None)],
)
def test_a_rung_without_a_contact_leads_to_the_first_after_it_that_has_one(number: int, contact: str | None) -> None:
    assert CLIMBER.contact(number) == contact


def test_a_team_may_be_a_rung() -> None:
    registry = small_index().registry
    ladder = registry.ladder.model_copy(update={"order": ("tech-lead", "second-line", "senior-tech")})
    climber = LadderRungFinder(registry.model_copy(update={"ladder": ladder}))

    assert climber.rung([tuple(tokens("my TL has no idea"))]) == 1
    assert climber.contact(1) == "#govuk-2ndline-tech"
    assert climber.rung([tuple(tokens("#govuk-tech-leads"))]) is None


def test_of_two_roles_that_are_gone_the_higher_one_counts() -> None:
    registry = small_index().registry
    rungs = registry.ladder.rungs
    older = {**rungs, "tech-leads": rungs["tech-leads"].model_copy(update={"formerly": ("Lead developers",)})}
    ladder = registry.ladder.model_copy(update={"rungs": older})
    climber = LadderRungFinder(registry.model_copy(update={"ladder": ladder}))

    assert climber.rung([tuple(tokens("who replaced the lead developers"))]) == SECOND
    assert climber.rung([tuple(tokens("the technical architects came after the lead developers"))]) == LAST
