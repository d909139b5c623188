"""Getting a reply to somebody through Slack: the ways it can go, and patience with a Slack that is busy or broken.

What Slack answers when it does not take a message: https://docs.slack.dev/apis/web-api/rate-limits and the errors
on https://docs.slack.dev/reference/methods/chat.postMessage
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.replies.reply import Reply

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Message = dict[str, Any]
Way = Callable[[Message], Awaitable[object]]

# What people typed stays text: no names or addresses are looked for in it, and nothing is unfolded beneath it.
AS_WRITTEN: Message = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}

REFUSED_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"}
PASSING = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
SERVER_FAULT, RATE_LIMITED = 500, 429
LIMITED = {"ratelimited", "rate_limited", f"http_{RATE_LIMITED}"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How a message that Slack does not take is sent again.

    `pause` seconds before the second attempt, twice that before the third, give or take half. Slack's own
    Retry-After counts instead, up to `longest`: an answer that is later than that is of no use.
    """

    attempts: int = 3
    pause: float = 1.0
    longest: float = 30.0


class NotTakenError(Exception):
    """Slack did not take a message. `code` is Slack's word for why; `retry_after` how long to wait, if it said so."""

    def __init__(self, code: str, *, passing: bool, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.passing = passing
        self.retry_after = retry_after

    @property
    def unclear(self) -> bool:
        """Whether Slack may have taken it all the same: it broke off, or never answered."""
        return self.passing and self.code not in LIMITED


def in_channel(client: AsyncWebClient, channel: str, thread: str | None = None) -> Way:
    """A message in a channel, a thread, or (with a person's id) their direct messages with us."""
    return lambda message: client.chat_postMessage(channel=channel, thread_ts=thread, **message, **AS_WRITTEN)


def as_ephemeral(client: AsyncWebClient, channel: str, asker: str, thread: str | None = None) -> Way:
    """A message that only the asker sees. Slack promises no delivery, so this is never the only way to send it."""
    return lambda message: client.chat_postEphemeral(
        channel=channel, user=asker, thread_ts=thread, parse="none", link_names=False, **message
    )


def by_response_url(client: AsyncWebClient, url: str, *, thread: str | None = None, instead: bool = False) -> Way:
    """A command's or button's own way back: works where we are no member, five times within 30 minutes.

    `instead` puts the message in place of the one that was clicked.
    """

    async def send(message: Message) -> None:
        webhook = AsyncWebhookClient(
            url,
            timeout=client.timeout,
            ssl=client.ssl,
            proxy=client.proxy,
            session=client.session,
            logger=client.logger,
            retry_handlers=[],
        )
        blocks = [block.to_dict() for block in message.get("blocks", ())]
        how = {"response_type": "ephemeral", "replace_original": instead, "blocks": blocks or None}
        body = {**message, **AS_WRITTEN, **how, **({"thread_ts": thread} if thread else {})}
        response = await webhook.send_dict(body)
        code = _code_of(response.body)
        if response.status_code != 200 or code:  # noqa: PLR2004
            raise _not_taken(code or "", response.status_code, response.headers.get("Retry-After"))

    return send


class Whereabouts(Protocol):
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


def privately(client: AsyncWebClient, user: str, at: Whereabouts) -> list[Way]:
    """Ways to one person alone, the nearest to where they are first; a direct message always comes last."""
    ways = [in_channel(client, user)]
    if at.channel:
        ways.insert(0, as_ephemeral(client, at.channel, user, at.thread))
    if at.response_url:
        ways.insert(0, by_response_url(client, at.response_url))
    return ways


async def send(reply: Reply, ways: Sequence[Way], patience: Patience) -> None:
    """Send a reply the first way that Slack takes it; raises NotTakenError when it takes none."""
    for number, way in enumerate(ways, start=1):
        try:
            await _send(reply, way, patience)
        except NotTakenError as error:
            log.warning("Slack did not take a reply: %s (way %d of %d)", error.code, number, len(ways))
            if number == len(ways):
                raise
        else:
            return


async def _send(reply: Reply, way: Way, patience: Patience) -> None:
    """With blocks; where Slack refuses those, with plainer ones, then as text alone: the asker gets an answer."""
    text = {"text": reply.text}
    for blocks in filter(None, (reply.blocks, reply.plainer)):
        try:
            await patiently(lambda blocks=blocks: way({**text, "blocks": blocks}), patience)  # type: ignore[misc]
        except NotTakenError as error:
            if error.code not in REFUSED_BLOCKS:
                raise
            log.warning("Slack refused the blocks of a reply (%s): sent plainer", error.code)
        else:
            return
    await patiently(lambda: way(text), patience)


async def patiently(call: Callable[[], Awaitable[Result]], patience: Patience, *, doubles: bool = True) -> Result:
    """Call Slack, and again while that can help. A message that timed out may have arrived: a rare double is accepted.

    Without `doubles` it is not: then only a call that Slack surely turned away is made again. Only the caller waits;
    nothing else is held up.
    """
    attempt = 1
    while True:
        try:
            return await call()
        except (NotTakenError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            trouble = _trouble(error)
        wait = trouble.retry_after
        if wait is None:
            wait = patience.pause * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter is no secret
        hopeless = not trouble.passing or (trouble.unclear and not doubles)
        if hopeless or attempt >= patience.attempts or wait > patience.longest:
            raise trouble
        attempt += 1
        await asyncio.sleep(wait)


def _trouble(error: Exception) -> NotTakenError:
    """What went wrong, in one shape for the Web API, response_url and the network. No words of a message are kept."""
    match error:
        case NotTakenError():
            return error
        case SlackApiError(response=response):
            code = response.get("error") if isinstance(response.data, dict) else None
            return _not_taken(str(code or ""), response.status_code, response.headers.get("Retry-After"))
        case _:
            return NotTakenError(type(error).__name__, passing=True)


def _not_taken(code: str, status: int, retry_after: str | None) -> NotTakenError:
    limited = status == RATE_LIMITED or code in {"ratelimited", "rate_limited"}
    passing = limited or status >= SERVER_FAULT or code in PASSING
    # The header is in seconds; \d would take digits that float() takes and Slack never sends.
    seconds = (
        float(retry_after) if limited and retry_after and retry_after.isascii() and retry_after.isdigit() else None
    )
    return NotTakenError(code or f"http_{status}", passing=passing, retry_after=seconds)


def _code_of(body: str) -> str | None:
    """Slack's word for why a response_url did not take a message: JSON, or the bare word. "ok" is none."""
    try:
        answer = json.loads(body)
    except ValueError:
        word = body.strip()
        return word if word != "ok" and word.replace("_", "").isalnum() else None
    return str(answer.get("error", "")) or None if isinstance(answer, dict) and not answer.get("ok") else None
