from __future__ import annotations

from routing.matching.place_search import LONGEST_TYPED, choices
from tests.builders import small_index

INDEX = small_index()


def test_a_slip_of_the_fingers_still_finds_the_place() -> None:
    assert "Platform" in choices(INDEX, "platfrom", limit=3)[0].name


def test_what_is_compared_is_no_longer_than_a_name() -> None:
    """3,000 characters held a menu up for seconds on a large registry."""
    typed = "zq" * 1_500
    assert choices(INDEX, typed, limit=5) == choices(INDEX, typed[:LONGEST_TYPED], limit=5)
