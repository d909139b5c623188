"""Post my question there: from the button to the post, at most once for each place and never without a click.

A question is claimed in the store before Slack hears of it. Where Slack turns the post away, the claim is given up and
it can be tried again. Where nobody knows whether Slack took it (it broke off, it never answered, or we were killed) the
claim stays: it is not posted again, and the asker is told to look.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from bot.followups.draft import Draft, post_form, typed
from bot.followups.office import Office
from bot.followups.post_words import (
    ELSE,
    FREE,
    NO_GROUP,
    NOBODYS,
    NOT_YOURS,
    UNCLEAR,
    WHY,
    already,
    confirmation,
    post_message,
    with_words,
)
from bot.followups.target import Target, post_key
from bot.inquiry import Door
from bot.replies.cards import sentence
from bot.replies.mrkdwn import plain
from bot.replies.reply import Reply
from bot.slack.click import Click, Submission
from bot.slack.ticket import Ticket
from bot.store.asked import Asked

log = logging.getLogger(__name__)

# A modal can be opened for three seconds after the click.
LOOK_UP_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Posting:
    """A post that is claimed. `key` is what it is kept under; `channel` and `thread` are where it goes.

    `origin` is the channel and thread that the question came from, null where only its asker can see that.
    """

    key: str
    ticket: Ticket
    target: Target
    words: str
    user: str
    channel: str
    thread: str | None = None
    group: str | None = None
    origin: tuple[str, str] | None = None

    def message(self, asked_at: str | None) -> Reply:
        """The post. `asked_at` is the address of the place that the question came from."""
        return post_message(self.target, self.words, user=self.user, group=self.group, asked_at=asked_at)


async def prepare(click: Click, office: Office, *, bot: str | None) -> dict[str, Any] | Reply:
    """The form to post a question with, or a sentence where it cannot be posted. `bot` is our own user id."""
    ticket, draft = click.ticket, Draft.by(click)
    target = draft.target
    if not (ticket.key and target.name):  # a button that an older version of us made
        return with_words(NOBODYS, ticket.question)
    async with asyncio.timeout(LOOK_UP_SECONDS):
        asked = await office.find(ticket.key)
        post = await office.store.posts.find(post_key(ticket.key, asked, target))
    words = ticket.question or (plain(asked.text, bot) if asked and asked.text else None)
    if asked and asked.asker and asked.asker != office.person(click.workspace, click.user):
        return sentence(NOT_YOURS, outcome="posted")
    if (asked is None or not asked.asker) and not _is_private(click):
        return with_words(NOBODYS, words)
    if post:
        return already(post.target, post.permalink)
    if target.is_group and not (_can_mention(target, office) and _place_to_mention(asked)):
        mention = f"{target.name} {words or ''}".strip()
        return with_words(NO_GROUP.format(name=target.name), mention)
    return post_form(draft, words, user=click.user, ids=office.channels())


async def claim(submission: Submission, office: Office) -> Posting | Reply:
    """Claim the post; a sentence where it is posted already or on its way."""
    draft = Draft.read(submission.metadata)
    target, ids = draft.target, office.channels()
    asked = await office.find(draft.key)
    key = post_key(draft.key, asked, target)
    person = office.person(submission.workspace, submission.user)
    if not await office.store.posts.claim(key=key, person=person, target=target.name, at=office.now()):
        post = await office.store.posts.find(key)
        return already(post.target, post.permalink) if post else sentence(FREE, outcome="posted")
    words, ticket = typed(submission), Ticket(draft.key, typed(submission))
    if target.is_group:
        channel, thread = _place_to_mention(asked) or ("", None)
        return Posting(key, ticket, target, words, submission.user, channel, thread, ids.get(target.name))
    channel = ids.get(target.name, target.name)
    return Posting(key, ticket, target, words, submission.user, channel, origin=_origin(asked))


async def posted(posting: Posting, office: Office, *, channel: str, ts: str, link: str | None) -> Reply:
    """Remember the post. It is in Slack whatever the store says, so a store that cannot do so is only logged."""
    try:
        await office.store.posts.posted(posting.key, channel=channel, ts=ts, permalink=link, at=office.now())
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the question is posted
        log.warning("the post of %s was not recorded: %s", posting.ticket.key, type(error).__name__)
    return confirmation(posting.target, link, posting.ticket)


async def refused(posting: Posting, office: Office, *, code: str, unclear: bool) -> Reply:
    """What the asker hears when Slack did not take the post, with Slack's word for why, or perhaps took it."""
    if unclear:
        return with_words(UNCLEAR.format(name=posting.target.name), posting.words)
    await office.store.posts.give_up(posting.key)
    return with_words(WHY.get(code, ELSE).format(name=posting.target.name), posting.words)


def _is_private(click: Click) -> bool:
    """Whether only one person sees the message, so that it can only be its asker who clicked."""
    return click.ephemeral or bool(click.channel and click.channel.startswith("D"))


def _can_mention(target: Target, office: Office) -> bool:
    return target.name in office.channels()


def _place_to_mention(asked: Asked | None) -> tuple[str, str | None] | None:
    """Where a group can be mentioned: in the question's thread or channel. In a direct message it would call nobody."""
    if asked is None or not asked.channel.startswith(("C", "G")):
        return None
    return asked.channel, asked.thread


def _origin(asked: Asked | None) -> tuple[str, str] | None:
    if asked is None or asked.door != Door.MENTION.value or asked.thread is None:
        return None
    return asked.channel, asked.thread
