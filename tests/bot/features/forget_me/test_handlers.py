"""What somebody reads who asked to be forgotten."""

from __future__ import annotations

import pytest

from bot.features.forget_me.handlers import BACKUPS_UNKNOWN, NO_BACKUPS, NOTHING, backup_sentence, removed_sentence
from bot.store.forgetting import Removed


@pytest.mark.parametrize(
    ("removed", "said"),
    [
        (Removed(0, 0, 0), NOTHING),
        (Removed(1, 0, 0), "I have removed what I kept about you: 1 question."),
        (Removed(0, 2, 1), "I have removed what I kept about you: 2 answers to “right place?” and 1 reminder."),
    ],
)
def test_only_what_there_was_is_counted(removed: Removed, said: str) -> None:
    assert removed_sentence(removed) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, BACKUPS_UNKNOWN),
        (0, NO_BACKUPS),
        (1, "It stays in backups for up to 1 more day."),
        (30, "It stays in backups for up to 30 more days."),
    ],
)
def test_it_says_how_long_a_backup_keeps_it(days: int | None, said: str) -> None:
    assert backup_sentence(days) == said
