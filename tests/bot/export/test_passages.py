"""What the page and the sheet share."""

from __future__ import annotations

import pytest

from bot.export.documents import days
from routing.registry.schema import Hours


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (["monday", "tuesday", "wednesday", "thursday", "friday"], "Monday to Friday"),
        (["friday", "monday"], "Monday, Friday"),
        (["saturday", "sunday", "wednesday"], "Wednesday, Saturday to Sunday"),
    ],
)
def test_days_in_a_row_are_told_by_the_first_and_the_last(named: list[str], told: str) -> None:
    assert days(Hours.model_validate({"days": named, "opens": "9:00", "closes": "17:00"})) == told
