from __future__ import annotations

from bot.followups import once
from bot.followups.once import Once


def test_a_second_time_is_not_the_first() -> None:
    done = Once()

    assert done.begin("a")
    assert not done.begin("a")
    assert done.begin("b")


def test_what_came_to_nothing_may_be_tried_again() -> None:
    done = Once()
    done.begin("a")
    done.undo("a")
    done.undo("never begun")

    assert done.begin("a")


def test_the_oldest_are_forgotten() -> None:
    done = Once()
    for number in range(once.MOST_REMEMBERED + 1):
        done.begin(str(number))

    assert not done.begin("1")
    assert done.begin("0")
