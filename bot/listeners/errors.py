"""The one error door, for events, commands and actions: the log gets everything but words, the asker one sentence."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.clerk import Clerk
from bot.inquiry import Door, Inquiry
from bot.intake import ACKNOWLEDGED
from bot.replies import cards
from bot.slack.sending import NotTakenError, Way, as_ephemeral, by_response_url, in_channel

log = logging.getLogger(__name__)

SORRY = "Something went wrong on my side, so I have no answer for you. Try again in a few minutes."
NOT_DONE = "Something went wrong on my side, so that did not work. Try again in a few minutes."
# https://docs.slack.dev/reference/interaction-payloads
CLICKED = {"block_actions", "view_submission", "shortcut"}

Listener = Callable[[Inquiry, AsyncBoltContext, Clerk], Coroutine[Any, Any, None]]
Serve = Callable[[Inquiry, AsyncBoltContext], Coroutine[Any, Any, None]]


class ErrorDoor:
    """Takes in every fault. `client` is for faults before authorization, when the request has no token yet."""

    def __init__(self, clerk: Clerk, client: AsyncWebClient) -> None:
        self.clerk = clerk
        self._client = client

    def guard(self, listener: Listener) -> Serve:
        """A listener that never raises.

        Bolt acknowledges what a listener has acknowledged up to 10 ms later, when it next looks. An error in between
        throws the acknowledgement away (AsyncioListenerRunner.run), and our answers take a millisecond.
        """

        async def serve(inquiry: Inquiry, context: AsyncBoltContext) -> None:
            try:
                await listener(inquiry, context, self.clerk)
            except Exception as error:  # noqa: BLE001 - this is the door that everything comes to
                await self.report(error, context)

        return serve

    async def on_error(self, error: Exception, body: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
        """Bolt's handler for faults in middleware and for payloads nobody listens to. Slack need not repeat them."""
        if isinstance(error, BoltUnhandledRequestError):
            log.info("nothing listens to this: %s (%s)", error.body.get("type"), _ids(context))
        else:
            await self.report(error, context, clicked=body.get("type") in CLICKED)
        return BoltResponse(status=ACKNOWLEDGED)

    async def report(self, error: Exception, context: AsyncBoltContext, *, clicked: bool = False) -> None:
        """Log a fault and tell the asker, or whoever `clicked`. That can fail as well, and must not raise either."""
        log.error("could not answer (%s)\n%s", _ids(context), without_words(error))
        # Some controls ask a question: a form, the box on the Home tab.
        asked = not clicked or context.get("inquiry") is not None
        reply = cards.sentence(SORRY if asked else NOT_DONE, outcome="failed")
        try:
            await self.clerk.apologise(reply, context.get("inquiry"), list(self._ways_back(context)))
        except NotTakenError as refusal:
            log.error("could not tell the asker either (%s): %s", _ids(context), refusal.code)  # noqa: TRY400
        except Exception as second:  # noqa: BLE001
            log.error("could not tell the asker either (%s)\n%s", _ids(context), without_words(second))  # noqa: TRY400

    def _ways_back(self, context: AsyncBoltContext) -> Iterator[Way]:
        """Ways to whoever this came from, for any kind of payload."""
        client = context.client if context.client.token else self._client
        inquiry: Inquiry | None = context.get("inquiry")
        channel, asker = context.channel_id, context.user_id
        if context.response_url:
            yield by_response_url(client, context.response_url)
        if inquiry is not None and inquiry.door in {Door.MENTION, Door.DIRECT_MESSAGE}:
            yield in_channel(client, inquiry.channel, inquiry.thread)
        elif channel and asker:
            yield as_ephemeral(client, channel, asker, context.thread_ts)
        if asker:
            yield in_channel(client, asker)


def _ids(context: AsyncBoltContext) -> str:
    inquiry: Inquiry | None = context.get("inquiry")
    door = f"{inquiry.door}, key {inquiry.key}" if inquiry else "no inquiry"
    return f"{door}, workspace {context.team_id}, channel {context.channel_id}, user {context.user_id}"


def without_words(error: BaseException) -> str:
    """A traceback that names each error by its type alone: the message of one may quote what somebody typed."""
    steps: list[str] = []
    link: BaseException | None = error
    while link is not None and len(steps) < 10:  # noqa: PLR2004 - a chain can be a ring
        code = f" ({link.code})" if isinstance(link, NotTakenError) else ""
        steps.insert(0, "".join(traceback.format_tb(link.__traceback__)) + type(link).__name__ + code)
        link = link.__cause__ or link.__context__
    return "\n-- then --\n".join(steps)
