"""Between the desk and Slack: hands the desk's reply over, then has the desk remember it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import Desk
from bot.inquiry import Inquiry
from bot.replies.reply import Reply
from bot.slack.sending import Patience, Way, send
from bot.work import Work


class Clerk:
    """Serves inquiries. Remembering runs beside the work, so that a slow store holds nobody up."""

    def __init__(self, desk: Desk, patience: Patience, work: Work) -> None:
        self._desk = desk
        self._patience = patience
        self._work = work

    async def serve(self, inquiry: Inquiry, ways: Sequence[Way], *, bot: str | None) -> Reply | None:
        """Answer an inquiry; returns what was sent, null for nothing. `bot` is our own user id."""
        reply = await self._desk.forget(inquiry, bot=bot)
        if reply is None:
            put_right = await self._desk.look_up(inquiry)
            reply = self._desk.ask(inquiry, bot=bot, put_right=put_right)
        await self.hand_over(reply, inquiry, ways)
        return reply

    async def say(self, words: str, inquiry: Inquiry, ways: Sequence[Way], *, outcome: str) -> None:
        """Tell the asker one sentence instead of an answer."""
        await self.hand_over(self._desk.say(words, inquiry, outcome=outcome), inquiry, ways)

    async def hand_over(self, reply: Reply | None, inquiry: Inquiry, ways: Sequence[Way]) -> None:
        """Send a reply and have it remembered. Somebody over their fair share gets none, which is remembered too."""
        if reply is None:
            self._work.start(self._desk.remember(inquiry, "too-many"))
            return
        await send(reply, ways, self._patience)
        self._work.start(self._desk.remember(inquiry, reply.outcome, reply))

    async def apologise(self, reply: Reply, inquiry: Inquiry | None, ways: Sequence[Way]) -> None:
        """Send what is said when something went wrong, as far as that is possible."""
        if inquiry is not None:
            self._work.start(self._desk.remember(inquiry, reply.outcome))
        if ways:
            await send(reply, ways, self._patience)
