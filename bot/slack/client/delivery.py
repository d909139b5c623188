"""Delivers a reply through Slack by the first delivery method that Slack accepts.

`reply_methods` and `private_methods` list the methods for a surface, the nearest to the asker first.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.inquiry import Inquiry, Surface
from bot.slack.client.errors import SlackCallError, call_error
from bot.slack.client.proxy import proxy_for
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.client.web_client import RESPONSE_URL, PolicedClient, through_policy
from bot.slack.messages.reply import Reply

log = logging.getLogger(__name__)

Message = dict[str, Any]
DeliveryMethod = Callable[[Message], Awaitable[object]]
# Makes a call, with retries.
Persist = Callable[[Callable[[], Awaitable[object]]], Awaitable[object]]

# Text is sent as it was typed: Slack looks for no names or links in it, and unfurls nothing.
AS_WRITTEN: Message = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}

REFUSED_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"}
# It is valid for 30 minutes: https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
RESPONSE_URL_LIVES = timedelta(minutes=29)
# Where Slack's response_urls lead, GovSlack's too: https://docs.slack.dev/govslack
RESPONSE_HOSTS = {"hooks.slack.com", "hooks.slack-gov.com"}


def in_channel(client: AsyncWebClient, channel: str, thread: str | None = None) -> DeliveryMethod:
    """A message in a channel, a thread, or (with a person's id) their direct messages with us."""
    return lambda message: client.chat_postMessage(channel=channel, thread_ts=thread, **message, **AS_WRITTEN)


def as_ephemeral(client: AsyncWebClient, channel: str, asker: str, thread: str | None = None) -> DeliveryMethod:
    """A message that only the asker sees. Slack does not guarantee delivery, so it is never the only method."""
    return lambda message: client.chat_postEphemeral(
        channel=channel, user=asker, thread_ts=thread, parse="none", link_names=False, **message
    )


def by_response_url(
    client: AsyncWebClient, url: str, *, thread: str | None = None, instead: bool = False
) -> DeliveryMethod:
    """The response_url of a command or button: works where the bot is no member, five times within 30 minutes.

    `instead` replaces the message that was clicked.
    """

    async def post(message: Message) -> None:
        if not is_slacks(url, client.base_url):
            raise SlackCallError("foreign_response_url", retryable=False)
        webhook = AsyncWebhookClient(
            url,
            timeout=client.timeout,
            ssl=client.ssl,
            session=client.session,
            logger=client.logger,
            retry_handlers=[],
        )
        webhook.proxy = proxy_for(url)
        how = {"response_type": "ephemeral", "replace_original": instead, "blocks": message.get("blocks")}
        body = {**message, **AS_WRITTEN, **how, **({"thread_ts": thread} if thread else {})}
        response = await webhook.send_dict(client.signed(body) if isinstance(client, PolicedClient) else body)
        code = _code_of(response.body)
        if response.status_code != 200 or code:  # noqa: PLR2004
            raise call_error(code or "", response.status_code, response.headers.get("Retry-After"))

    return lambda message: through_policy(client, lambda: post(message), (RESPONSE_URL, url))


def is_slacks(url: str, api_url: str) -> bool:
    """Whether a response_url leads to Slack: by https to its host for them, or to where the Web API is.

    A payload names it, and whoever can sign a payload could else have the bot call any address that it can reach.

    >>> is_slacks("https://hooks.slack.com/actions/T1/1/x", "https://slack.com/api/")
    True
    >>> is_slacks("https://hooks.slack.com.evil.example/actions", "https://slack.com/api/")
    False
    """
    there, api = _origin(url), _origin(api_url)
    return there is not None and (there == api or there in {("https", host, None) for host in RESPONSE_HOSTS})


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """The scheme, host and port of an address; None for one that is no address, or holds a login."""
    try:
        parts = urlsplit(url)
        origin = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        return None
    # Another reader of addresses may end the host at a backslash or a blank, where this one does not.
    is_plain = re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", parts.netloc)
    return origin if is_plain else None


class ReplyContext(Protocol):
    """Where the user is: in a question, a click, or a modal's metadata of the click that opened it."""

    @property
    def channel(self) -> str | None:
        """The conversation."""

    @property
    def thread(self) -> str | None:
        """The thread in it."""

    @property
    def response_url(self) -> str | None:
        """The response_url of the click."""


def private_methods(client: AsyncWebClient, user: str, at: ReplyContext) -> list[DeliveryMethod]:
    """Methods that reach one user alone, the nearest to where they are first, a direct message last."""
    methods = [in_channel(client, user)]
    if at.channel:
        methods.insert(0, as_ephemeral(client, at.channel, user, at.thread))
    if at.response_url:
        methods.insert(0, by_response_url(client, at.response_url))
    return methods


async def permalink(client: AsyncWebClient, channel: str, ts: str, *, or_raise: bool = False) -> str | None:
    """The permalink of a message; None where Slack gives none.

    With `or_raise`, raises SlackCallError where Slack broke off: it may give the permalink later.
    """
    try:
        found = await with_retry(
            lambda: client.chat_getPermalink(channel=channel, message_ts=ts), RetryPolicy(attempts=1)
        )
    except SlackCallError as error:
        if or_raise and error.broke_off:
            raise
        log.warning("Slack gave no address of a message: %s", error.code)
        return None
    return str(found["permalink"])


async def send(
    reply: Reply, methods: Sequence[DeliveryMethod], retry: RetryPolicy, *, allow_duplicates: bool = True
) -> None:
    """Send a reply by the first method that Slack accepts. The methods share the deadline.

    Without `allow_duplicates`, what Slack may have delivered is not sent again (retries.py).
    Raises SlackCallError where every method failed: a retryable one, if there is any.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + retry.deadline
    refusals: list[SlackCallError] = []
    for number, method in enumerate(methods, start=1):
        try:
            await _send(reply, method, partial(with_retry, retry=retry, allow_duplicates=allow_duplicates, until=until))
        except SlackCallError as error:
            log.warning("Slack did not take a reply: %s (way %d of %d)", error.code, number, len(methods))
            refusals.append(error)
            if clock() >= until or error.broke_off:  # by another method it would be read twice
                break
        else:
            return
    if refusals:
        raise next((refusal for refusal in refusals if refusal.retryable), refusals[-1])


async def _send(reply: Reply, method: DeliveryMethod, persist: Persist) -> None:
    """Send with blocks; where Slack refuses those, with plainer ones, then as text alone."""
    text = {"text": reply.text}
    for is_plainer in (False, True):
        blocks = [block.to_dict() for block in (reply.plainer() if is_plainer else reply.blocks)]
        if not blocks:
            continue
        message = {**text, "blocks": blocks}
        try:
            await persist(lambda message=message: method(message))  # type: ignore[misc]
        except SlackCallError as error:
            if error.code not in REFUSED_BLOCKS:
                raise
            log.warning("Slack refused the blocks of a reply (%s): sent plainer", error.code)
        else:
            return
    await persist(lambda: method(text))


def _code_of(body: str) -> str | None:
    """Slack's error code in a response_url's body: JSON, or the bare code. None for "ok"."""
    try:
        answer = json.loads(body)
    except ValueError:
        word = body.strip()
        return word if word != "ok" and word.replace("_", "").isalnum() else None
    return str(answer.get("error", "")) or None if isinstance(answer, dict) and not answer.get("ok") else None


def reply_methods(client: AsyncWebClient, inquiry: Inquiry, *, now: datetime) -> list[DeliveryMethod]:
    """Methods to answer an inquiry. A direct message is last: channels can be closed to apps, response_urls expire."""
    directly = in_channel(client, inquiry.asker)
    here = in_channel(client, inquiry.channel, inquiry.thread)
    match inquiry.surface:
        case Surface.COMMAND | Surface.SHORTCUT:
            return [*_private_reply_methods(client, inquiry, now), directly]
        case Surface.MENTION:
            return [here, directly]
        case Surface.DIRECT_MESSAGE:
            return [here]
        case Surface.FORM:
            return [directly]


def _private_reply_methods(client: AsyncWebClient, inquiry: Inquiry, now: datetime) -> list[DeliveryMethod]:
    """Methods that reach the asker alone where they asked. None later: Slack does not keep ephemeral messages."""
    if now - inquiry.asked_at > RESPONSE_URL_LIVES:
        return []
    thread = inquiry.thread
    by_url = [by_response_url(client, inquiry.response_url, thread=thread)] if inquiry.response_url else []
    return [*by_url, as_ephemeral(client, inquiry.channel, inquiry.asker, thread)]
