"""Between the desk and Slack: hands the desk's reply over, then has it written down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.desk import Desk
from bot.inquiry import Inquiry
from bot.monitor.tracing import Span, no_span
from bot.replies.reply import Reply
from bot.slack.sending import NotTakenError, Patience, Way, send
from bot.slack.voice import Voice
from bot.slack.ways_back import ways_back
from bot.slack.workspace_token import REFUSED
from bot.underway import LeaseEndedError, UnderWay
from bot.work import Work

log = logging.getLogger(__name__)


class Clerk:
    """Serves inquiries. Writing down runs beside the work, so that a slow store holds nobody up."""

    def __init__(  # noqa: PLR0913 - each is another part of the bot
        self,
        desk: Desk,
        patience: Patience,
        work: Work,
        underway: UnderWay,
        now: Callable[[], datetime],
        *,
        span: Span = no_span,
    ) -> None:
        self._desk = desk
        self._patience = patience
        self._work = work
        self._underway = underway
        self.now = now
        self._span = span

    async def serve(self, inquiry: Inquiry, voice: Voice) -> Reply | None:
        """Answer an inquiry; returns what was sent, null for nothing.

        Raises NotTakenError where Slack took it no way: PostponedError if it is answered later all the same.
        """
        reply = await self._desk.forget(inquiry, bot=voice.bot)
        if reply is None:
            put_right = await self._desk.look_up(inquiry)
            reply = self._desk.ask(inquiry, bot=voice.bot, put_right=put_right)
        await self._hand_over(reply, inquiry, voice)
        return reply

    async def say(self, words: str, inquiry: Inquiry, voice: Voice, *, outcome: str) -> None:
        """Tell the asker one sentence instead of an answer."""
        await self._hand_over(self._desk.say(words, inquiry, outcome=outcome), inquiry, voice)

    async def apologise(self, reply: Reply, inquiry: Inquiry | None, ways: Sequence[Way]) -> None:
        """Send what is said when something went wrong, as far as that is possible."""
        if inquiry is not None:
            self._work.start(self._underway.settle(inquiry, reply.outcome))
        if ways:
            await send(reply, ways, self._patience)

    async def _hand_over(self, reply: Reply | None, inquiry: Inquiry, voice: Voice) -> None:
        """Send a reply and write it down. Somebody over their fair share gets none, which is written down too."""
        if reply is None:
            self._work.start(self._underway.settle(inquiry, "too-many"))
            return
        ways = ways_back(voice.client, inquiry, now=self.now())
        try:
            with self._span("send", outcome=reply.outcome):
                await send(reply, [self._underway.fenced(way, inquiry) for way in ways], self._patience)
        except LeaseEndedError:
            self._underway.let_go(inquiry)
        except NotTakenError as error:
            # A token that is being replaced: whoever has the new one answers.
            can_wait = error.passing or error.code in REFUSED
            if can_wait and (postponed := await self._underway.postpone(inquiry, error)):
                raise postponed from error
            raise
        else:
            self._work.start(self._underway.settle(inquiry, reply.outcome, reply))
