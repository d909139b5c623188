"""A direct message: everything that a person writes there is for us."""

from __future__ import annotations

from slack_bolt.context.async_context import AsyncBoltContext

from bot.clerk import Clerk
from bot.inquiry import Inquiry
from bot.slack.sending import in_channel


async def on_direct_message(inquiry: Inquiry, context: AsyncBoltContext, clerk: Clerk) -> None:
    """Answer in the direct message, in its thread if the question was asked in one."""
    way = in_channel(context.client, inquiry.channel, inquiry.thread)
    await clerk.serve(inquiry, [way], bot=context.bot_user_id)
