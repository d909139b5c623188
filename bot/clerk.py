"""Between the desk and Slack: hands the desk's reply over, then has it written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk import Desk
from bot.inquiry import Inquiry
from bot.monitor.tracing import Span, no_span
from bot.replies.reply import Reply
from bot.slack.sending import NotTakenError, Patience, Way, send
from bot.slack.voice import Voice
from bot.slack.ways_back import ways_back
from bot.slack.workspace_token import REFUSED
from bot.underway import LeaseEndedError, PostponedError, UnderWay
from bot.work import Work


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

    async def serve(self, inquiry: Inquiry, voice: Voice, *, words: str | None = None) -> Reply | None:
        """Answer an inquiry; returns what was sent, null for nothing. `words` are the question where it has none.

        Raises NotTakenError where Slack took it no way: PostponedError if it is answered later all the same.
        """
        again = self._underway.is_resumed(inquiry)
        asked = inquiry if words is None else replace(inquiry, text=words)
        reply = await self._desk.forget(asked, bot=voice.bot, again=again)
        if reply is None:
            put_right = await self._desk.look_up(asked)
            reply = self._desk.ask(asked, bot=voice.bot, put_right=put_right, again=again)
        return await self._hand_over(reply, inquiry, ways_back(voice.client, inquiry, now=self.now()))

    async def say(self, words: str, inquiry: Inquiry, voice: Voice, *, outcome: str) -> None:
        """Tell the asker one sentence instead of an answer."""
        reply = self._desk.say(words, inquiry, outcome=outcome, again=self._underway.is_resumed(inquiry))
        await self._hand_over(reply, inquiry, ways_back(voice.client, inquiry, now=self.now()))

    async def apologise(self, reply: Reply, inquiry: Inquiry | None, ways: Sequence[Way]) -> None:
        """Say that something went wrong, as far as that is possible; not where the question was dealt with before."""
        if inquiry is None:
            await send(reply, ways, self._patience)
        elif not self._underway.is_over(inquiry):
            try:
                await self._hand_over(reply, inquiry, ways)
            except PostponedError:
                raise
            except Exception:
                self.give_up(inquiry, reply.outcome)
                raise

    def give_up(self, inquiry: Inquiry, outcome: str) -> None:
        """Nobody can be told: write it down as it is."""
        self._work.start(self._underway.settle(inquiry, outcome))

    async def _hand_over(self, reply: Reply | None, inquiry: Inquiry, ways: Sequence[Way]) -> Reply | None:
        """Send a reply and write it down; returns what was sent.

        Somebody over their fair share gets none, which is written down too.
        """
        if reply is None:
            self.give_up(inquiry, "too-many")
            return None
        try:
            with self._span("send", outcome=reply.outcome):
                await send(reply, [self._underway.fenced(way, inquiry) for way in ways], self._patience)
        except LeaseEndedError:
            self._underway.let_go(inquiry)
            return None
        except NotTakenError as error:
            # A token that is being replaced: whoever has the new one answers.
            can_wait = error.passing or error.code in REFUSED
            if can_wait and (postponed := await self._underway.postpone(inquiry, error)):
                raise postponed from error
            raise
        self._work.start(self._underway.settle(inquiry, reply.outcome, reply))
        return reply
