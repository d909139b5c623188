"""Where a question is taken to, and what its post is kept under."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.followups.target import Target, post_key
from bot.store.asked import Asked

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = Asked(
    key="k",
    door="mention",
    workspace="T1",
    asker="a",
    channel="C1",
    thread="1.1",
    text=None,
    asked_at=NOON,
    answered_at=NOON,
    outcome="found",
    destination="#platform",
    team="platform",
    responsibility=None,
    sorted_at=None,
)


@pytest.mark.parametrize("target", [Target("#platform"), Target("#leads", 2), Target("@senior.tech_people", 12)])
def test_a_target_is_read_as_it_was_written(target: Target) -> None:
    assert Target.decode(target.encode()) == target


@pytest.mark.parametrize("note", ["", " ", "#a b", "#a ²"])
def test_any_note_can_be_read(note: str) -> None:
    assert Target.decode(note).step == 0


def test_a_question_is_kept_once_for_each_place_from_whichever_button() -> None:
    assert post_key("k", ASKED, Target("#platform")) == post_key("k", ASKED, Target("#platform", 2)) == "k"
    assert post_key("k", ASKED, Target("#leads", 2)) == "k #leads"
    assert post_key("k", replace(ASKED, destination=None), Target("#leads", 2)) == "k #leads"


def test_a_question_that_the_store_does_not_know_is_kept_once_in_all() -> None:
    assert post_key("k", None, Target("#platform")) == post_key("k", None, Target("#leads", 2))
