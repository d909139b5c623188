"""The one error door, for events, commands and actions: the log gets everything but words, the asker one sentence.

How a question is answered at each door, whether it has just come in or was left behind.

A mention in a channel: the answer goes into the thread.

The shortcut on somebody's message: whom to ask about it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.claims import ACKNOWLEDGED
from bot.answering.leases import PostponedError
from bot.answering.responder import Responder
from bot.inquiry import Inquiry, Surface
from bot.monitoring.redaction import ids_of, without_message_text
from bot.slack.client.delivery import DeliveryMethod, as_ephemeral, by_response_url, in_channel, reply_methods
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.client.web_client import WorkspaceClient
from bot.slack.messages import help_messages
from bot.slack.messages.mrkdwn import plain
from bot.slack.payloads.questions import is_in_thread

log = logging.getLogger(__name__)

Listener = Callable[[Inquiry, WorkspaceClient, Responder], Coroutine[Any, Any, None]]


async def on_question(inquiry: Inquiry, slack: WorkspaceClient, responder: Responder) -> None:
    """A command, a direct message, a form: everything that a person writes there is for us."""
    await responder.serve(inquiry, slack)


CANNOT_READ = (
    "I cannot read what was said above. Mention me again with the question in the same message, "
    "such as “@whoask who can help me with …?”."
)


async def on_mention(inquiry: Inquiry, slack: WorkspaceClient, responder: Responder) -> None:
    """Answer in the thread. A bare mention inside a thread takes the thread's first message as its question."""
    if is_in_thread(inquiry) and not plain(inquiry.text, slack.bot):
        first_message = await _first_message(slack.client, inquiry)
        if not first_message:
            await responder.say(CANNOT_READ, inquiry, slack, outcome="unreadable")
            return
        # Somebody else's words: they answer the question, and are not kept as this asker's.
        await responder.serve(inquiry, slack, words=first_message)
        return
    await responder.serve(inquiry, slack)


async def _first_message(client: AsyncWebClient, inquiry: Inquiry) -> str | None:
    """The first message of the thread, where we may read it: that takes channels:history and being a member.

    https://docs.slack.dev/reference/methods/conversations.replies
    """
    channel, thread = inquiry.channel, inquiry.thread or ""
    try:
        replies = await with_retry(
            lambda: client.conversations_replies(channel=channel, ts=thread, limit=1), RetryPolicy(attempts=1)
        )
    except SlackCallError as error:
        log.info("the thread of %s cannot be read: %s", inquiry.key, error.code)
        return None
    messages = replies.get("messages") or [{}]
    return str(messages[0].get("text") or "")


NOTHING_TO_READ = (
    "That message has no words that I can read. Ask me in your own words: write to me here or use /whoask."
)


async def on_message_shortcut(inquiry: Inquiry, slack: WorkspaceClient, responder: Responder) -> None:
    """Answer a message's shortcut where the message is, for whoever used it alone; else in a direct message."""
    if plain(inquiry.text, slack.bot):
        await responder.serve(inquiry, slack)
    else:
        await responder.say(NOTHING_TO_READ, inquiry, slack, outcome="unreadable")


ANSWERS: Mapping[Surface, Listener] = {
    Surface.COMMAND: on_question,
    Surface.MENTION: on_mention,
    Surface.DIRECT_MESSAGE: on_question,
    Surface.SHORTCUT: on_message_shortcut,
    Surface.FORM: on_question,
}


SORRY = "Something went wrong on my side, so I have no answer for you. Try again in a few minutes."
NOT_DONE = "Something went wrong on my side, so that did not work. Try again in a few minutes."
# https://docs.slack.dev/reference/interaction-payloads
CLICKED = {"block_actions", "view_submission", "shortcut"}


class ErrorHandler:
    """Takes in every fault. `client` is for faults before authorization, when the request has no token yet."""

    def __init__(self, responder: Responder, client: AsyncWebClient) -> None:
        self.responder = responder
        self._client = client

    async def answer(self, inquiry: Inquiry, slack: WorkspaceClient) -> None:
        """Answer an inquiry as its door does. This never raises.

        Bolt acknowledges what a listener has acknowledged up to 10 ms later, when it next looks. An error in between
        throws the acknowledgement away (AsyncioListenerRunner.run), and our answers take a millisecond.
        """
        try:
            await ANSWERS[inquiry.surface](inquiry, slack, self.responder)
        except Exception as error:  # noqa: BLE001 - this is the door that everything comes to
            ways = reply_methods(slack.client, inquiry, now=self.responder.now())
            where = f"workspace {inquiry.workspace}, channel {inquiry.channel}, user {inquiry.asker}"
            ids = f"{inquiry.surface}, key {inquiry.key}, {where}"
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
        self, error: Exception, inquiry: Inquiry | None, ways: Sequence[DeliveryMethod], *, words: str, ids: str
    ) -> None:
        if isinstance(error, PostponedError):
            return  # it is answered later, and the log knows why
        extra = ids_of(inquiry)
        log.error("could not answer (%s)\n%s", ids, without_message_text(error), extra=extra)
        try:
            await self.responder.apologise(help_messages.sentence(words, outcome="failed"), inquiry, ways)
        except PostponedError:
            pass  # they get the answer later, in place of the apology
        except SlackCallError as refusal:
            log.error("could not tell the asker either (%s): %s", ids, refusal.code, extra=extra)  # noqa: TRY400
        except Exception as second:  # noqa: BLE001
            told = without_message_text(second)
            log.error("could not tell the asker either (%s)\n%s", ids, told, extra=extra)  # noqa: TRY400

    def _ways_back(self, context: AsyncBoltContext) -> list[DeliveryMethod]:
        """Ways to whoever this came from, for any kind of payload."""
        client = context.client if context.client.token else self._client
        inquiry: Inquiry | None = context.get("inquiry")
        if inquiry is not None:
            return reply_methods(client, inquiry, now=self.responder.now())
        channel, user = context.channel_id, context.user_id
        ways = [by_response_url(client, context.response_url)] if context.response_url else []
        if channel and user:
            ways.append(as_ephemeral(client, channel, user, context.thread_ts))
        if user:
            ways.append(in_channel(client, user))
        return ways


def _ids(context: AsyncBoltContext) -> str:
    inquiry: Inquiry | None = context.get("inquiry")
    surface = f"{inquiry.surface}, key {inquiry.key}" if inquiry else "no inquiry"
    return f"{surface}, workspace {context.team_id}, channel {context.channel_id}, user {context.user_id}"
