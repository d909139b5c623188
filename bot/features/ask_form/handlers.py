"""The global shortcut: it opens a form, and the answer comes in a direct message.

The modal to ask a question in, from wherever somebody is in Slack.
"""

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
from routing.route import LONGEST_QUESTION

NO_FORM = "Slack did not let me open the form in time. Try again, or write your question to me here."


async def on_ask_question(body: Payload, request: RequestContext) -> None:
    """Open the form. Where it was too late for that, say so."""
    if not await is_opened(question_form(), body["trigger_id"], request):
        reply = sentence(NO_FORM, outcome="too-late")
        await send(reply, [in_channel(request.client, body["user"]["id"])], request.retry)


async def on_question(_: Submission, request: RequestContext) -> None:
    """Answer what was asked in the form."""
    if request.inquiry:
        await request.responder.serve(request.inquiry, request.slack)


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
