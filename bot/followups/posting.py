"""Post my question there: from the button to the post, at most once for each place and never without a click.

A question is claimed in the store before Slack hears of it. Where Slack turns the post away, the claim is given up and
it can be tried again. Where nobody knows whether Slack took it (it broke off, it never answered, or we were killed) the
claim stays: it is not posted again, and the asker is told to look. Where the store does not answer, nothing is posted,
and the asker gets the words to post them without us.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.followups.draft import Draft, post_form, typed
from bot.followups.office import Office
from bot.followups.post_words import (
    FREE,
    NO_GROUP,
    NOBODYS,
    NOT_YOURS,
    STORE_DOWN,
    already,
    confirmation,
    is_entry_wrong,
    not_taken,
    post_message,
    with_words,
)
from bot.followups.target import Target, can_mention, place_to_mention, post_key
from bot.inquiry import Door
from bot.replies.cards import sentence
from bot.replies.mrkdwn import plain
from bot.replies.reply import Reply
from bot.slack.click import Click, Submission
from bot.slack.ticket import Ticket
from bot.store.asked import Asked
from bot.store.posts import Post

log = logging.getLogger(__name__)

# A modal can be opened for three seconds after the click.
LOOK_UP_SECONDS = 1.5
# Whoever has submitted the form waits for what came of it.
STORE_SECONDS = 3.0


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
    workspace: str
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
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            asked = await office.find(ticket.key)
            post = await office.store.posts.find(post_key(ticket.key, target))
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the words are in the button
        log.warning("the form for %s was not made: %s", ticket.key, type(error).__name__)
        return with_words(STORE_DOWN, ticket.question)
    words = ticket.question or (plain(asked.text, bot) if asked and asked.text else None)
    if no := _refusal(click, asked, post, words, office):
        return no
    ids = office.channels()
    if target.is_group:
        draft = replace(draft, group=ids[target.name])
    borrowed = asked is not None and asked.door == Door.SHORTCUT.value
    return post_form(draft, words, user=click.user, ids=ids, borrowed=borrowed)


async def claim(submission: Submission, office: Office) -> Posting | Reply:
    """Claim the post; a sentence where it is posted already or on its way, or cannot be."""
    draft, words = Draft.read(submission.metadata), typed(submission)
    target, at = draft.target, office.now()
    if not (draft.key and target.name):  # the form of another version of us
        return with_words(NOBODYS, words)
    key = post_key(draft.key, target)
    try:
        async with asyncio.timeout(STORE_SECONDS):
            asked = await office.find(draft.key)
            posting = _posting(submission, asked, office)
            if posting is None:
                return with_words(NO_GROUP.format(name=target.name), f"{target.name} {words}")
            row = {"question": draft.key, "person": office.person(submission.workspace, submission.user)}
            if await office.store.posts.claim(key=key, target=target.name, at=at, **row):
                return posting
            post = await office.store.posts.find(key)
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the asker has to know
        log.warning("the post of %s was not claimed: %s", draft.key, type(error).__name__)
        await _give_up(key, office, claimed_at=at)
        return with_words(STORE_DOWN, words)
    return already(target, post.permalink) if post else sentence(FREE, outcome="posted")


async def posted(posting: Posting, office: Office, *, channel: str, ts: str, link: str | None) -> Reply:
    """Remember the post. It is in Slack whatever the store says, so a store that cannot do so is only logged."""
    try:
        async with asyncio.timeout(STORE_SECONDS):
            await office.store.posts.posted(posting.key, channel=channel, ts=ts, permalink=link, at=office.now())
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the question is posted
        log.warning("the post of %s was not recorded: %s", posting.ticket.key, type(error).__name__)
    return confirmation(posting.target, link, posting.ticket)


async def refused(posting: Posting, office: Office, *, code: str, unclear: bool) -> Reply:
    """What the asker hears when Slack did not take the post, with Slack's word for why, or perhaps took it."""
    if not unclear:
        await _give_up(posting.key, office)
    if is_entry_wrong(code):
        log.warning("The registry leads to %s, where I cannot post: %s. Look at its entry.", posting.target.name, code)
    fallback = office.index(posting.workspace).registry.fallback
    return not_taken(posting.target, posting.words, code=code, unclear=unclear, fallback=fallback)


def _refusal(click: Click, asked: Asked | None, post: Post | None, words: str | None, office: Office) -> Reply | None:
    """Why it cannot be posted, if so. It has to be known whose it is: nothing is posted in the name of another."""
    target = Target.decode(click.ticket.note)
    if asked is None or not asked.asker:
        return with_words(NOBODYS, words)
    if asked.asker != office.person(click.workspace, click.user):
        return sentence(NOT_YOURS, outcome="posted")
    if post:
        return already(target, post.permalink)
    if target.is_group and not can_mention(target.name, asked, office.channels()):
        return with_words(NO_GROUP.format(name=target.name), f"{target.name} {words or ''}".strip())
    return None


def _posting(submission: Submission, asked: Asked | None, office: Office) -> Posting | None:
    """Where and how it is posted; null where it would mention a group and cannot."""
    draft, words, ids = Draft.read(submission.metadata), typed(submission), office.channels()
    asker = submission.user, submission.workspace
    target, ticket = draft.target, Ticket(draft.key, words)
    key = post_key(draft.key, target)
    if not target.is_group:
        channel = ids.get(target.name, target.name)
        return Posting(key, ticket, target, words, *asker, channel, origin=_origin(asked))
    group, place = draft.group or ids.get(target.name), place_to_mention(asked)
    if group is None or place is None:
        return None
    return Posting(key, ticket, target, words, *asker, *place, group)


async def _give_up(key: str, office: Office, *, claimed_at: datetime | None = None) -> None:
    """Take a claim back. A store that is slow does so in its turn, after the claim, although nobody waits for it."""
    with suppress(Exception):
        async with asyncio.timeout(STORE_SECONDS):
            await office.store.posts.give_up(key, claimed_at=claimed_at)


def _origin(asked: Asked | None) -> tuple[str, str] | None:
    if asked is None or asked.door != Door.MENTION.value or asked.thread is None:
        return None
    return asked.channel, asked.thread
