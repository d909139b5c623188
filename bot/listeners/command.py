"""The slash command: only the asker sees the answer."""

from __future__ import annotations

from slack_bolt.context.async_context import AsyncBoltContext

from bot.clerk import Clerk
from bot.inquiry import Inquiry
from bot.slack.sending import privately


async def on_command(inquiry: Inquiry, context: AsyncBoltContext, clerk: Clerk) -> None:
    """Answer `/whoask …` by its response_url; where that is refused, as an ephemeral, then as a direct message."""
    await clerk.serve(inquiry, privately(context.client, inquiry.asker, inquiry), bot=context.bot_user_id)
