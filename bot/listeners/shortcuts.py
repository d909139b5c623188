"""The two shortcuts: on somebody's message, and the global one with its form."""

from __future__ import annotations

from slack_bolt.context.async_context import AsyncBoltContext

from bot.clerk import Clerk
from bot.followups.question_form import question_form
from bot.inquiry import Inquiry
from bot.listeners.interactions import Means
from bot.listeners.modals import is_opened
from bot.replies.cards import sentence
from bot.replies.mrkdwn import plain
from bot.slack.click import Payload, Submission
from bot.slack.sending import as_ephemeral, by_response_url, in_channel, send

NOTHING_TO_READ = (
    "That message has no words that I can read. Ask me in your own words: write to me here or use /whoask."
)
NO_FORM = "Slack did not let me open the form in time. Try again, or write your question to me here."


async def on_message_shortcut(inquiry: Inquiry, context: AsyncBoltContext, clerk: Clerk) -> None:
    """Answer a message's shortcut where the message is, for whoever used it alone; else in a direct message."""
    client, channel, thread = context.client, inquiry.channel, inquiry.thread
    ways = [as_ephemeral(client, channel, inquiry.asker, thread), in_channel(client, inquiry.asker)]
    if inquiry.response_url:
        ways.insert(0, by_response_url(client, inquiry.response_url, thread=thread))
    if plain(inquiry.text, context.bot_user_id):
        await clerk.serve(inquiry, ways, bot=context.bot_user_id)
    else:
        await clerk.say(NOTHING_TO_READ, inquiry, ways, outcome="unreadable")


async def on_ask_question(body: Payload, means: Means) -> None:
    """Open the form. Where it was too late for that, say so."""
    if not await is_opened(question_form(), body["trigger_id"], means):
        reply = sentence(NO_FORM, outcome="too-late")
        await send(reply, [in_channel(means.client, body["user"]["id"])], means.patience)


async def on_question(_: Submission, means: Means) -> None:
    """Answer what was asked in the form, in a direct message."""
    if means.inquiry:
        way = in_channel(means.client, means.inquiry.asker)
        await means.clerk.serve(means.inquiry, [way], bot=means.bot)
