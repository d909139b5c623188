"""Share an answer in the channel, and send it to one's own messages."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.followups.once import Once
from bot.followups.sharing import AGAIN, NOT_KEPT, Copy, not_taken, send_to_me, share
from bot.listeners.interactions import Means
from bot.replies.cards import sentence
from bot.replies.reply import Reply
from bot.slack.click import Click
from bot.slack.sending import NotTakenError, Patience, Way, by_response_url, in_channel, privately, send

# A message that Slack may have taken is not sent a second time.
ONE_TRY = Patience(attempts=1)


async def on_share(click: Click, means: Means, *, once: Once) -> None:
    """Post the answer where it was asked for; the private one loses its buttons for that."""
    where = in_channel(means.client, click.channel or click.user, click.thread)
    await _pass_on(share(click, means.office, bot=means.bot), where, click, means, once)


async def on_send_to_me(click: Click, means: Means, *, once: Once) -> None:
    """Post the answer in the direct messages of whoever clicked."""
    where = in_channel(means.client, click.user)
    await _pass_on(send_to_me(click, means.office, bot=means.bot), where, click, means, once)


async def _pass_on(making: Awaitable[Copy | None], where: Way, click: Click, means: Means, once: Once) -> None:
    """Once for each answer and button, however often somebody clicks; again where nothing came of it."""
    copy, key = await making, f"{click.action} {click.ticket.key or click.message} {click.user}"
    if copy is None:
        await _tell(sentence(NOT_KEPT, outcome="shared"), click, means)
    elif not once.begin(key):
        await _tell(sentence(AGAIN, outcome="shared"), click, means)
    else:
        try:
            await send(copy.message, [where], ONE_TRY)
        except NotTakenError as error:
            if not error.unclear:
                once.undo(key)
            await _tell(not_taken(error.code, unclear=error.unclear), click, means)
        else:
            await _confirm(copy, click, means)


async def _confirm(copy: Copy, click: Click, means: Means) -> None:
    if copy.instead and click.response_url:
        try:
            await send(copy.instead, [by_response_url(means.client, click.response_url, instead=True)], means.patience)
        except NotTakenError:
            pass  # used up or too old; a sentence does as well
        else:
            return
    await _tell(copy.done, click, means)


async def _tell(reply: Reply, click: Click, means: Means) -> None:
    where = {"channel": click.channel, "thread": click.thread, "response_url": click.response_url}
    await send(reply, privately(means.client, click.user, **where), means.patience)
