from __future__ import annotations

import pytest

from bot.features.home.directory import all_teams, search
from tests.builders import changed_index, small_index

INDEX = small_index()


def names(typed: str) -> list[str]:
    return [entry.name for entry in search(INDEX, typed)]


def test_nothing_typed_lists_all_teams_from_a_to_z() -> None:
    assert names("  ") == ["Developers", "Platform Engineering", "Second line"]
    assert all_teams(INDEX) == search(INDEX, "")


@pytest.mark.parametrize("typed", ["platform", "PLATFORM  eng", "#govuk-platform-alerts", "PE", "Platform team"])
def test_a_team_is_found_by_any_name_it_has(typed: str) -> None:
    assert names(typed)[0] == "Platform Engineering"


@pytest.mark.parametrize(
    ("typed", "became"),
    [
        ("Replatforming", "Replatforming is now Platform Engineering (#govuk-platform-engineering)."),
        ("replat", "Replatforming is now Platform Engineering (#govuk-platform-engineering)."),
        ("#govuk-2ndline", "#govuk-2ndline is now #govuk-2ndline-tech."),
        ("2ndline", "2ndline is now Second line (#govuk-2ndline-tech)."),
    ],
)
def test_a_name_that_is_gone_says_what_became_of_it(typed: str, became: str) -> None:
    assert search(INDEX, typed)[0].why == became


def test_a_name_that_is_gone_from_begin_to_end_leads_to_the_team_of_today() -> None:
    (entry,) = search(INDEX, "Infrastructure")

    assert entry.name == "Platform Engineering"
    assert entry.why.endswith("Most of its work went to Replatforming.")


def test_a_team_is_found_by_what_it_does_and_says_which() -> None:
    assert [(e.name, e.why) for e in search(INDEX, "nameserver")] == [
        ("Platform Engineering", "Looks after DNS for the main domains.")
    ]


def test_each_team_comes_once() -> None:
    found = names("certificates dns platform") + names("e")

    assert all(found.count(name) <= 2 for name in found)
    assert len(names("e")) == len(set(names("e")))


def test_a_question_is_understood_as_one() -> None:
    assert names("who can renew a cert for us") == ["Platform Engineering"]


@pytest.mark.parametrize("typed", ["zzzz", "<!channel>", "#", "@", "(", "\\", "*"])
def test_whatever_is_typed_is_taken_as_words(typed: str) -> None:
    assert all(entry.destination for entry in search(INDEX, typed))


def test_a_sentence_that_ends_keeps_its_one_full_stop() -> None:
    index = changed_index(("what: Looks after DNS for the main domains", "what: Looks after DNS for the main domains."))

    assert search(index, "nameserver")[0].why == "Looks after DNS for the main domains."
