"""A mention in a channel: the answer goes into the thread."""

from __future__ import annotations

import logging

from slack_sdk.web.async_client import AsyncWebClient

from bot.clerk import Clerk
from bot.inquiry import Inquiry
from bot.replies.mrkdwn import plain
from bot.slack.payloads import is_in_thread
from bot.slack.sending import NotTakenError, Patience, patiently
from bot.slack.voice import Voice

log = logging.getLogger(__name__)

CANNOT_READ = (
    "I cannot read what was said above. Mention me again with the question in the same message, "
    "such as “@whoask who can help me with …?”."
)


async def on_mention(inquiry: Inquiry, voice: Voice, clerk: Clerk) -> None:
    """Answer in the thread. A bare mention inside a thread takes the thread's first message as its question."""
    if is_in_thread(inquiry) and not plain(inquiry.text, voice.bot):
        first_message = await _first_message(voice.client, inquiry)
        if not first_message:
            await clerk.say(CANNOT_READ, inquiry, voice, outcome="unreadable")
            return
        # Somebody else's words: they answer the question, and are not kept as this asker's.
        await clerk.serve(inquiry, voice, words=first_message)
        return
    await clerk.serve(inquiry, voice)


async def _first_message(client: AsyncWebClient, inquiry: Inquiry) -> str | None:
    """The first message of the thread, where we may read it: that takes channels:history and being a member.

    https://docs.slack.dev/reference/methods/conversations.replies
    """
    channel, thread = inquiry.channel, inquiry.thread or ""
    try:
        replies = await patiently(
            lambda: client.conversations_replies(channel=channel, ts=thread, limit=1), Patience(attempts=1)
        )
    except NotTakenError as error:
        log.info("the thread of %s cannot be read: %s", inquiry.key, error.code)
        return None
    messages = replies.get("messages") or [{}]
    return str(messages[0].get("text") or "")
