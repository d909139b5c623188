"""How a question is answered at each surface, and what happens to a fault.

`QuestionHandler` answers questions, new and stalled. `ErrorHandler` reports every fault of an event, a command or an
action: to the log without any words of a message, to the asker in one sentence.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
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
from bot.slack.payloads.message_text import words_of
from bot.tasks import BackgroundTasks

log = logging.getLogger(__name__)

# An answer to a question that is not in the store is sent before the acknowledgement: if the process dies in between,
# Slack delivers it again, or tells the asker that it failed. The claim took half a second, and Slack waits for three.
ANSWER_FIRST_SECONDS = 2.0
SORRY = "Something went wrong on my side, so I have no answer for you. Try again in a few minutes."
NOT_DONE = "Something went wrong on my side, so that did not work. Try again in a few minutes."
# https://docs.slack.dev/reference/interaction-payloads
CLICKED = {"block_actions", "view_submission", "shortcut"}
NOTHING_TO_READ = (
    "That message has no words that I can read. Ask me in your own words: write to me here or use /whoask."
)
CANNOT_READ = (
    "I cannot read what was said above. Mention me again with the question in the same message, "
    "such as “@whoask who can help me with …?”."
)

Listener = Callable[[Inquiry, WorkspaceClient, Responder], Coroutine[Any, Any, None]]


async def on_question(inquiry: Inquiry, slack: WorkspaceClient, responder: Responder) -> None:
    """Answer a command, a direct message or a form: all of its text is the question."""
    await responder.serve(inquiry, slack)


async def on_mention(inquiry: Inquiry, slack: WorkspaceClient, responder: Responder) -> None:
    """Answer in the thread. A bare mention inside a thread takes the thread's first message as its question."""
    words = plain(inquiry.text, slack.bot)
    if not words and inquiry.in_thread and not inquiry.forwarded:
        words = plain(await _first_message(slack.client, inquiry) or "", slack.bot)
        if not words:
            await responder.say(CANNOT_READ, inquiry, slack, outcome="unreadable")
            return
    # The first message can be another author's: it is routed, but not kept as this asker's question.
    await responder.serve(inquiry, slack, words=words)


