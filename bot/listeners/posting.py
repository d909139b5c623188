"""Post my question there."""

from __future__ import annotations

import logging
from dataclasses import replace

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
from bot.slack.sending import AS_WRITTEN, NotTakenError, Patience, Way, in_channel, patiently, send

log = logging.getLogger(__name__)

# Two such waits end before a bot that is told to stop ends what is under way (FINISH_SECONDS). Cut off in a wait, the
# post would stay claimed although Slack surely turned it away.
LONGEST_WAIT = 4.0


async def on_post(click: Click, means: Means) -> None:
    """Ask first: show where it goes, in whose name, and the words to change."""
    form = await posting.prepare(click, means.office, bot=means.bot)
    if not isinstance(form, Reply):
        await open_modal(form, click, means)
        return
    await means.tell(click.user, click, form)


async def on_post_submitted(submission: Submission, means: Means) -> None:
    """Post the question, and tell its asker what came of it."""
    claimed = await posting.claim(submission, means.office)
    reply = claimed if isinstance(claimed, Reply) else await _post(claimed, means)
    await _tell(reply, submission, means)


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
    patience = replace(means.patience, longest=min(means.patience.longest, LONGEST_WAIT))
    try:
        sent = await patiently(lambda: _call(claimed, message, client), patience, doubles=False)
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


async def _tell(reply: Reply, submission: Submission, means: Means) -> None:
    """Tell the asker alone. In their direct messages with a message that stays: it has a button for later."""
    draft = Draft.read(submission.metadata)
    if draft.channel and draft.channel.startswith("D"):
        try:
            await send(reply, [in_channel(means.client, draft.channel, draft.thread)], means.patience)
        except NotTakenError:
            pass  # whispered, then
        else:
            return
    await means.tell(submission.user, draft, reply)
