"""The global shortcut: it opens a form, and the answer comes in a direct message."""

from __future__ import annotations

from bot.followups.question_form import question_form
from bot.listeners.interactions import Means
from bot.listeners.modals import is_opened
from bot.replies.cards import sentence
from bot.slack.click import Payload, Submission
from bot.slack.sending import in_channel, send

NO_FORM = "Slack did not let me open the form in time. Try again, or write your question to me here."


async def on_ask_question(body: Payload, means: Means) -> None:
    """Open the form. Where it was too late for that, say so."""
    if not await is_opened(question_form(), body["trigger_id"], means):
        reply = sentence(NO_FORM, outcome="too-late")
        await send(reply, [in_channel(means.client, body["user"]["id"])], means.patience)


async def on_question(_: Submission, means: Means) -> None:
    """Answer what was asked in the form."""
    if means.inquiry:
        await means.clerk.serve(means.inquiry, means.voice)
