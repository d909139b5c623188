from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.inquiry import Inquiry, Surface
from bot.slack.payloads.installation import Installation
from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE, ASK_AT_HOME, ASK_QUESTION, QUESTION, read_interaction

T0 = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HERE = Installation("T1")
WHO: dict[str, Any] = {"team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2.a"}


def about(**message: Any) -> dict[str, Any]:
    return {
        "type": "message_action",
        "callback_id": ASK_ABOUT_MESSAGE,
        "channel": {"id": "C1"},
        "message_ts": "17.1",
        "message": {"ts": "17.1", "text": "dns?", **message},
        "response_url": "https://hooks.example/1",
        **WHO,
    }


def form(words: str | None) -> dict[str, Any]:
    values = {QUESTION: {QUESTION: {"type": "plain_text_input", "value": words}}}
    return {
        "type": "view_submission",
        "view": {"id": "V1", "callback_id": ASK_QUESTION, "hash": "h", "state": {"values": values}},
        **WHO,
    }


def box(words: str | None) -> dict[str, Any]:
    action = {"type": "plain_text_input", "action_id": ASK_AT_HOME, "value": words}
    return {"type": "block_actions", "actions": [action], "view": {"id": "V1", "type": "home"}, **WHO}


def test_a_shortcut_on_a_message_asks_for_whoever_used_it() -> None:
    assert read_interaction(about(user="U2"), HERE, asked_at=T0) == Inquiry(
        "1.2.a", Surface.SHORTCUT, "dns?", "U1", "T1", "C1", T0, response_url="https://hooks.example/1"
    )


@pytest.mark.parametrize(("thread", "expected"), [("16.1", "16.1"), ("17.1", None), (None, None)])
def test_only_a_reply_is_answered_in_the_thread(thread: str | None, expected: str | None) -> None:
    inquiry = read_interaction(about(thread_ts=thread), HERE, asked_at=T0)
    assert inquiry
    assert inquiry.thread == expected


@pytest.mark.parametrize(("body", "key"), [(form("a < b?"), "V1"), (box("a < b?"), "1.2.a")])
def test_what_is_typed_into_a_form_is_asked_in_slacks_encoding(body: dict[str, Any], key: str) -> None:
    assert read_interaction(body, HERE, asked_at=T0) == Inquiry(key, Surface.FORM, "a &lt; b?", "U1", "T1", "U1", T0)


@pytest.mark.parametrize(
    "body",
    [
        form(None),
        form("  "),
        box(None),
        box(" "),
        {**about(), "callback_id": "another"},
        {"type": "view_submission", "view": {"callback_id": "another"}},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions"},
        {"type": "shortcut", "callback_id": ASK_QUESTION},
        {},
    ],
)
def test_anything_else_asks_nothing(body: dict[str, Any]) -> None:
    assert read_interaction(body, HERE, asked_at=T0) is None


def test_a_stranger_who_uses_a_shortcut_is_one() -> None:
    theirs = {**about(), "user": {"id": "U4", "team_id": "T9"}}
    ours = {**about(), "user": {"id": "U1", "team_id": "T1"}}
    asked = [read_interaction(body, HERE, asked_at=T0) for body in (theirs, ours)]

    assert [inquiry and (inquiry.workspace, inquiry.external_user) for inquiry in asked] == [
        ("T1", True),
        ("T1", False),
    ]
