"""The global shortcut: opens a form to ask with from anywhere in Slack; the answer comes in a direct message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.features.interactions import RequestContext, is_opened
from bot.slack.client.delivery import in_channel, send
from bot.slack.messages.help_messages import sentence
from bot.slack.payloads.clicks import Payload, Submission
from bot.slack.payloads.questions import ASK_QUESTION, QUESTION
from routing.parsing.segments import LONGEST_QUESTION

NO_FORM = "Slack did not let me open the form in time. Try again, or write your question to me here."
WHERE = "I answer in your direct messages with me."
BLANK = "Write your question first."


async def on_ask_question(body: Payload, request: RequestContext) -> None:
    """Open the form; where that is too late, tell the user."""
    if not await is_opened(question_modal(), body["trigger_id"], request):
        reply = sentence(NO_FORM, outcome="too-late")
        await send(reply, [in_channel(request.client, body["user"]["id"])], request.retry)


async def on_question(_: Submission, request: RequestContext) -> None:
    """Answer the question of the form."""
    if request.inquiry:
        await request.responder.serve(request.inquiry, request.slack)


def question_modal() -> dict[str, Any]:
    """The modal to ask a question with."""
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
    """The fault of a blank question, by block id: Slack accepts spaces alone."""
    return {} if str(submission.values.get(QUESTION) or "").strip() else {QUESTION: BLANK}
