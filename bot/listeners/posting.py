"""Post my question there."""

from __future__ import annotations

import logging

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.followups import posting
from bot.followups.draft import Draft
from bot.followups.post_words import thread_note
from bot.followups.posting import Posting
from bot.listeners.interactions import Means
from bot.listeners.modals import open_modal
from bot.replies.reply import Reply
from bot.slack.click import Click, Submission
from bot.slack.sending import AS_WRITTEN, NotTakenError, Patience, Way, in_channel, patiently, privately, send

log = logging.getLogger(__name__)


async def on_post(click: Click, means: Means) -> None:
    """Ask first: show where it goes, in whose name, and the words to change."""
    form = await posting.prepare(click, means.office, bot=means.bot)
    if not isinstance(form, Reply):
        await open_modal(form, click, means)
        return
    where = {"channel": click.channel, "thread": click.thread, "response_url": click.response_url}
    await send(form, privately(means.client, click.user, **where), means.patience)


async def on_post_submitted(submission: Submission, means: Means) -> None:
    """Post the question, and tell its asker what came of it."""
    claimed = await posting.claim(submission, means.office)
    reply = claimed if isinstance(claimed, Reply) else await _post(claimed, means)
    await send(reply, _ways_back(submission, means.client), means.patience)


async def permalink(client: AsyncWebClient, channel: str, ts: str) -> str | None:
    """The address of a message, where Slack gives one."""
    try:
        found = await patiently(lambda: client.chat_getPermalink(channel=channel, message_ts=ts), Patience(attempts=1))
    except NotTakenError as error:
        log.warning("Slack gave no address of a message: %s", error.code)
        return None
    return str(found["permalink"])


async def _post(claimed: Posting, means: Means) -> Reply:
    client, origin, office = means.client, claimed.origin, means.office
    message = claimed.message(await permalink(client, *origin) if origin else None)
    try:
        sent = await patiently(lambda: _call(claimed, message, client), means.patience, doubles=False)
    except NotTakenError as error:
        log.warning("Slack did not take the post of %s: %s", claimed.ticket.key, error.code)
        return await posting.refused(claimed, office, code=error.code, unclear=error.unclear)
    channel, ts = str(sent["channel"]), str(sent["ts"])
    link = await permalink(client, channel, ts)
    reply = await posting.posted(claimed, office, channel=channel, ts=ts, link=link)
    if origin:
        await _tell_thread(claimed, in_channel(client, *origin), link, means)
    return reply


async def _call(claimed: Posting, message: Reply, client: AsyncWebClient) -> AsyncSlackResponse:
    return await client.chat_postMessage(
        channel=claimed.channel, thread_ts=claimed.thread, text=message.text, blocks=message.blocks, **AS_WRITTEN
    )


async def _tell_thread(claimed: Posting, way: Way, link: str | None, means: Means) -> None:
    """Leave a link where the question came from. The post is there without it."""
    try:
        await send(thread_note(claimed.target, link), [way], means.patience)
    except NotTakenError as error:
        log.warning("the thread of %s got no link to the post: %s", claimed.ticket.key, error.code)


def _ways_back(submission: Submission, client: AsyncWebClient) -> list[Way]:
    """To the asker alone. In their direct messages as a message that stays: it has a button for later."""
    draft = Draft.read(submission.metadata)
    where = {"channel": draft.channel, "thread": draft.thread, "response_url": draft.response_url}
    ways = privately(client, submission.user, **where)
    if draft.channel and draft.channel.startswith("D"):
        return [in_channel(client, draft.channel, draft.thread), *ways]
    return ways
