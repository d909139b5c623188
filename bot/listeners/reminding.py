"""Remind me if nobody answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.followups import reminding
from bot.followups.office import Office
from bot.followups.reminding import Due
from bot.listeners.interactions import Means
from bot.listeners.posting import permalink
from bot.slack.click import Click
from bot.slack.sending import NotTakenError, Patience, Way, in_channel, patiently, privately, send

log = logging.getLogger(__name__)

# Somebody who cannot be written to: https://docs.slack.dev/reference/methods/chat.postMessage#errors
NOBODY_THERE = {"user_disabled", "user_not_found", "cannot_dm_bot", "channel_not_found", "is_inactive"}
# Read at most. Whoever answered is among the first.
REPLIES = 100


async def on_remind(click: Click, means: Means) -> None:
    """Set a reminder, and say when it comes and what cancels it."""
    post = await reminding.post_of(click, means.office)
    thread = await _thread(means.client, post.channel, post.ts) if post and post.channel and post.ts else None
    reply = await reminding.remind(click, post, means.office, sees_replies=thread is not None)
    await send(reply, _ways(click, means), means.patience)


async def on_reminder_over(click: Click, means: Means) -> None:
    """Cancel a reminder."""
    await send(await reminding.end(click, means.office), _ways(click, means), means.patience)


async def send_due(office: Office, client: AsyncWebClient, patience: Patience) -> None:
    """Send every reminder that is due: the background's job."""
    await asyncio.gather(*(_remind(due, office, client, patience) for due in await reminding.take(office)))


async def _remind(due: Due, office: Office, client: AsyncWebClient, patience: Patience) -> None:
    """One reminder. What goes wrong with it is its own: its lease ends, and it is taken again."""
    try:
        replies = await _thread(client, due.channel, due.ts)
        if await reminding.cancel_if_answered(due, replies or (), office):
            return
        reply = await reminding.words_of(due, await permalink(client, due.channel, due.ts), office)
        await send(reply, [in_channel(client, due.user)], patience)
    except NotTakenError as error:
        log.warning("the reminder of %s was not sent: %s", due.key, error.code)
        if error.code not in NOBODY_THERE and not reminding.is_given_up(due, office):
            return
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the others are still to be sent
        log.warning("the reminder of %s was not sent: %s", due.key, type(error).__name__)
        return
    await reminding.over(due, office)


async def _thread(client: AsyncWebClient, channel: str, ts: str) -> Sequence[Mapping[str, Any]] | None:
    """The messages of a thread; null where we may not read it: that takes channels:history and being a member."""
    try:
        found = await patiently(
            lambda: client.conversations_replies(channel=channel, ts=ts, limit=REPLIES), Patience(attempts=1)
        )
    except NotTakenError:
        return None
    messages: Sequence[Mapping[str, Any]] = found.get("messages") or ()
    return messages


def _ways(click: Click, means: Means) -> list[Way]:
    where = {"channel": click.channel, "thread": click.thread, "response_url": click.response_url}
    return privately(means.client, click.user, **where)
