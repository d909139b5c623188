"""The shortcut on somebody's message: whom to ask about it."""

from __future__ import annotations

from bot.clerk import Clerk
from bot.inquiry import Inquiry
from bot.replies.mrkdwn import plain
from bot.slack.voice import Voice

NOTHING_TO_READ = (
    "That message has no words that I can read. Ask me in your own words: write to me here or use /whoask."
)


async def on_message_shortcut(inquiry: Inquiry, voice: Voice, clerk: Clerk) -> None:
    """Answer a message's shortcut where the message is, for whoever used it alone; else in a direct message."""
    if plain(inquiry.text, voice.bot):
        await clerk.serve(inquiry, voice)
    else:
        await clerk.say(NOTHING_TO_READ, inquiry, voice, outcome="unreadable")
