"""What is kept of the words of a question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.inquiry import Door, Inquiry
from bot.store.words import kept
from routing.route import LONGEST_QUESTION


def said(text: str, door: Door = Door.MENTION) -> str | None:
    return kept(Inquiry("k", door, text, "U1", "T1", "C1", datetime(2026, 3, 2, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("text", "door", "words"),
    [
        ("<@UBOT> who owns DNS?", Door.MENTION, "<@UBOT> who owns DNS?"),
        (
            "<@UBOT|whoask>, is it <@U2> or <@U3|bob>?",
            Door.MENTION,
            "<@UBOT|whoask>, is it <@somebody> or <@somebody>?",
        ),
        ("<@U2|bob> owns it", Door.COMMAND, "<@somebody> owns it"),
        ("is it <#C1|dns> or <!subteam^S1>?", Door.COMMAND, "is it <#C1|dns> or <!subteam^S1>?"),
        ("who owns DNS?", Door.FORM, "who owns DNS?"),
        ("<" * 9_000, Door.COMMAND, "<" * LONGEST_QUESTION),
    ],
)
def test_the_words_are_kept_without_the_ids_of_people(text: str, door: Door, words: str) -> None:
    assert said(text, door) == words


def test_somebody_elses_message_is_not_kept() -> None:
    assert said("who owns DNS?", Door.SHORTCUT) is None
