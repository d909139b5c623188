"""Post my question there: from the button to the post, at most once for each target and never without a submission.

A post is claimed in the store before it is sent. Where Slack refuses it, the claim is given up and it can be tried
again. Where it may have been delivered (Slack broke off or never answered, or the replica was killed) the claim stays:
it is not posted again, and the asker is told to look. Where the store does not answer, nothing is posted, and the asker
gets the words to post them without the bot.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.answering.services import Services
from bot.features.interactions import RequestContext, open_modal
from bot.features.post.form import PostForm, post_modal, typed
from bot.features.post.target import Target, can_mention, is_listed, place_to_mention, post_key
from bot.features.post.words import (
    ASKER_UNKNOWN,
    FREE,
    NO_GROUP,
    NOT_LISTED,
    NOT_YOURS,
    STORE_DOWN,
    already,
    confirmation,
    is_entry_wrong,
    not_taken,
    post_message,
    thread_note,
    with_words,
)
from bot.inquiry import Surface
from bot.slack.client.delivery import AS_WRITTEN, DeliveryMethod, in_channel, permalink, send
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import with_retry
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.help_messages import sentence
from bot.slack.messages.mrkdwn import plain
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click, Submission
from bot.store.after_answers import Post
from bot.store.best_effort import BestEffort
from bot.store.questions import QuestionRecord

log = logging.getLogger(__name__)

# Two such waits end within the time that a stopping bot leaves to running tasks (FINISH_SECONDS). Cancelled in a wait,
# the post would stay claimed although Slack surely refused it.
LONGEST_WAIT = 4.0
# A modal can be opened for three seconds after the click.
LOOK_UP_SECONDS = 1.5
# The asker waits for the result.
STORE_SECONDS = 3.0


async def on_post(click: Click, request: RequestContext) -> None:
    """Open the modal, which shows where it is posted, in whose name, and the words to change."""
    modal = await prepare(click, request.services, bot=request.bot)
    if not isinstance(modal, Reply):
        await open_modal(modal, click, request)
        return
    await request.send_privately(click.user, click, modal)


async def on_post_submitted(submission: Submission, request: RequestContext) -> None:
    """Post the question, and tell the asker the result."""
    claimed = await claim(submission, request.services)
    reply = claimed if isinstance(claimed, Reply) else await _post(claimed, request)
    await _tell_asker(reply, submission, request)


async def _post(claimed: Posting, request: RequestContext) -> Reply:
    client, origin, services = request.client, claimed.origin, request.services
    message = claimed.message(await permalink(client, *origin) if origin else None)
    retry = replace(request.retry, longest=min(request.retry.longest, LONGEST_WAIT))
    try:
        sent = await with_retry(lambda: _call(claimed, message, client), retry, allow_duplicates=False)
    except SlackCallError as error:
        log.warning("Slack did not take the post of %s: %s", claimed.button.key, error.code)
        return await refused(claimed, services, code=error.code, maybe_delivered=error.maybe_delivered)
    channel, ts = str(sent["channel"]), str(sent["ts"])
    link = await permalink(client, channel, ts)
    reply = await posted(claimed, services, channel=channel, ts=ts, link=link)
    if origin:
        await _tell_thread(claimed, in_channel(client, *origin), link, request)
    return reply


async def _call(claimed: Posting, message: Reply, client: AsyncWebClient) -> AsyncSlackResponse:
    return await client.chat_postMessage(
        channel=claimed.channel, thread_ts=claimed.thread, text=message.text, blocks=message.blocks, **AS_WRITTEN
    )


async def _tell_thread(claimed: Posting, method: DeliveryMethod, link: str | None, request: RequestContext) -> None:
    """Post the link in the thread that the question came from. Where that fails, the post itself still counts."""
    try:
        await send(thread_note(claimed.target, link), [method], request.retry)
    except SlackCallError as error:
        log.warning("the thread of %s got no link to the post: %s", claimed.button.key, error.code)


async def _tell_asker(reply: Reply, submission: Submission, request: RequestContext) -> None:
    """Tell the asker alone. In their direct messages by a lasting message: it has a button for later."""
    form = PostForm.read(submission.metadata)
    if form.channel and form.channel.startswith("D"):
        try:
            await send(reply, [in_channel(request.client, form.channel, form.thread)], request.retry)
        except SlackCallError:
            pass  # as an ephemeral message, then
        else:
            return
    await request.send_privately(submission.user, form, reply)


@dataclass(frozen=True, slots=True)
class Posting:
    """A claimed post. `key` is its key in the store; `channel` and `thread` are where it is posted.

    `origin` is the channel and thread that the question came from, None where only the asker can see those.
    """

    key: str
    button: ButtonValue
    target: Target
    words: str
    user: str
    workspace: str
    channel: str
    thread: str | None = None
    group: str | None = None
    origin: tuple[str, str] | None = None

    def message(self, asked_at: str | None) -> Reply:
        """The post. `asked_at` is the permalink of the thread that the question came from."""
        return post_message(self.target, self.words, user=self.user, group=self.group, asked_at=asked_at)


async def prepare(click: Click, services: Services, *, bot: str | None) -> dict[str, Any] | Reply:
    """The modal to post a question with, or the reply where it cannot be posted. `bot` is the bot's user id."""
    button, form = click.button, PostForm.by(click)
    target = form.target
    if no := _no_target(form, button.question, click.workspace, services):
        return no
    asked, post = None, None
    async with BestEffort(LOOK_UP_SECONDS, log.warning, "the form for %s was not made", button.key) as look_up:
        asked = await services.find(button.key, click.workspace)
        post = await services.store.posts.find(post_key(button.key, target))
    if look_up.fault:
        return with_words(STORE_DOWN, button.question)
    words = button.question or (plain(asked.text, bot) if asked and asked.text else None)
    if no := _refusal(click, asked, post, words, services):
        return no
    ids = services.channel_ids(click.workspace)
    if target.is_group:
        form = replace(form, group=ids[target.name])
    borrowed = _is_borrowed(words, asked, bot)
    return post_modal(form, words, user=click.user, ids=ids, borrowed=borrowed)


