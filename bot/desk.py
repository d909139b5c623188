"""The use cases: an inquiry comes to the desk, a reply goes back, and how it ended is remembered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot import cards
from bot.blocks import render
from bot.fair_share import FairShare, Share
from bot.inquiry import Door, Inquiry
from bot.mrkdwn import escape, plain
from bot.plaintext import render as as_text
from bot.reply import Reply
from bot.store import Store
from bot.stranger import for_stranger
from routing.answers import Answer, Found, Nobody, Several
from routing.directory import find_team, steps
from routing.index import Index
from routing.route import LONGEST_QUESTION, route

log = logging.getLogger(__name__)

# Nobody waits for the outcome to be written down, so this only bounds what a store that hangs can pile up.
RECORD_SECONDS = 10.0

CUT = f"Your question is long. I read the first {LONGEST_QUESTION:,} characters."
TOO_MANY = "That is a lot of questions in one minute. Give me a moment, then ask again."


class Desk:
    """Answers inquiries from the registry in use. `index` gives that registry, which a reload may have swapped.

    `limit` is how many questions one person may ask in a minute. `channels` gives the ids of channel names, as far
    as they are known.
    """

    def __init__(
        self,
        index: Callable[[], Index],
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        limit: int = 20,
        channels: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._index = index
        self._store = store
        self._now = now
        self._channels = channels
        self._fair_share = FairShare(limit)

    def ask(self, inquiry: Inquiry, *, bot: str | None) -> Reply | None:
        """The reply to an inquiry; null for somebody who asked too much and was told so already.

        `bot` is our own user id. This only computes, for about a millisecond: whoever calls it sends the reply,
        then has it remembered.
        """
        words = plain(inquiry.text, bot)
        return self._fairly(inquiry, lambda: self._card(words, inquiry) or self._answer(words, inquiry))

    def say(self, words: str, inquiry: Inquiry, *, outcome: str) -> Reply | None:
        """One sentence in place of an answer. It counts towards the asker's fair share like any other reply."""
        return self._fairly(inquiry, lambda: cards.sentence(words, outcome=outcome))

    async def remember(self, inquiry: Inquiry, outcome: str, destination: str | None = None) -> None:
        """Write down how an inquiry ended, once its reply is on its way. A store that cannot do so is only logged.

        Not before: the store blanks a text when it hears the outcome, and a process that is killed in between
        must leave a claim that shows the question as unanswered.
        """
        try:
            async with asyncio.timeout(RECORD_SECONDS):
                await self._store.record(
                    key=inquiry.key, outcome=outcome, destination=destination, answered_at=self._now()
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

    def _answer(self, words: str, inquiry: Inquiry) -> Reply:
        index = self._index()
        answer = route(words, index, self._now())
        shown = for_stranger(answer) if inquiry.stranger else answer
        first = (CUT,) if len(words) > LONGEST_QUESTION else ()
        text = "\n".join([*first, as_text(shown)])
        outcome, destination = _outcome(answer)
        return Reply(escape(text), render(shown, self._channels(), first=first), outcome, destination)


def _outcome(answer: Answer) -> tuple[str, str | None]:
    """What the store remembers of an answer, in the words of `whoask ask --json`."""
    match answer:
        case Found(place=place):
            return "found", place.destination
        case Several(places=places):
            return "several", places[0].destination
        case Nobody():
            return "nobody", None
