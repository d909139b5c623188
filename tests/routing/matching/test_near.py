"""What a question is near to in meaning, whatever its words."""

from __future__ import annotations

import pytest

from routing.answers import Found
from routing.english.near_words import near_words
from routing.matching.index import Index, build_index
from routing.registry.schema import Registry
from routing.route import analyse, decide
from tools.worlds import NOW


def index(*, asked: int = 0) -> Index:
    """Three teams that say in one sentence what they do; `asked` gives each so many example questions."""
    sentences = {
        "it": "We look after monitors and keyboards.",
        "money": "We pay salaries and invoices.",
        "garden": "We mow the lawn and cut the hedges.",
    }
    teams = {
        key: {
            "name": key.title(),
            "channels": {"ask": f"#{key}"},
            "responsibilities": {
                f"{key}-work": {"what": what, "asked": [f"{what} {number}" for number in range(asked)]}
            },
        }
        for key, what in sentences.items()
    }
    ladder = {"when": "When stuck.", "order": ["lead"], "rungs": {"lead": {"who": "Your lead"}}}
    whole = {"organisation": "Example", "time_zone": "Europe/London", "fallback": "#general", "ladder": ladder}
    return build_index(Registry.model_validate({**whole, "teams": teams}))


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("I need a second display screen", "#it"),
        ("my wages have not come", "#money"),
        ("the grass is too high", "#garden"),
        ("who trims the bushes", "#garden"),
    ],
)
def test_a_question_without_a_word_of_the_registry_finds_the_place_that_it_is_near_to(
    question: str, place: str
) -> None:
    assert analyse(question, index()).options[0].destination == place


def test_the_words_that_are_near_are_shown() -> None:
    made = index()
    answer = decide(analyse("the display screen flickers", made), made, NOW)

    assert isinstance(answer, Found)
    assert any("near “monitors”" in said for said in answer.place.because[0].matched)


def test_nearness_counts_less_with_every_example() -> None:
    weights = [index(asked=number).nearness.weight for number in (0, 5, 50)]

    assert weights == sorted(weights, reverse=True)
    assert weights[0] > 4 * weights[-1] > 0


def test_the_words_themselves_count_more_than_words_that_are_near() -> None:
    options = analyse("salaries", index()).options

    assert options[0].score > analyse("wages", index()).options[0].score


def test_two_words_in_one_are_read_as_two_and_a_name_is_one() -> None:
    table = near_words()

    assert len(table.find(["buildserver"])[0][2]) == 2
    assert table.find(["pull", "request"]) == [(0, 2, (table.rows["pull request"],))]
    assert table.find(["frobnic"]) == []
