"""The use cases: an inquiry comes to the desk, a reply goes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from textwrap import shorten

from bot.fair_share import TOO_MANY, FairShare, Share
from bot.followups.controls import with_controls
from bot.followups.feedback import Corrections, corrected, corrections
from bot.followups.forgetting import forget_me, is_forget_me
from bot.followups.office import Office
from bot.followups.picked import picked_code
from bot.inquiry import Door, Inquiry
from bot.monitor.tracing import Span, no_span
from bot.replies import cards
from bot.replies.blocks import render
from bot.replies.mrkdwn import escape, plain
from bot.replies.plaintext import render as as_text
from bot.replies.reply import Reply
from bot.replies.sheet import Line
from bot.replies.stranger import for_stranger
from bot.slack.ticket import Ticket
from routing.answers import Answer, Found, Nobody, Several, first_place
from routing.directory import find_team, steps
from routing.registry import Registry
from routing.route import LONGEST_QUESTION, route

CUT = f"Your question is long. I read the first {LONGEST_QUESTION:,} characters."
LATE_AFTER = timedelta(minutes=2)
LATE_SHOWN = 150
LATE_HELP = "Sorry that this took so long: I was interrupted."
LATE = f"{LATE_HELP} You asked:"


class Desk:
    """Answers inquiries from their workspace's registry. `limit` is how many questions a person may ask in a minute."""

    def __init__(self, office: Office, *, limit: int = 20, span: Span = no_span) -> None:
        self._office = office
        self._index = office.index
        self._now = office.now
        self._channels = office.channels
        self._fair_share = FairShare(limit)
        self._span = span

    async def forget(self, inquiry: Inquiry, *, bot: str | None, again: bool = False) -> Reply | None:
        """Forget somebody who asks for it, however much they have asked; null for any other inquiry."""
        return await forget_me(inquiry, self._office, again=again) if is_forget_me(inquiry, bot=bot) else None

    async def look_up(self, inquiry: Inquiry) -> Corrections:
        """What the asker put right before in the same thread, if anything."""
        return await corrections(inquiry, self._office)

    def ask(
        self, inquiry: Inquiry, *, bot: str | None, put_right: Corrections = (), again: bool = False
    ) -> Reply | None:
        """The reply to an inquiry; null for somebody who asked too much and was told so already.

        `bot` is our own user id, `put_right` what `look_up` found. What is answered `again`, because somebody could not
        finish it, counts once. This only computes, for about a millisecond:
        whoever calls it sends the reply, then writes down how it ended.
        """
        words = plain(inquiry.text, bot)
        return self._fairly(
            inquiry, lambda: self._card(words, inquiry) or self._answer(words, inquiry, put_right), again=again
        )

    def say(self, words: str, inquiry: Inquiry, *, outcome: str, again: bool = False) -> Reply | None:
        """One sentence in place of an answer. It counts towards the asker's fair share like any other reply."""
        return self._fairly(inquiry, lambda: cards.sentence(words, outcome=outcome), again=again)

    def _fairly(self, inquiry: Inquiry, reply: Callable[[], Reply], *, again: bool) -> Reply | None:
        if again:
            return reply()
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
        registry, channels = self._index(inquiry.workspace).registry, self._channels()
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
        return self._card_of_team(word, name, registry) if word in {"team", "ladder"} and name else None

    def _card_of_team(self, word: str, name: str, registry: Registry) -> Reply | None:
        channels = self._channels()
        found = find_team(registry, name)
        if found is None:
            return None
        rungs = steps(registry, found.key)
        if word == "team":
            return cards.team_card(found, rungs, channels)
        return cards.ladder_of_team_card(registry, found, rungs, channels)

    def _answer(self, words: str, inquiry: Inquiry, put_right: Corrections) -> Reply:
        index, now = self._index(inquiry.workspace), self._now()
        with self._span("route") as note:
            routed = route(words, index, now)
            answer = corrected(routed, put_right, index)
            note(outcome=_outcome(answer))
        shown = for_stranger(answer) if inquiry.stranger or inquiry.shared else answer
        first = tuple(_before(words, now - inquiry.asked_at))
        with self._span("render"):
            text = "\n".join([*(line.whole for line in first), as_text(shown)])
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
        if inquiry.stranger:  # they are not of our organisation: nothing can be done next
            return reply
        picked = picked_code(routed, answer, put_right, index)
        ticket = Ticket(inquiry.key, words, picked)
        return with_controls(reply, ticket, door=inquiry.door, several=isinstance(answer, Several))


def _before(words: str, waited: timedelta) -> Iterator[Line]:
    """What is said before the answer. Whoever has waited may be elsewhere by now: they are told what they asked."""
    if waited > LATE_AFTER:
        shown = shorten(words, LATE_SHOWN, placeholder="…")
        yield Line(LATE, aside=f"“{shown}”") if shown else Line(LATE_HELP)
    if len(words) > LONGEST_QUESTION:
        yield Line(CUT)


def _outcome(answer: Answer) -> str:
    """What became of a question, in the words of `whoask ask --json`."""
    match answer:
        case Found():
            return "found"
        case Several():
            return "several"
        case Nobody():
            return "nobody"
