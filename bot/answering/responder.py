"""The responder: asks the answer service for a reply, delivers it, and has the outcome recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.answering.answer_service import AnswerService
from bot.answering.leases import LeaseEndedError, LeaseManager, PostponedError
from bot.inquiry import Inquiry, Surface
from bot.monitoring.telemetry import Span, no_span
from bot.slack.client.circuit_breaker import REFUSED
from bot.slack.client.delivery import DeliveryMethod, reply_methods, send
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, behind
from bot.slack.client.web_client import WorkspaceClient
from bot.slack.messages.mrkdwn import plain
from bot.slack.messages.reply import Reply
from bot.tasks import BackgroundTasks

# The reply to an inquiry that is no question for the router, such as "forget me"; None for any other. It is called with
# the inquiry, its plain words, and whether an earlier attempt was not finished.
AnswerFirst = Callable[[Inquiry, str, bool], Awaitable[Reply | None]]


class Responder:
    """Answers inquiries. Outcomes are recorded in background tasks, so that a slow store delays no answer."""

    def __init__(  # noqa: PLR0913 - each is another part of the bot
        self,
        answer_service: AnswerService,
        retry: RetryPolicy,
        tasks: BackgroundTasks,
        leases: LeaseManager,
        now: Callable[[], datetime],
        *,
        answer_first: AnswerFirst | None = None,
        span: Span = no_span,
    ) -> None:
        self._answer_service = answer_service
        self._retry = retry
        self._tasks = tasks
        self._leases = leases
        self.now = now
        self._answer_first = answer_first
        self._span = span

    async def serve(self, inquiry: Inquiry, slack: WorkspaceClient, *, words: str | None = None) -> Reply | None:
        """Answer an inquiry; returns the reply that was sent, None for none.

        `words` is the question in plain words, by default those of the inquiry.

        Raises SlackCallError where every delivery method failed: PostponedError if it is answered later.
        """
        again = self._leases.is_resumed(inquiry)
        words = plain(inquiry.text, slack.bot) if words is None else words
        reply = None
        if self._answer_first and inquiry.surface is not Surface.MENTION:  # only where the asker alone reads the reply
            reply = await self._answer_first(inquiry, words, again)
        if reply is None:
            corrections = await self._answer_service.corrections_for(inquiry)
            reply = self._answer_service.ask(inquiry, words, corrections=corrections, again=again)
        return await self._hand_over(reply, inquiry, reply_methods(slack.client, inquiry, now=self.now()))

    async def say(self, words: str, inquiry: Inquiry, slack: WorkspaceClient, *, outcome: str) -> None:
        """Send the asker one sentence in place of an answer."""
        reply = self._answer_service.say(words, inquiry, outcome=outcome, again=self._leases.is_resumed(inquiry))
        await self._hand_over(reply, inquiry, reply_methods(slack.client, inquiry, now=self.now()))

    async def apologise(self, reply: Reply, inquiry: Inquiry | None, methods: Sequence[DeliveryMethod]) -> None:
        """Send an apology; none for a question that is answered, postponed or abandoned."""
        if inquiry is None:
            await send(reply, methods, self._retry)
        elif not self._leases.is_over(inquiry):
            try:
                await self._hand_over(reply, inquiry, methods)
            except PostponedError:
                raise
            except Exception:
                self.give_up(inquiry, reply.outcome)
                raise

    def give_up(self, inquiry: Inquiry, outcome: str) -> None:
        """Record the outcome of a question that gets no reply."""
        self._tasks.start(self._leases.finish(inquiry, outcome))

    async def _hand_over(
        self, reply: Reply | None, inquiry: Inquiry, methods: Sequence[DeliveryMethod]
    ) -> Reply | None:
        """Send a reply and record the outcome; returns the reply that was sent.

        Without a reply, the asker is over the rate limit: that is recorded too.
        """
        if reply is None:
            self.give_up(inquiry, "too-many")
            return None
        try:
            with self._span("send", outcome=reply.outcome), behind(self._leases.fence(inquiry)):
                await send(reply, methods, self._retry)
        except LeaseEndedError:
            self._leases.abandon(inquiry)
            return None
        except SlackCallError as error:
            # A refused token can be one that is being replaced: a replica with the new one answers.
            can_wait = error.retryable or error.code in REFUSED
            if can_wait and (postponed := await self._leases.answer_later(inquiry, error)):
                raise postponed from error
            raise
        self._tasks.start(self._leases.finish(inquiry, reply.outcome, reply))
        return reply
