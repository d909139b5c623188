"""What is kept of the words of a question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.inquiry import Inquiry, Surface
from bot.store.privacy import kept
from routing.parsing.segments import LONGEST_QUESTION


def said(text: str, surface: Surface = Surface.MENTION) -> str | None:
    return kept(Inquiry("k", surface, text, "U1", "T1", "C1", datetime(2026, 3, 2, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("text", "surface", "words"),
    [
        ("<@UBOT> who owns DNS?", Surface.MENTION, "<@UBOT> who owns DNS?"),
        (
            "<@UBOT|whoask>, is it <@U2> or <@U3|bob>?",
            Surface.MENTION,
            "<@UBOT|whoask>, is it <@somebody> or <@somebody>?",
        ),
        ("<@U2|bob> owns it", Surface.COMMAND, "<@somebody> owns it"),
        ("is it <#C1|dns> or <!subteam^S1>?", Surface.COMMAND, "is it <#C1|dns> or <!subteam^S1>?"),
        ("who owns DNS?", Surface.FORM, "who owns DNS?"),
        ("<" * 9_000, Surface.COMMAND, "<" * LONGEST_QUESTION),
    ],
)
def test_the_words_are_kept_without_the_ids_of_people(text: str, surface: Surface, words: str) -> None:
    assert said(text, surface) == words


def test_somebody_elses_message_is_not_kept() -> None:
    assert said("who owns DNS?", Surface.SHORTCUT) is None
