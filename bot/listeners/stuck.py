"""Still stuck."""

from __future__ import annotations

from bot.followups.stuck import climb
from bot.listeners.interactions import Means
from bot.slack.click import Click


async def on_stuck(click: Click, means: Means) -> None:
    """Show the next step of the ladder, to whoever clicked alone."""
    if step := await climb(click, means.office):
        await means.tell(click.user, click, step)
