"""Getting a reply to somebody through Slack: the ways it can go, one after the other.

The ways from a question back to its asker, whichever door it came in at, the nearest first.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.inquiry import Inquiry, Surface
from bot.slack.client.errors import SlackCallError, call_error
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.client.web_client import RESPONSE_URL, through_policy
from bot.slack.messages.reply import Reply

log = logging.getLogger(__name__)


Message = dict[str, Any]
DeliveryMethod = Callable[[Message], Awaitable[object]]
# Makes a call, and again while that can help.
Persist = Callable[[Callable[[], Awaitable[object]]], Awaitable[object]]

# What people typed stays text: no names or addresses are looked for in it, and nothing is unfolded beneath it.
AS_WRITTEN: Message = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}

REFUSED_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"}


def in_channel(client: AsyncWebClient, channel: str, thread: str | None = None) -> DeliveryMethod:
    """A message in a channel, a thread, or (with a person's id) their direct messages with us."""
    return lambda message: client.chat_postMessage(channel=channel, thread_ts=thread, **message, **AS_WRITTEN)


def as_ephemeral(client: AsyncWebClient, channel: str, asker: str, thread: str | None = None) -> DeliveryMethod:
    """A message that only the asker sees. Slack promises no delivery, so this is never the only way to send it."""
    return lambda message: client.chat_postEphemeral(
        channel=channel, user=asker, thread_ts=thread, parse="none", link_names=False, **message
    )


def by_response_url(
    client: AsyncWebClient, url: str, *, thread: str | None = None, instead: bool = False
) -> DeliveryMethod:
    """A command's or button's own way back: works where we are no member, five times within 30 minutes.

    `instead` puts the message in place of the one that was clicked.
    """

    async def post(message: Message) -> None:
        webhook = AsyncWebhookClient(
            url,
            timeout=client.timeout,
            ssl=client.ssl,
            proxy=client.proxy,
            session=client.session,
            logger=client.logger,
            retry_handlers=[],
        )
        how = {"response_type": "ephemeral", "replace_original": instead, "blocks": message.get("blocks")}
        body = {**message, **AS_WRITTEN, **how, **({"thread_ts": thread} if thread else {})}
        response = await webhook.send_dict(body)
        code = _code_of(response.body)
        if response.status_code != 200 or code:  # noqa: PLR2004
            raise call_error(code or "", response.status_code, response.headers.get("Retry-After"))

    return lambda message: through_policy(client, lambda: post(message), (RESPONSE_URL, url))


class ReplyContext(Protocol):
    """Where somebody is: a question, a click, or what a modal carries of the click that opened it."""

    @property
    def channel(self) -> str | None:
        """The conversation."""

    @property
    def thread(self) -> str | None:
        """The thread in it."""

    @property
    def response_url(self) -> str | None:
        """The address to answer the click at."""


def privately(client: AsyncWebClient, user: str, at: ReplyContext) -> list[DeliveryMethod]:
    """Ways to one person alone, the nearest to where they are first; a direct message always comes last."""
    ways = [in_channel(client, user)]
    if at.channel:
        ways.insert(0, as_ephemeral(client, at.channel, user, at.thread))
    if at.response_url:
        ways.insert(0, by_response_url(client, at.response_url))
    return ways


async def send(reply: Reply, ways: Sequence[DeliveryMethod], retry: RetryPolicy, *, doubles: bool = True) -> None:
    """Send a reply the first way that Slack takes it. The ways share the deadline.

    Without `doubles`, what Slack may have taken is not sent again (bot/slack/client/retries.py).
    Raises SlackCallError when Slack takes none: one that passes, if there is any.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + retry.deadline
    refusals: list[SlackCallError] = []
    for number, way in enumerate(ways, start=1):
        try:
            await _send(reply, way, partial(with_retry, retry=retry, doubles=doubles, until=until))
        except SlackCallError as error:
            log.warning("Slack did not take a reply: %s (way %d of %d)", error.code, number, len(ways))
            refusals.append(error)
            if clock() >= until or error.broke_off:  # by another way they would read it twice
                break
        else:
            return
    if refusals:
        raise next((refusal for refusal in refusals if refusal.retryable), refusals[-1])


async def _send(reply: Reply, way: DeliveryMethod, persist: Persist) -> None:
    """With blocks; where Slack refuses those, with plainer ones, then as text alone: the asker gets an answer."""
    text = {"text": reply.text}
    for is_plainer in (False, True):
        blocks = [block.to_dict() for block in (reply.plainer() if is_plainer else reply.blocks)]
        if not blocks:
            continue
        message = {**text, "blocks": blocks}
        try:
            await persist(lambda message=message: way(message))  # type: ignore[misc]
        except SlackCallError as error:
            if error.code not in REFUSED_BLOCKS:
                raise
            log.warning("Slack refused the blocks of a reply (%s): sent plainer", error.code)
        else:
            return
    await persist(lambda: way(text))


def _code_of(body: str) -> str | None:
    """Slack's word for why a response_url did not take a message: JSON, or the bare word. "ok" is none."""
    try:
        answer = json.loads(body)
    except ValueError:
        word = body.strip()
        return word if word != "ok" and word.replace("_", "").isalnum() else None
    return str(answer.get("error", "")) or None if isinstance(answer, dict) and not answer.get("ok") else None


# It lives 30 minutes: https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
RESPONSE_URL_LIVES = timedelta(minutes=29)


def reply_methods(client: AsyncWebClient, inquiry: Inquiry, *, now: datetime) -> list[DeliveryMethod]:
    """Ways to answer an inquiry. A direct message comes last: channels can be closed to apps, addresses expire."""
    directly = in_channel(client, inquiry.asker)
    here = in_channel(client, inquiry.channel, inquiry.thread)
    match inquiry.surface:
        case Surface.COMMAND | Surface.SHORTCUT:
            return [*_privately(client, inquiry, now), directly]
        case Surface.MENTION:
            return [here, directly]
        case Surface.DIRECT_MESSAGE:
            return [here]
        case Surface.FORM:
            return [directly]


def _privately(client: AsyncWebClient, inquiry: Inquiry, now: datetime) -> list[DeliveryMethod]:
    """To the asker alone, where they asked. Later they are elsewhere, and Slack keeps no ephemeral."""
    if now - inquiry.asked_at > RESPONSE_URL_LIVES:
        return []
    thread = inquiry.thread
    by_url = [by_response_url(client, inquiry.response_url, thread=thread)] if inquiry.response_url else []
    return [*by_url, as_ephemeral(client, inquiry.channel, inquiry.asker, thread)]
