"""Still stuck."""

from __future__ import annotations

from bot.followups.stuck import climb
from bot.listeners.interactions import Means
from bot.slack.click import Click
from bot.slack.sending import privately, send


async def on_stuck(click: Click, means: Means) -> None:
    """Show the next step of the ladder, to whoever clicked alone."""
    where = {"channel": click.channel, "thread": click.thread, "response_url": click.response_url}
    await send(await climb(click, means.office), privately(means.client, click.user, **where), means.patience)
