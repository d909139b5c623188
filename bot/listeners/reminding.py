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
from bot.replies.reply import Reply
from bot.slack.click import Click
from bot.slack.sending import NotTakenError, Patience, in_channel, patiently, send
from bot.slack.voice import Voices
from bot.work import Work

log = logging.getLogger(__name__)

# Somebody who cannot be written to: https://docs.slack.dev/reference/methods/chat.postMessage#errors
NOBODY_THERE = {"user_disabled", "user_not_found", "cannot_dm_bot", "channel_not_found", "is_inactive"}
NOBODY_THERE |= {"messages_tab_disabled"}
# Read at most. Whoever answered is among the first.
REPLIES = 100
ONCE = Patience(attempts=1)
# The connection ended before Slack's answer: most likely it has taken the message. Where there was no connection at
# all, or Slack answered with a fault, it has not.
BROKE_OFF = {"ServerDisconnectedError", "ClientOSError", "ClientPayloadError", "ClientConnectionResetError"}
BROKE_OFF |= {"TimeoutError", "ServerTimeoutError", "SocketTimeoutError"}


async def on_remind(click: Click, means: Means) -> None:
    """Set a reminder, and say when it comes and what cancels it."""
    found = await reminding.post_of(click, means.office)
    if not isinstance(found, Reply):
        thread = await _thread(means.client, str(found.channel), str(found.ts))
        found = await reminding.remind(click, found, means.office, sees_replies=thread is not None)
    await means.tell(click.user, click, found)


async def on_reminder_over(click: Click, means: Means) -> None:
    """Cancel a reminder."""
    await means.tell(click.user, click, await reminding.end(click, means.office))


async def send_due(office: Office, voices: Voices, work: Work) -> None:
    """Send every reminder that is due: the background's job. What it has begun is `work`, which ends before the bot."""
    if sending := [work.start(_remind(due, office, voices)) for due in await reminding.take(office)]:
        await asyncio.wait(sending)


async def _remind(due: Due, office: Office, voices: Voices) -> None:
    """One reminder. What goes wrong with it is its own: its lease ends, and it is taken again."""
    try:
        voice = await voices(due.workspace)
        if voice is None:  # the app was removed there
            await _over(due, office)
            return
        client = voice.client
        replies = await _thread(client, due.channel, due.ts)
        if await reminding.cancel_if_answered(due, replies or (), office):
            return
        link = await _permalink(client, due.channel, due.ts)
        await _send(await reminding.words_of(due, link, office), due, client)
    except NotTakenError as error:
        log.warning("the reminder of %s was not sent: %s", due.key, error.code)
        if error.code in NOBODY_THERE or reminding.is_given_up(due, office):
            await _over(due, office)
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the others are still to be sent
        log.warning("the reminder of %s was not sent: %s", due.key, type(error).__name__)
    else:
        await _over(due, office)


async def _permalink(client: AsyncWebClient, channel: str, ts: str) -> str | None:
    """The address of the post; null where Slack gives none. Raises where Slack is out of reach."""
    try:
        found = await patiently(lambda: client.chat_getPermalink(channel=channel, message_ts=ts), ONCE)
    except NotTakenError as error:
        if error.code in BROKE_OFF:
            raise
        return None
    return str(found["permalink"])


async def _send(reply: Reply, due: Due, client: AsyncWebClient) -> None:
    """Send a reminder, once: one that Slack may have taken counts as sent."""
    try:
        await send(reply, [in_channel(client, due.user)], ONCE)
    except NotTakenError as error:
        if error.code not in BROKE_OFF:
            raise
        log.warning("the reminder of %s was sent, but Slack broke off: %s", due.key, error.code)


async def _over(due: Due, office: Office) -> None:
    """Where the store does not hear of it, the lease ends and the reminder is sent again: nothing else knows of it."""
    try:
        await reminding.over(due, office)
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the others are still to be sent
        log.warning("the reminder of %s was not recorded: %s", due.key, type(error).__name__)


async def _thread(client: AsyncWebClient, channel: str, ts: str) -> Sequence[Mapping[str, Any]] | None:
    """The messages of a thread; null where we may not read it: that takes channels:history and being a member."""
    try:
        found = await patiently(lambda: client.conversations_replies(channel=channel, ts=ts, limit=REPLIES), ONCE)
    except NotTakenError:
        return None
    messages: Sequence[Mapping[str, Any]] = found.get("messages") or ()
    return messages