async def _first_message(client: AsyncWebClient, inquiry: Inquiry) -> str | None:
    """The first message of the thread; None where the bot may not read it: that takes channels:history and membership.

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
    return words_of(messages[0])


async def on_message_shortcut(inquiry: Inquiry, slack: WorkspaceClient, responder: Responder) -> None:
    """Answer a shortcut on a message: by an ephemeral message where the message is, else in a direct message."""
    if (words := plain(inquiry.text, slack.bot)) or inquiry.forwarded:
        await responder.serve(inquiry, slack, words=words)
    else:
        await responder.say(NOTHING_TO_READ, inquiry, slack, outcome="unreadable")


ANSWERS: Mapping[Surface, Listener] = {
    Surface.COMMAND: on_question,
    Surface.MENTION: on_mention,
    Surface.DIRECT_MESSAGE: on_question,
    Surface.SHORTCUT: on_message_shortcut,
    Surface.FORM: on_question,
}


class QuestionHandler:
    """Answers every question in the manner of its surface."""

    def __init__(self, responder: Responder, errors: ErrorHandler, tasks: BackgroundTasks) -> None:
        self._responder = responder
        self._errors = errors
        self._tasks = tasks

    async def answer(self, inquiry: Inquiry, slack: WorkspaceClient) -> None:
        """Answer an inquiry. Never raises.

        Bolt sends an acknowledgement up to 10 ms after `ack()`, when it next polls. An exception in between discards
        it (AsyncioListenerRunner.run), and an answer takes a millisecond.
        """
        try:
            await ANSWERS[inquiry.surface](inquiry, slack, self._responder)
        except Exception as error:  # noqa: BLE001 - the error handler takes in every fault
            await self._errors.report_question(error, inquiry, slack)

    async def after_acknowledging(self, ack: AsyncAck, inquiry: Inquiry, context: AsyncBoltContext) -> None:
        """Bolt's listener for a question: acknowledge, then answer."""
        await ack()
        await self._tasks.start(self.answer(inquiry, WorkspaceClient(context.client, context.bot_user_id)))

    async def before_acknowledging(
        self, context: AsyncBoltContext, inquiry: Inquiry, next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        """Bolt's middleware for a question whose claim the store missed: answer first.

        An answer that takes longer than Slack waits goes on after the acknowledgement. Of a method, the first argument
        has to be one that every request has: Bolt leaves out for ever a first one that a request lacks.
        """
        if not context["degraded"]:
            await next_()
            return None
        answer = self._tasks.start(self.answer(inquiry, WorkspaceClient(context.client, context.bot_user_id)))
        await asyncio.wait({answer}, timeout=ANSWER_FIRST_SECONDS)
        return BoltResponse(status=ACKNOWLEDGED)


class ErrorHandler:
    """Reports every fault. `client` is for faults before authorization, when the request has no token yet."""

    def __init__(self, responder: Responder, client: AsyncWebClient) -> None:
        self.responder = responder
        self._client = client

    async def report_question(self, error: Exception, inquiry: Inquiry, slack: WorkspaceClient) -> None:
        """Log a fault of an answer, and tell the asker. Never raises, also where that fails."""
        methods = reply_methods(slack.client, inquiry, now=self.responder.now())
        where = f"workspace {inquiry.workspace}, channel {inquiry.channel}, user {inquiry.asker}"
        await self._report(error, inquiry, methods, words=SORRY, ids=f"{inquiry.surface}, key {inquiry.key}, {where}")

    async def on_error(self, error: Exception, body: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
        """Bolt's handler for faults in middleware and for unhandled payloads. Slack need not repeat them."""
        if isinstance(error, BoltUnhandledRequestError):
            log.info("nothing listens to this: %s (%s)", error.body.get("type"), _ids(context))
        else:
            await self.report(error, context, clicked=body.get("type") in CLICKED)
        return BoltResponse(status=ACKNOWLEDGED)

    async def report(self, error: Exception, context: AsyncBoltContext, *, clicked: bool = False) -> None:
        """Log a fault, and tell the user of the request. Never raises, also where that fails."""
        inquiry: Inquiry | None = context.get("inquiry")
        # Some controls ask a question: the form, the box on the Home tab.
        words = NOT_DONE if clicked and inquiry is None else SORRY
        await self._report(error, inquiry, self._reply_methods(context), words=words, ids=_ids(context))

    async def _report(
        self, error: Exception, inquiry: Inquiry | None, methods: Sequence[DeliveryMethod], *, words: str, ids: str
    ) -> None:
        if isinstance(error, PostponedError):
            return  # it is answered later, and the log knows why
        extra = ids_of(inquiry)
        log.error("could not answer (%s)\n%s", ids, without_message_text(error), extra=extra)
        try:
            await self.responder.apologise(help_messages.sentence(words, outcome="failed"), inquiry, methods)
        except PostponedError:
            pass  # the asker gets the answer later, in place of the apology
        except SlackCallError as refusal:
            log.error("could not tell the asker either (%s): %s", ids, refusal.code, extra=extra)  # noqa: TRY400
        except Exception as second:  # noqa: BLE001
            told = without_message_text(second)
            log.error("could not tell the asker either (%s)\n%s", ids, told, extra=extra)  # noqa: TRY400

    def _reply_methods(self, context: AsyncBoltContext) -> list[DeliveryMethod]:
        """Methods that reach the user of a request, for any kind of payload."""
        client = context.client if context.client.token else self._client
        inquiry: Inquiry | None = context.get("inquiry")
        if inquiry is not None:
            return reply_methods(client, inquiry, now=self.responder.now())
        channel, user = context.channel_id, context.user_id
        methods = [by_response_url(client, context.response_url)] if context.response_url else []
        if channel and user:
            methods.append(as_ephemeral(client, channel, user, context.thread_ts))
        if user:
            methods.append(in_channel(client, user))
        return methods


def _ids(context: AsyncBoltContext) -> str:
    inquiry: Inquiry | None = context.get("inquiry")
    surface = f"{inquiry.surface}, key {inquiry.key}" if inquiry else "no inquiry"
    return f"{surface}, workspace {context.team_id}, channel {context.channel_id}, user {context.user_id}"
