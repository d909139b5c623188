"""Reminders: set for a post, cancelled by a reply or by the asker, and sent once they are due.

The wait is the ladder's, in working time. Reminders are kept in the store, so that one that came due while the bot was
down is sent after the start, and by one replica.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.services import Services
from bot.features.escalate.ladder_step import LadderStep
from bot.features.interactions import RequestContext
from bot.features.post.target import Target, can_mention, post_key
from bot.features.reminders.words import (
    CANCEL,
    ENDED,
    NO_POST,
    NOT_ENDED,
    NOT_SET,
    NOT_YOURS,
    SOMEBODY_REPLIED,
    SORTED,
    reminder,
    reminder_set,
    set_already,
    why_over,
)
from bot.slack.client.delivery import in_channel, permalink, send
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.client.web_client import WorkspaceClients
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.help_messages import sentence
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click
from bot.slack.payloads.questions import NEW_MESSAGES, ThreadReply
from bot.store.after_answers import Post
from bot.store.best_effort import BestEffort
from bot.store.reminders import Reason, Reminder
from bot.tasks import BackgroundTasks
from routing.registry.directory import steps, wait_at
from routing.registry.hours import add_working_time, calendar_of
from routing.registry.schema import Registry

log = logging.getLogger(__name__)

# The asker cannot be written to any more: https://docs.slack.dev/reference/methods/chat.postMessage#errors
UNREACHABLE = {"user_disabled", "user_not_found", "cannot_dm_bot", "channel_not_found", "is_inactive"}
UNREACHABLE |= {"messages_tab_disabled"}
# How many are read. A reply that answers is among the first.
REPLIES = 100
ONCE = RetryPolicy(attempts=1)
# Longer than a reminder takes to send, with all attempts: after that another replica takes it over.
REMINDER_LEASE = timedelta(minutes=2)
# A reminder that Slack refuses for so long is given up.
GIVE_UP_AFTER = timedelta(days=1)
# Why a reminder is cancelled, by the button's action id.
REASONS: dict[str, Reason] = {SOMEBODY_REPLIED: "said so", SORTED: "sorted", CANCEL: "asker"}
# The asker waits for the result.
STORE_SECONDS = 3.0


async def on_remind(click: Click, request: RequestContext) -> None:
    """Set a reminder, and reply when it comes and what cancels it."""
    found = await post_of(click, request.services)
    if not isinstance(found, Reply):
        thread = await _thread(request.client, str(found.channel), str(found.ts))
        found = await set_reminder(click, found, request.services, sees_replies=thread is not None)
    await request.send_privately(click.user, click, found)


async def on_reminder_over(click: Click, request: RequestContext) -> None:
    """Cancel a reminder."""
    await request.send_privately(click.user, click, await cancel_reminder(click, request.services))


async def send_due(services: Services, workspace_clients: WorkspaceClients, tasks: BackgroundTasks) -> None:
    """Send every reminder that is due: a background job. Each is one of `tasks`, which a stopping bot waits for."""
    if sending := [tasks.start(_send_reminder(due, services, workspace_clients)) for due in await take_due(services)]:
        await asyncio.wait(sending)


async def _send_reminder(due: Reminder, services: Services, workspace_clients: WorkspaceClients) -> None:
    """Send one reminder. A fault stops no other: its lease ends, and it is taken again."""
    async with BestEffort(None, log.warning, "the reminder of %s was not sent", due.key):
        try:
            slack = await workspace_clients(due.workspace)
            if slack is None:  # the app was removed there
                await _mark_sent(due, services)
                return
            replies = await _thread(slack.client, due.channel, due.ts)
            if await cancel_if_answered(due, replies or (), services):
                return
            link = await permalink(slack.client, due.channel, due.ts, or_raise=True)
            await _send(await reminder_reply(due, link, services), due, slack.client)
        except SlackCallError as error:
            log.warning("the reminder of %s was not sent: %s", due.key, error.code)
            if error.code not in UNREACHABLE and not is_given_up(due, services):
                return
        await _mark_sent(due, services)


async def _send(reply: Reply, due: Reminder, client: AsyncWebClient) -> None:
    """Send a reminder, without retries: one that may have been delivered counts as sent."""
    try:
        await send(reply, [in_channel(client, due.user)], ONCE)
    except SlackCallError as error:
        if not error.broke_off:
            raise
        log.warning("the reminder of %s was sent, but Slack broke off: %s", due.key, error.code)


async def _mark_sent(due: Reminder, services: Services) -> None:
    """Record a reminder as sent. Where the store fails, its lease ends and it is sent again."""
    async with BestEffort(None, log.warning, "the reminder of %s was not recorded", due.key):
        await mark_sent(due, services)


async def _thread(client: AsyncWebClient, channel: str, ts: str) -> Sequence[Mapping[str, Any]] | None:
    """The messages of a thread; None where the bot may not read it: that takes channels:history and membership."""
    try:
        found = await with_retry(lambda: client.conversations_replies(channel=channel, ts=ts, limit=REPLIES), ONCE)
    except SlackCallError:
        return None
    messages: Sequence[Mapping[str, Any]] = found.get("messages") or ()
    return messages


async def post_of(click: Click, services: Services) -> Post | Reply:
    """The post to be reminded of; the reply instead where it is not kept any more, or is another asker's."""
    async with _trying(click):
        post = await services.store.posts.find(_key(click.button))
        if post is None or post.channel is None or post.ts is None:
            return sentence(NO_POST, outcome="reminder")
        if post.person != services.person(click.workspace, click.user):
            return sentence(NOT_YOURS, outcome="reminder")
        return post
    return sentence(NOT_SET, outcome="reminder")