def _is_borrowed(words: str | None, asked: QuestionRecord | None, bot: str | None) -> bool:
    """Whether the words are another author's: of a shortcut's message, a thread's first message, or a forwarded one.

    The store leaves names out of texts, so the asker's own words are only nearly the same.
    """
    if asked is None or not words:
        return False
    own, read = (set(text.casefold().split()) for text in (plain(asked.text or "", bot), words))
    return asked.surface == Surface.SHORTCUT.value or (asked.text is not None and 2 * len(own & read) <= len(own))


async def claim(submission: Submission, services: Services) -> Posting | Reply:
    """Claim the post; returns the reply instead where it was posted before, is being posted, or cannot be."""
    form, words = PostForm.read(submission.metadata), typed(submission)
    target, at = form.target, services.now()
    if no := _no_target(form, words, submission.workspace, services):
        return no
    key = post_key(form.key, target)
    async with BestEffort(STORE_SECONDS, log.warning, "the post of %s was not claimed", form.key):
        asked = await services.find(form.key, submission.workspace)
        if no := _not_theirs(asked, submission, words, services):
            return no
        posting = _posting(submission, asked, services)
        if posting is None:
            return with_words(NO_GROUP.format(name=target.name), f"{target.name} {words}")
        row = {"question": form.key, "person": services.person(submission.workspace, submission.user)}
        if await services.store.posts.claim(key=key, target=target.name, at=at, **row):
            return posting
        post = await services.store.posts.find(key)
        return already(target, post.permalink) if post else sentence(FREE, outcome="posted")
    await _give_up(key, services, claimed_at=at)
    return with_words(STORE_DOWN, words)


async def posted(posting: Posting, services: Services, *, channel: str, ts: str, link: str | None) -> Reply:
    """Record the post, and confirm it. It is in Slack whatever the store says, so a store that fails is only logged."""
    async with BestEffort(STORE_SECONDS, log.warning, "the post of %s was not recorded", posting.button.key):
        await services.store.posts.posted(posting.key, channel=channel, ts=ts, permalink=link, at=services.now())
    return confirmation(posting.target, link, posting.button)


async def refused(posting: Posting, services: Services, *, code: str, maybe_delivered: bool) -> Reply:
    """The reply to the asker where Slack refused the post, with its error code, or may have delivered it."""
    if not maybe_delivered:
        await _give_up(posting.key, services)
    if is_entry_wrong(code):
        log.warning("The registry leads to %s, where I cannot post: %s. Look at its entry.", posting.target.name, code)
    fallback = services.index(posting.workspace).registry.fallback
    return not_taken(posting.target, posting.words, code=code, maybe_delivered=maybe_delivered, fallback=fallback)


def _refusal(
    click: Click, asked: QuestionRecord | None, post: Post | None, words: str | None, services: Services
) -> Reply | None:
    """The reply where it cannot be posted, else None."""
    target = Target.decode(click.button.note)
    if no := _not_theirs(asked, click, words, services):
        return no
    if post:
        return already(target, post.permalink)
    if target.is_group and not can_mention(target.name, asked, services.channel_ids(click.workspace)):
        return with_words(NO_GROUP.format(name=target.name), f"{target.name} {words or ''}".strip())
    return None


def _no_target(form: PostForm, words: str | None, workspace: str, services: Services) -> Reply | None:
    """The reply where a button or a form leads nowhere, else None."""
    if not (form.key and form.target.name):
        return with_words(ASKER_UNKNOWN, words)
    is_there = is_listed(form.target, services.index(workspace).registry, services.channel_ids(workspace))
    return None if is_there else with_words(NOT_LISTED, words)


def _not_theirs(
    asked: QuestionRecord | None, by: Click | Submission, words: str | None, services: Services
) -> Reply | None:
    """The reply where a question is not the user's, else None. The asker has to be known: a post is in their name."""
    if asked is None or not asked.asker:
        return with_words(ASKER_UNKNOWN, words)
    is_asker = asked.asker == services.person(by.workspace, by.user)
    return None if is_asker else sentence(NOT_YOURS, outcome="posted")


def _posting(submission: Submission, asked: QuestionRecord | None, services: Services) -> Posting | None:
    """What to post and where; None where it would mention a group and cannot."""
    form, words, ids = PostForm.read(submission.metadata), typed(submission), services.channel_ids(submission.workspace)
    asker = submission.user, submission.workspace
    target, button = form.target, ButtonValue(form.key, words)
    key = post_key(form.key, target)
    if not target.is_group:
        channel = ids.get(target.name, target.name)
        return Posting(key, button, target, words, *asker, channel, origin=_origin(asked))
    group, place = form.group or ids.get(target.name), place_to_mention(asked)
    if group is None or place is None:
        return None
    return Posting(key, button, target, words, *asker, *place, group)


async def _give_up(key: str, services: Services, *, claimed_at: datetime | None = None) -> None:
    """Give up a claim. A slow store does so in its turn, after the claim, although the caller no longer waits."""
    async with BestEffort(STORE_SECONDS):
        await services.store.posts.give_up(key, claimed_at=claimed_at)


def _origin(asked: QuestionRecord | None) -> tuple[str, str] | None:
    if asked is None or asked.surface != Surface.MENTION.value or asked.thread is None:
        return None
    return asked.channel, asked.thread
