"""Sending the reminders that are due: a background job."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.services import Services
from bot.features.escalate.ladder_step import LadderStep
from bot.features.post.target import can_mention
from bot.features.reminders.handlers import ONCE, thread_of
from bot.features.reminders.words import reminder_message
from bot.slack.client.delivery import in_channel, permalink, send
from bot.slack.client.errors import SlackCallError
from bot.slack.client.web_client import WorkspaceClients
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.reply import Reply
from bot.slack.payloads.message_text import NEW_MESSAGES
from bot.store.best_effort import BestEffort
from bot.store.reminders import Reminder
from bot.tasks import BackgroundTasks

log = logging.getLogger(__name__)

# The asker cannot be written to any more: https://docs.slack.dev/reference/methods/chat.postMessage#errors
UNREACHABLE = {"user_disabled", "user_not_found", "cannot_dm_bot", "channel_not_found", "is_inactive"}
UNREACHABLE |= {"messages_tab_disabled"}
# Longer than a reminder takes to send, with all attempts: after that another replica takes it over.
REMINDER_LEASE = timedelta(minutes=2)
# A reminder that Slack refuses for so long is given up.
GIVE_UP_AFTER = timedelta(days=1)


async def send_due(services: Services, workspace_clients: WorkspaceClients, tasks: BackgroundTasks) -> None:
    """Send every reminder that is due: a background job. Each is one of `tasks`, which a stopping bot waits for."""
    if sending := [
        tasks.start(_send_reminder(reminder, services, workspace_clients)) for reminder in await _take_due(services)
    ]:
        await asyncio.wait(sending)


async def _send_reminder(reminder: Reminder, services: Services, workspace_clients: WorkspaceClients) -> None:
    """Send one reminder. A fault stops no other: its lease ends, and it is taken again."""
    async with BestEffort(None, log.warning, "the reminder of %s was not sent", reminder.key):
        try:
            slack = await workspace_clients(reminder.workspace)
            if slack is None:  # the app was removed there
                await _mark_sent(reminder, services)
                return
            replies = await thread_of(slack.client, reminder.channel, reminder.ts)
            if await _cancel_if_answered(reminder, replies or (), services):
                return
            link = await permalink(slack.client, reminder.channel, reminder.ts, or_raise=True)
            await _send(await _reminder_reply(reminder, link, services), reminder, slack.client)
        except SlackCallError as error:
            log.warning("the reminder of %s was not sent: %s", reminder.key, error.code)
            if error.code not in UNREACHABLE and not _is_given_up(reminder, services):
                return
        await _mark_sent(reminder, services)


async def _send(reply: Reply, reminder: Reminder, client: AsyncWebClient) -> None:
    """Send a reminder, without retries: one that may have been delivered counts as sent."""
    try:
        await send(reply, [in_channel(client, reminder.user)], ONCE)
    except SlackCallError as error:
        if not error.broke_off:
            raise
        log.warning("the reminder of %s was sent, but Slack broke off: %s", reminder.key, error.code)


async def _mark_sent(reminder: Reminder, services: Services) -> None:
    """Record that a reminder was sent, or never can be. Where the store fails, its lease ends and it is sent again."""
    async with BestEffort(None, log.warning, "the reminder of %s was not recorded", reminder.key):
        await services.store.reminders.sent(reminder.key)


async def _take_due(services: Services) -> list[Reminder]:
    """The due reminders, leased to this replica."""
    now = services.now()
    return await services.store.reminders.take(now=now, lease_until=now + REMINDER_LEASE)


async def _cancel_if_answered(reminder: Reminder, replies: Iterable[Mapping[str, Any]], services: Services) -> bool:
    """Cancel a due reminder where there is a reply or the question is sorted; returns whether it did."""
    asked = await services.find(reminder.question, reminder.workspace)
    if asked and asked.sorted_at:
        return await services.store.reminders.cancel_post(reminder.key, "sorted")
    if any(_is_reply(message, reminder.user) for message in replies):
        return await services.store.reminders.cancel_post(reminder.key, "replied")
    return False


async def _reminder_reply(reminder: Reminder, link: str | None, services: Services) -> Reply:
    """The reminder as a reply. `link` is the permalink of the post."""
    asked = await services.find(reminder.question, reminder.workspace)
    step = LadderStep(services.index(reminder.workspace).registry, asked.team if asked else None, reminder.step)
    mention = step.target is not None and can_mention(step.target.name, asked, services.channel_ids(reminder.workspace))
    return reminder_message(step, ButtonValue(reminder.question), link, mention=mention)


def _is_given_up(reminder: Reminder, services: Services) -> bool:
    """Whether a reminder has been due for too long to try again."""
    return services.now() - reminder.due_at > GIVE_UP_AFTER


def _is_reply(message: Mapping[str, Any], asker: str) -> bool:
    """Whether a message of a thread is a reply by another person. The post itself is a bot's."""
    new = message.get("subtype") in NEW_MESSAGES and not message.get("bot_id")
    return new and bool(message.get("user")) and message["user"] != asker
