"""What somebody did with a control, out of Slack's payload."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.payloads.clicks import read_click, read_submission
from bot.slack.payloads.installation import Installation

HERE = Installation("T1")
CLICKED: dict[str, Any] = {"type": "block_actions", "actions": [{"action_id": "share_answer", "value": "{}"}]}
SUBMITTED: dict[str, Any] = {"type": "view_submission", "view": {"id": "V1", "callback_id": "post_question"}}


def test_whoever_did_it_is_known_by_their_id() -> None:
    who = {"user": {"id": "U1"}}

    assert read_click({**CLICKED, **who}, HERE).user == "U1"
    assert read_submission({**SUBMITTED, **who}, HERE).user == "U1"


@pytest.mark.parametrize("nobody", ["", None, ["U1"], {"id": "U1"}, 1, True], ids=str)
def test_what_nobody_did_is_not_done_in_anybodys_name(nobody: object) -> None:
    who = {"user": {"id": nobody}}

    with pytest.raises(ValueError, match="nobody did this"):
        read_click({**CLICKED, **who}, HERE)
    with pytest.raises(ValueError, match="nobody did this"):
        read_submission({**SUBMITTED, **who}, HERE)