async def set_reminder(click: Click, post: Post, services: Services, *, sees_replies: bool) -> Reply:
    """Set a reminder of a post. `sees_replies` says whether the bot may read the post's thread."""
    async with _trying(click):
        return await _set(click, post, services, sees_replies=sees_replies)
    return sentence(NOT_SET, outcome="reminder")


async def _set(click: Click, post: Post, services: Services, *, sees_replies: bool) -> Reply:
    button, registry, now = click.button, services.index(click.workspace).registry, services.now()
    asked = await services.find(button.key)
    step = Target.decode(button.note).step
    # In a thread of its own: the calendar is made from a list in a file.
    due = await asyncio.to_thread(_due, registry, asked.team if asked else None, step, now)
    channel, ts = str(post.channel), str(post.ts)
    new = Reminder(post.key, click.workspace, click.user, channel, ts, step + 1, due, button.key)
    if await services.store.reminders.set(new):
        return reminder_set(due, now, registry, button, sees_replies=sees_replies)
    standing = await services.store.reminders.find(post.key)
    return sentence(set_already(standing, now, registry), outcome="reminder")


async def cancel_reminder(click: Click, services: Services) -> Reply:
    """Cancel a reminder for its asker; returns the reply, also where it is over already.

    A question that is sorted loses all of its reminders.
    """
    async with _trying(click):
        return await _end(click.button, REASONS[click.action], services)
    return sentence(NOT_ENDED, outcome="reminder")


async def _end(button: ButtonValue, reason: Reason, services: Services) -> Reply:
    key, reminders = _key(button), services.store.reminders
    if reason == "sorted":
        await services.store.questions.mark_sorted(button.key, at=services.now())
        ended = await reminders.cancel(button.key, reason)
    else:
        ended = await reminders.cancel_post(key, reason)
    said = ENDED[reason] if ended else why_over(await reminders.find(key))
    return sentence(said, outcome="reminder")


async def note_thread_reply(reply: ThreadReply, services: Services) -> None:
    """Cancel the reminder of a post on a reply in its thread, unless the reply is the asker's own."""
    # Where the store fails, the thread is still read before the reminder is sent.
    async with BestEffort(None, log.warning, "a reply in %s was not noted", reply.channel):
        await services.store.reminders.cancel_thread(
            workspace=reply.workspace, channel=reply.channel, ts=reply.thread, reason="replied", by=reply.user
        )


async def take_due(services: Services) -> list[Reminder]:
    """The due reminders, leased to this replica."""
    now = services.now()
    return await services.store.reminders.take(now=now, lease_until=now + REMINDER_LEASE)


async def cancel_if_answered(due: Reminder, replies: Iterable[Mapping[str, Any]], services: Services) -> bool:
    """Cancel a due reminder where there is a reply or the question is sorted; returns whether it did."""
    asked = await services.find(due.question)
    if asked and asked.sorted_at:
        return await services.store.reminders.cancel_post(due.key, "sorted")
    if any(_is_reply(message, due.user) for message in replies):
        return await services.store.reminders.cancel_post(due.key, "replied")
    return False


async def reminder_reply(due: Reminder, link: str | None, services: Services) -> Reply:
    """The reminder as a reply. `link` is the permalink of the post."""
    asked = await services.find(due.question)
    step = LadderStep(services.index(due.workspace).registry, asked.team if asked else None, due.step)
    mention = step.target is not None and can_mention(step.target.name, asked, services.channels())
    return reminder(step, ButtonValue(due.question), link, mention=mention)


async def mark_sent(due: Reminder, services: Services) -> None:
    """Record that a reminder was sent, or never can be."""
    await services.store.reminders.sent(due.key)


def is_given_up(due: Reminder, services: Services) -> bool:
    """Whether a reminder has been due for too long to try again."""
    return services.now() - due.due_at > GIVE_UP_AFTER


def _key(button: ButtonValue) -> str:
    """The key of a button's post, and of its reminder."""
    return post_key(button.key, Target.decode(button.note))


def _trying(click: Click) -> BestEffort:
    return BestEffort(STORE_SECONDS, log.warning, "%s of %s came to nothing", click.action, click.button.key)


def _due(registry: Registry, team: str | None, step: int, now: datetime) -> datetime:
    wait = wait_at(registry, min(step, len(steps(registry, team))), team)
    return add_working_time(now, wait, calendar_of(registry))


def _is_reply(message: Mapping[str, Any], asker: str) -> bool:
    """Whether a message of a thread is a reply by another person. The post itself is a bot's."""
    new = message.get("subtype") in NEW_MESSAGES and not message.get("bot_id")
    return new and bool(message.get("user")) and message["user"] != asker
