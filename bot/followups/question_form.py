"""The modal to ask a question in, from wherever somebody is in Slack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.slack.click import Submission
from bot.slack.shortcut_payloads import ASK_QUESTION, QUESTION
from routing.route import LONGEST_QUESTION

WHERE = "I answer in your direct messages with me."
BLANK = "Write your question first."


def question_form() -> dict[str, Any]:
    """The modal."""
    field = PlainTextInputElement(action_id=QUESTION, multiline=True, max_length=LONGEST_QUESTION, focus_on_load=True)
    view = View(
        type="modal",
        callback_id=ASK_QUESTION,
        title="Ask whoask",
        submit="Ask",
        close="Cancel",
        blocks=[InputBlock(block_id=QUESTION, label="What do you need?", hint=WHERE, element=field)],
    )
    return view.to_dict()


def blank(submission: Submission) -> Mapping[str, str]:
    """What is wrong with what was submitted: Slack takes a few spaces for an answer."""
    return {} if str(submission.values.get(QUESTION) or "").strip() else {QUESTION: BLANK}
