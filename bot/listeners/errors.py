"""The one error door, for events, commands and actions: the log gets everything but words, the asker one sentence."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.clerk import Clerk
from bot.inquiry import Inquiry
from bot.intake import ACKNOWLEDGED
from bot.listeners.doors import ANSWERS
from bot.monitor.log_ids import ids_of
from bot.replies import cards
from bot.service.wordless import without_words
from bot.slack.sending import NotTakenError, Way, as_ephemeral, by_response_url, in_channel
from bot.slack.voice import Voice
from bot.slack.ways_back import ways_back
from bot.underway import PostponedError

log = logging.getLogger(__name__)

SORRY = "Something went wrong on my side, so I have no answer for you. Try again in a few minutes."
NOT_DONE = "Something went wrong on my side, so that did not work. Try again in a few minutes."
# https://docs.slack.dev/reference/interaction-payloads
CLICKED = {"block_actions", "view_submission", "shortcut"}


class ErrorDoor:
    """Takes in every fault. `client` is for faults before authorization, when the request has no token yet."""

    def __init__(self, clerk: Clerk, client: AsyncWebClient) -> None:
        self.clerk = clerk
        self._client = client

    async def answer(self, inquiry: Inquiry, voice: Voice) -> None:
        """Answer an inquiry as its door does. This never raises.

        Bolt acknowledges what a listener has acknowledged up to 10 ms later, when it next looks. An error in between
        throws the acknowledgement away (AsyncioListenerRunner.run), and our answers take a millisecond.
        """
        try:
            await ANSWERS[inquiry.door](inquiry, voice, self.clerk)
        except Exception as error:  # noqa: BLE001 - this is the door that everything comes to
            ways = ways_back(voice.client, inquiry, now=self.clerk.now())
            where = f"workspace {inquiry.workspace}, channel {inquiry.channel}, user {inquiry.asker}"
            ids = f"{inquiry.door}, key {inquiry.key}, {where}"
            await self._report(error, inquiry, ways, words=SORRY, ids=ids)

    async def on_error(self, error: Exception, body: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
        """Bolt's handler for faults in middleware and for payloads nobody listens to. Slack need not repeat them."""
        if isinstance(error, BoltUnhandledRequestError):
            log.info("nothing listens to this: %s (%s)", error.body.get("type"), _ids(context))
        else:
            await self.report(error, context, clicked=body.get("type") in CLICKED)
        return BoltResponse(status=ACKNOWLEDGED)

    async def report(self, error: Exception, context: AsyncBoltContext, *, clicked: bool = False) -> None:
        """Log a fault and tell whoever this came from. That can fail as well, and must not raise either."""
        inquiry: Inquiry | None = context.get("inquiry")
        # Some controls ask a question: a form, the box on the Home tab.
        words = NOT_DONE if clicked and inquiry is None else SORRY
        await self._report(error, inquiry, self._ways_back(context), words=words, ids=_ids(context))

    async def _report(
        self, error: Exception, inquiry: Inquiry | None, ways: Sequence[Way], *, words: str, ids: str
    ) -> None:
        if isinstance(error, PostponedError):
            return  # it is answered later, and the log knows why
        extra = ids_of(inquiry)
        log.error("could not answer (%s)\n%s", ids, without_words(error), extra=extra)
        try:
            await self.clerk.apologise(cards.sentence(words, outcome="failed"), inquiry, ways)
        except PostponedError:
            pass  # they get the answer later, in place of the apology
        except NotTakenError as refusal:
            log.error("could not tell the asker either (%s): %s", ids, refusal.code, extra=extra)  # noqa: TRY400
        except Exception as second:  # noqa: BLE001
            told = without_words(second)
            log.error("could not tell the asker either (%s)\n%s", ids, told, extra=extra)  # noqa: TRY400

    def _ways_back(self, context: AsyncBoltContext) -> list[Way]:
        """Ways to whoever this came from, for any kind of payload."""
        client = context.client if context.client.token else self._client
        inquiry: Inquiry | None = context.get("inquiry")
        if inquiry is not None:
            return ways_back(client, inquiry, now=self.clerk.now())
        channel, user = context.channel_id, context.user_id
        ways = [by_response_url(client, context.response_url)] if context.response_url else []
        if channel and user:
            ways.append(as_ephemeral(client, channel, user, context.thread_ts))
        if user:
            ways.append(in_channel(client, user))
        return ways


def _ids(context: AsyncBoltContext) -> str:
    inquiry: Inquiry | None = context.get("inquiry")
    door = f"{inquiry.door}, key {inquiry.key}" if inquiry else "no inquiry"
    return f"{door}, workspace {context.team_id}, channel {context.channel_id}, user {context.user_id}"
