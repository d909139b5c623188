"""Where a message may fall into two questions."""

from __future__ import annotations

import pytest

from routing.answers import Several
from routing.parsing.parts import parts_of
from routing.route import route
from tests.routing.matching.test_near import index
from tools.worlds import NOW


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I need a new badge, and who pays my ticket?", [("I need a new badge", "who pays my ticket?")]),
        ("who cuts the grass? who pays the wages?", [("who cuts the grass", "who pays the wages?")]),
        ("who owns login and payments?", []),
        ("The page is broken since noon. Who can help with that?", []),
        ("a and b " * 100, []),
    ],
)
def test_it_parts_at_an_and_or_between_two_questions(text: str, parts: list[tuple[str, str]]) -> None:
    assert list(parts_of(text)) == parts


def test_two_questions_get_two_places_each_with_its_words() -> None:
    answer = route("my keyboard is broken, and who cuts the hedges?", index(), NOW)

    assert isinstance(answer, Several)
    assert dict(zip(answer.parts, (place.destination for place in answer.places), strict=True)) == {
        "my keyboard is broken": "#it",
        "who cuts the hedges?": "#garden",
    }


def test_one_question_with_an_and_stays_one() -> None:
    answer = route("who looks after the old monitors and all the keyboards?", index(), NOW)

    assert not (isinstance(answer, Several) and answer.parts)
