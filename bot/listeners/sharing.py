"""Share an answer in the channel, and send it to one's own messages."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from bot.followups.once import Once
from bot.followups.sharing import AGAIN, NOT_KEPT, Copy, not_taken, send_to_me, share
from bot.listeners.interactions import Means
from bot.replies.cards import sentence
from bot.slack.click import Click
from bot.slack.sending import NotTakenError, Way, by_response_url, in_channel, send

# Whoever has clicked waits for what came of it.
LONGEST_WAIT = 4.0


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
    copy, person = await making, means.office.person(click.workspace, click.user)
    key = f"{click.action} {click.ticket.key or click.message} {person}"
    if copy is None:
        await means.tell(click.user, click, sentence(NOT_KEPT, outcome="shared"))
    elif not await once.begin(key, means.office, person=person, action=click.action):
        await means.tell(click.user, click, sentence(AGAIN, outcome="shared"))
    else:
        try:
            patience = replace(means.patience, longest=min(means.patience.longest, LONGEST_WAIT))
            await send(copy.message, [where], patience, doubles=False)
        except NotTakenError as error:
            if not error.unclear:
                await once.undo(key, means.office)
            await means.tell(click.user, click, not_taken(error.code, unclear=error.unclear))
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
    await means.tell(click.user, click, copy.done)
