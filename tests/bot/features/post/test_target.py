"""Where a question is taken to, and what its post is kept under."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.features.post.target import Target, can_mention, post_key
from bot.store.questions import QuestionRecord

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = QuestionRecord(
    key="k",
    surface="mention",
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
    assert post_key("k", Target("#platform")) == post_key("k", Target("#platform", 2)) == "k #platform"
    assert post_key("k", Target("#leads", 2)) == "k #leads"


@pytest.mark.parametrize(
    ("asked", "ids", "can"),
    [
        (ASKED, {"@senior": "S1"}, True),
        (ASKED, {}, False),
        (None, {"@senior": "S1"}, False),
        (replace(ASKED, channel="D1"), {"@senior": "S1"}, False),
        (replace(ASKED, channel=""), {"@senior": "S1"}, False),
    ],
)
def test_a_group_is_mentioned_by_its_id_where_others_are(
    asked: QuestionRecord | None,
    ids: dict[str, str],
    can: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    assert can_mention("@senior", asked, ids) is can
