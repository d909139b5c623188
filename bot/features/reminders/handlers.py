"""Reminders: set for a post, cancelled by a reply or by the asker, and sent once they are due.

The wait is the ladder's, in working time. Reminders are kept in the store, so that one that came due while the bot was
down is sent after the start, and by one replica.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.services import Services
from bot.features.interactions import RequestContext
from bot.features.post.target import Target, post_key
from bot.features.reminders.words import (
    CANCEL,
    CANCELLED,
    NO_POST,
    NOT_CANCELLED,
    NOT_SET,
    NOT_YOURS,
    SOMEBODY_REPLIED,
    SORTED,
    reminder_set,
    set_already,
    why_over,
)
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.help_messages import sentence
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click
from bot.slack.payloads.questions import ThreadReply
from bot.store.after_answers import Post
from bot.store.best_effort import BestEffort
from bot.store.reminders import Reason, Reminder
from routing.registry.directory import steps, wait_at
from routing.registry.hours import add_working_time, calendar_of
from routing.registry.schema import Registry

log = logging.getLogger(__name__)

# How many are read. A reply that answers is among the first.
REPLIES = 100
ONCE = RetryPolicy(attempts=1)
# Why a reminder is cancelled, by the button's action id.
REASONS: dict[str, Reason] = {SOMEBODY_REPLIED: "said so", SORTED: "sorted", CANCEL: "asker"}
# The asker waits for the result.
STORE_SECONDS = 3.0


async def on_remind(click: Click, request: RequestContext) -> None:
    """Set a reminder, and reply when it comes and what cancels it."""
    found = await post_of(click, request.services)
    if not isinstance(found, Reply):
        thread = await thread_of(request.client, str(found.channel), str(found.ts))
        found = await set_reminder(click, found, request.services, sees_replies=thread is not None)
    await request.send_privately(click.user, click, found)


async def on_cancel_reminder(click: Click, request: RequestContext) -> None:
    """Cancel a reminder."""
    await request.send_privately(click.user, click, await cancel_reminder(click, request.services))


async def thread_of(client: AsyncWebClient, channel: str, ts: str) -> Sequence[Mapping[str, Any]] | None:
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
    asked = await services.find(button.key, click.workspace)
    step = Target.decode(button.note).step
    # In a thread of its own: the calendar is made from a list in a file.
    due_at = await asyncio.to_thread(_due_at, registry, asked.team if asked else None, step, now)
    channel, ts = str(post.channel), str(post.ts)
    new = Reminder(post.key, click.workspace, click.user, channel, ts, step + 1, due_at, button.key)
    if await services.store.reminders.set(new):
        return reminder_set(due_at, now, registry, button, sees_replies=sees_replies)
    standing = await services.store.reminders.find(post.key)
    return sentence(set_already(standing, now, registry), outcome="reminder")


async def cancel_reminder(click: Click, services: Services) -> Reply:
    """Cancel a reminder for its asker; returns the reply, also where it is over already.

    A question that is sorted loses all of its reminders.
    """
    async with _trying(click):
        post = await services.store.posts.find(_key(click.button))
        if post is None:
            return sentence(NO_POST, outcome="reminder")
        if post.person != services.person(click.workspace, click.user):
            return sentence(NOT_YOURS, outcome="reminder")
        return await _cancel(click.button, REASONS[click.action], services)
    return sentence(NOT_CANCELLED, outcome="reminder")


async def _cancel(button: ButtonValue, reason: Reason, services: Services) -> Reply:
    key, reminders = _key(button), services.store.reminders
    if reason == "sorted":
        await services.store.questions.mark_sorted(button.key, at=services.now())
        cancelled = await reminders.cancel(button.key, reason)
    else:
        cancelled = await reminders.cancel_post(key, reason)
    said = CANCELLED[reason] if cancelled else why_over(await reminders.find(key))
    return sentence(said, outcome="reminder")


async def note_thread_reply(reply: ThreadReply, services: Services) -> None:
    """Cancel the reminder of a post on a reply in its thread, unless the reply is the asker's own."""
    # Where the store fails, the thread is still read before the reminder is sent.
    async with BestEffort(None, log.warning, "a reply in %s was not noted", reply.channel):
        await services.store.reminders.cancel_thread(
            workspace=reply.workspace, channel=reply.channel, ts=reply.thread, reason="replied", by=reply.user
        )


def _key(button: ButtonValue) -> str:
    """The key of a button's post, and of its reminder."""
    return post_key(button.key, Target.decode(button.note))


def _trying(click: Click) -> BestEffort:
    """Where the body fails, what follows it is done: the asker is told."""
    return BestEffort(STORE_SECONDS, log.warning, "%s of %s came to nothing", click.action, click.button.key)


def _due_at(registry: Registry, team: str | None, step: int, now: datetime) -> datetime:
    wait = wait_at(registry, min(step, len(steps(registry, team))), team)
    return add_working_time(now, wait, calendar_of(registry))
