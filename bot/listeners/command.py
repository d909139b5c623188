"""The slash command: only the asker sees the answer."""

from __future__ import annotations

from slack_bolt.context.async_context import AsyncBoltContext

from bot.clerk import Clerk
from bot.inquiry import Inquiry
from bot.slack.sending import as_ephemeral, by_response_url, in_channel


async def on_command(inquiry: Inquiry, context: AsyncBoltContext, clerk: Clerk) -> None:
    """Answer `/whoask …` by its response_url; where that is refused, as an ephemeral, then as a direct message."""
    client = context.client
    ways = [as_ephemeral(client, inquiry.channel, inquiry.asker), in_channel(client, inquiry.asker)]
    if inquiry.response_url:
        ways.insert(0, by_response_url(client, inquiry.response_url))
    await clerk.serve(inquiry, ways, bot=context.bot_user_id)
