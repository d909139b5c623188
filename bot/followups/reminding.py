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
    NOT_YOURS,
    SOMEBODY_REPLIED,
    SORTED,
    reminder,
    reminder_set,
    set_already,
    why_over,
)
from bot.followups.target import Target, post_key
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
Due = Reminder


async def post_of(click: Click, office: Office) -> Post | None:
    """The post that somebody wants to be reminded of; null where nobody knows it any more."""
    asked = await office.find(click.ticket.key)
    post = await office.store.posts.find(post_key(click.ticket.key, asked, Target.decode(click.ticket.note)))
    return post if post and post.channel and post.ts else None


async def remind(click: Click, post: Post | None, office: Office, *, sees_replies: bool) -> Reply:
    """Set a reminder of a post. `sees_replies` says whether we may read the thread of the post."""
    if post is None or post.channel is None or post.ts is None:
        return sentence(NO_POST, outcome="reminder")
    if post.person != office.person(click.workspace, click.user):
        return sentence(NOT_YOURS, outcome="reminder")
    ticket, registry, now = click.ticket, office.index().registry, office.now()
    asked = await office.find(ticket.key)
    step = Target.decode(ticket.note).step
    # In a thread of its own: the calendar is made from a list in a file.
    due = await asyncio.to_thread(_due, registry, asked.team if asked else None, step, now)
    new = Reminder(ticket.key, click.workspace, click.user, post.channel, post.ts, step + 1, due)
    if await office.store.reminders.set(new):
        return reminder_set(due, now, registry, ticket, sees_replies=sees_replies)
    standing = await office.store.reminders.find(ticket.key)
    return sentence(set_already(standing, now, registry), outcome="reminder")


async def end(click: Click, office: Office) -> Reply:
    """Cancel a reminder because its asker says so; a sentence where it is over already."""
    key, reason = click.ticket.key, REASONS[click.action]
    if reason == "sorted":
        await office.store.questions.mark_sorted(key, at=office.now())
    if await office.store.reminders.cancel(key, reason):
        return sentence(ENDED[reason], outcome="reminder")
    return sentence(why_over(await office.store.reminders.find(key)), outcome="reminder")


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
    asked = await office.find(due.key)
    if asked and asked.sorted_at:
        return await office.store.reminders.cancel(due.key, "sorted")
    if any(_is_reply(message, due.user) for message in replies):
        return await office.store.reminders.cancel(due.key, "replied")
    return False


async def words_of(due: Due, link: str | None, office: Office) -> Reply:
    """The reminder as its asker reads it. `link` leads to the post."""
    asked = await office.find(due.key)
    step = LadderStep(office.index().registry, asked.team if asked else None, due.step)
    return reminder(step, Ticket(due.key), link)


async def over(due: Due, office: Office) -> None:
    """A reminder was sent, or never can be."""
    await office.store.reminders.sent(due.key)


def is_given_up(due: Due, office: Office) -> bool:
    """Whether it is too late to try again."""
    return office.now() - due.due_at > GIVE_UP_AFTER


def _due(registry: Registry, team: str | None, step: int, now: datetime) -> datetime:
    wait = wait_at(registry, min(step, len(steps(registry, team))), team)
    return add_working_time(now, wait, calendar_of(registry))


def _is_reply(message: Mapping[str, Any], asker: str) -> bool:
    """Whether a message of a thread is somebody else's; our own, with which it began, is a bot's."""
    new = message.get("subtype") in NEW_MESSAGES and not message.get("bot_id")
    return new and bool(message.get("user")) and message["user"] != asker
