"""Remind me if nobody answers: set, cancelled by a reply or by its asker, and sent once it is due.

The wait is the ladder's, in working time. Reminders are kept in the store, so that one that came due while we were
down is sent after the start, and by one replica.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.followups.ladder_step import LadderStep
from bot.followups.office import Office
from bot.followups.reminder_words import (
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
from bot.followups.target import Target, can_mention, post_key
from bot.replies.cards import sentence
from bot.replies.reply import Reply
from bot.slack.click import Click
from bot.slack.payloads import NEW_MESSAGES, ThreadReply
from bot.slack.ticket import Ticket
from bot.store.posts import Post
from bot.store.reminders import Reason, Reminder
from routing.directory import steps, wait_at
from routing.registry import Registry
from routing.working_time import add_working_time, calendar_of

log = logging.getLogger(__name__)

# Longer than a reminder takes to send, with all attempts: after that another process takes it over.
LEASE = timedelta(minutes=2)
# A reminder that Slack does not take for so long is given up.
GIVE_UP_AFTER = timedelta(days=1)
# Why a reminder is over, by the button that says so.
REASONS: dict[str, Reason] = {SOMEBODY_REPLIED: "said so", SORTED: "sorted", CANCEL: "asker"}
# A reminder that is due, for the listeners, which know nothing of the store.
Due = Reminder
# Whoever has clicked waits for what came of it.
STORE_SECONDS = 3.0


async def post_of(click: Click, office: Office) -> Post | Reply:
    """The post that somebody wants to be reminded of; a sentence where nobody knows it any more, or it is another's."""
    try:
        async with asyncio.timeout(STORE_SECONDS):
            post = await office.store.posts.find(_key(click.ticket))
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and whoever clicked has to know
        return _store_down(click, error, NOT_SET)
    if post is None or post.channel is None or post.ts is None:
        return sentence(NO_POST, outcome="reminder")
    if post.person != office.person(click.workspace, click.user):
        return sentence(NOT_YOURS, outcome="reminder")
    return post


async def remind(click: Click, post: Post, office: Office, *, sees_replies: bool) -> Reply:
    """Set a reminder of a post. `sees_replies` says whether we may read the thread of the post."""
    try:
        async with asyncio.timeout(STORE_SECONDS):
            return await _set(click, post, office, sees_replies=sees_replies)
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and whoever clicked has to know
        return _store_down(click, error, NOT_SET)


async def _set(click: Click, post: Post, office: Office, *, sees_replies: bool) -> Reply:
    ticket, registry, now = click.ticket, office.index(click.workspace).registry, office.now()
    asked = await office.find(ticket.key)
    step = Target.decode(ticket.note).step
    # In a thread of its own: the calendar is made from a list in a file.
    due = await asyncio.to_thread(_due, registry, asked.team if asked else None, step, now)
    channel, ts = str(post.channel), str(post.ts)
    new = Reminder(post.key, click.workspace, click.user, channel, ts, step + 1, due, ticket.key)
    if await office.store.reminders.set(new):
        return reminder_set(due, now, registry, ticket, sees_replies=sees_replies)
    standing = await office.store.reminders.find(post.key)
    return sentence(set_already(standing, now, registry), outcome="reminder")


async def end(click: Click, office: Office) -> Reply:
    """Cancel a reminder because its asker says so; a sentence where it is over already.

    A question that is sorted needs none of its reminders.
    """
    try:
        async with asyncio.timeout(STORE_SECONDS):
            return await _end(click.ticket, REASONS[click.action], office)
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and whoever clicked has to know
        return _store_down(click, error, NOT_ENDED)


async def _end(ticket: Ticket, reason: Reason, office: Office) -> Reply:
    key, reminders = _key(ticket), office.store.reminders
    if reason == "sorted":
        await office.store.questions.mark_sorted(ticket.key, at=office.now())
        ended = await reminders.cancel(ticket.key, reason)
    else:
        ended = await reminders.cancel_post(key, reason)
    said = ENDED[reason] if ended else why_over(await reminders.find(key))
    return sentence(said, outcome="reminder")


async def overhear(reply: ThreadReply, office: Office) -> None:
    """Somebody said something in a thread: whoever waits for that needs no reminder. Their own words do not count."""
    try:
        await office.store.reminders.cancel_thread(
            workspace=reply.workspace, channel=reply.channel, ts=reply.thread, reason="replied", by=reply.user
        )
    except Exception as error:  # noqa: BLE001 - a store may raise anything; the thread is read again before it is sent
        log.warning("a reply in %s was not noted: %s", reply.channel, type(error).__name__)


async def take(office: Office) -> list[Due]:
    """What is due, for this process to send."""
    now = office.now()
    return await office.store.reminders.take(now=now, lease_until=now + LEASE)


async def cancel_if_answered(due: Due, replies: Iterable[Mapping[str, Any]], office: Office) -> bool:
    """Cancel a reminder that is about to be sent, where somebody has replied or the question is sorted."""
    asked = await office.find(due.question)
    if asked and asked.sorted_at:
        return await office.store.reminders.cancel_post(due.key, "sorted")
    if any(_is_reply(message, due.user) for message in replies):
        return await office.store.reminders.cancel_post(due.key, "replied")
    return False


async def words_of(due: Due, link: str | None, office: Office) -> Reply:
    """The reminder as its asker reads it. `link` leads to the post."""
    asked = await office.find(due.question)
    step = LadderStep(office.index(due.workspace).registry, asked.team if asked else None, due.step)
    mention = step.target is not None and can_mention(step.target.name, asked, office.channels())
    return reminder(step, Ticket(due.question), link, mention=mention)


async def over(due: Due, office: Office) -> None:
    """A reminder was sent, or never can be."""
    await office.store.reminders.sent(due.key)


def is_given_up(due: Due, office: Office) -> bool:
    """Whether it is too late to try again."""
    return office.now() - due.due_at > GIVE_UP_AFTER


def _key(ticket: Ticket) -> str:
    """What the post of a button is kept under, and its reminder too."""
    return post_key(ticket.key, Target.decode(ticket.note))


def _store_down(click: Click, error: Exception, said: str) -> Reply:
    log.warning("%s of %s came to nothing: %s", click.action, click.ticket.key, type(error).__name__)
    return sentence(said, outcome="reminder")


def _due(registry: Registry, team: str | None, step: int, now: datetime) -> datetime:
    wait = wait_at(registry, min(step, len(steps(registry, team))), team)
    return add_working_time(now, wait, calendar_of(registry))


def _is_reply(message: Mapping[str, Any], asker: str) -> bool:
    """Whether a message of a thread is somebody else's; our own, with which it began, is a bot's."""
    new = message.get("subtype") in NEW_MESSAGES and not message.get("bot_id")
    return new and bool(message.get("user")) and message["user"] != asker
