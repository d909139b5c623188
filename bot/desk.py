"""The use cases: an inquiry comes to the desk, a reply goes back, and how it ended is remembered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from bot.fair_share import TOO_MANY, FairShare, Share
from bot.followups.controls import POST_IN, POST_THERE, controls
from bot.followups.feedback import Corrections, corrected, corrections
from bot.followups.forgetting import forget_me, is_forget_me
from bot.followups.office import Office
from bot.followups.picked import picked_code
from bot.inquiry import Door, Inquiry
from bot.replies import cards
from bot.replies.blocks import render
from bot.replies.mrkdwn import escape, plain
from bot.replies.plaintext import render as as_text
from bot.replies.reply import Reply
from bot.replies.stranger import for_stranger
from bot.slack.ticket import Ticket
from routing.answers import Answer, Found, Nobody, Several, first_place
from routing.directory import find_team, steps
from routing.route import LONGEST_QUESTION, route

log = logging.getLogger(__name__)

# Nobody waits for the outcome to be written down, so this only bounds what a store that hangs can pile up.
RECORD_SECONDS = 10.0

CUT = f"Your question is long. I read the first {LONGEST_QUESTION:,} characters."


class Desk:
    """Answers inquiries from the registry in use. `limit` is how many questions one person may ask in a minute."""

    def __init__(self, office: Office, *, limit: int = 20) -> None:
        self._office = office
        self._index = office.index
        self._store = office.store
        self._now = office.now
        self._channels = office.channels
        self._fair_share = FairShare(limit)

    async def forget(self, inquiry: Inquiry, *, bot: str | None) -> Reply | None:
        """Forget somebody who asks for it, however much they have asked; null for any other inquiry."""
        return await forget_me(inquiry, self._office) if is_forget_me(inquiry, bot=bot) else None

    async def look_up(self, inquiry: Inquiry) -> Corrections:
        """What the asker put right before in the same thread, if anything."""
        return await corrections(inquiry, self._office)

    def ask(self, inquiry: Inquiry, *, bot: str | None, put_right: Corrections = ()) -> Reply | None:
        """The reply to an inquiry; null for somebody who asked too much and was told so already.

        `bot` is our own user id, `put_right` what `look_up` found. This only computes, for about a millisecond:
        whoever calls it sends the reply, then has it remembered.
        """
        words = plain(inquiry.text, bot)
        return self._fairly(inquiry, lambda: self._card(words, inquiry) or self._answer(words, inquiry, put_right))

    def say(self, words: str, inquiry: Inquiry, *, outcome: str) -> Reply | None:
        """One sentence in place of an answer. It counts towards the asker's fair share like any other reply."""
        return self._fairly(inquiry, lambda: cards.sentence(words, outcome=outcome))

    async def remember(self, inquiry: Inquiry, outcome: str, reply: Reply | None = None) -> None:
        """Write down how an inquiry ended, once its reply is on its way. A store that cannot do so is only logged.

        Not before: the store blanks a text when it hears the outcome, and a process that is killed in between
        must leave a claim that shows the question as unanswered.
        """
        try:
            async with asyncio.timeout(RECORD_SECONDS):
                await self._store.record(
                    key=inquiry.key,
                    outcome=outcome,
                    destination=reply.destination if reply else None,
                    team=reply.team if reply else None,
                    responsibility=reply.responsibility if reply else None,
                    answered_at=self._now(),
                )
        except Exception as error:  # noqa: BLE001 - a store may raise anything, and the asker has the answer
            log.warning("the outcome of %s was not recorded: %s", inquiry.key, type(error).__name__)

    def _fairly(self, inquiry: Inquiry, reply: Callable[[], Reply]) -> Reply | None:
        match self._fair_share.take(inquiry.workspace, inquiry.asker, now=self._now()):
            case Share.FAIR:
                return reply()
            case Share.TELL:
                return cards.sentence(TOO_MANY, outcome="too-many")
            case Share.SILENT:
                return None

    def _card(self, words: str, inquiry: Inquiry) -> Reply | None:
        """A sub-command's reply: only where the words are exactly one. "help with dns" is a question.

        `teams`, `team`, `ladder` are words of the slash command; at the other doors people talk in sentences.
        """
        registry, channels = self._index().registry, self._channels()
        word, _, name = " ".join(words.split()).partition(" ")
        word = word.casefold()
        if word in {"", "help"} and not name:
            return cards.help_card(registry)
        if inquiry.door is not Door.COMMAND:
            return None
        if word == "teams" and not name:
            return cards.teams_card(registry, channels)
        if word == "ladder" and not name:
            return cards.ladder_card(registry, steps(registry), channels)
        return self._card_of_team(word, name) if word in {"team", "ladder"} and name else None

    def _card_of_team(self, word: str, name: str) -> Reply | None:
        registry, channels = self._index().registry, self._channels()
        found = find_team(registry, name)
        if found is None:
            return None
        rungs = steps(registry, found.key)
        if word == "team":
            return cards.team_card(found, rungs, channels)
        return cards.ladder_of_team_card(registry, found, rungs, channels)

    def _answer(self, words: str, inquiry: Inquiry, put_right: Corrections) -> Reply:
        index = self._index()
        routed = route(words, index, self._now())
        answer = corrected(routed, put_right, index)
        shown = for_stranger(answer) if inquiry.stranger or inquiry.shared else answer
        first = (CUT,) if len(words) > LONGEST_QUESTION else ()
        text = "\n".join([*first, as_text(shown)])
        blocks = render(shown, self._channels(), first=first)
        place = first_place(answer)
        reply = Reply(
            text=escape(text),
            blocks=blocks,
            outcome=_outcome(answer),
            destination=place.destination if place else None,
            team=place.team if place else None,
            responsibility=place.because[0].responsibility if place and place.because else None,
        )
        if inquiry.stranger:
            return reply
        picked = picked_code(routed, answer, put_right, index)
        return _with_controls(reply, Ticket(inquiry.key, words, picked), inquiry.door)


def _with_controls(reply: Reply, ticket: Ticket, door: Door) -> Reply:
    """The reply with what can be done next beneath it. Strangers get none: they are not of our organisation."""
    post = POST_IN if reply.outcome == "several" else POST_THERE
    native, plain_ones = (
        controls(ticket, destination=reply.destination, door=door, native=feedback, post=post)
        for feedback in (True, False)
    )
    return replace(reply, blocks=[*reply.blocks, *native], plainer=[*reply.blocks, *plain_ones])


def _outcome(answer: Answer) -> str:
    """What became of a question, in the words of `whoask ask --json`."""
    match answer:
        case Found():
            return "found"
        case Several():
            return "several"
        case Nobody():
            return "nobody"
