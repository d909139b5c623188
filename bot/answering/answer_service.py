"""The answer service: turns an inquiry into a reply, within the rate limit of its asker. No I/O but corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto
from textwrap import shorten

from cachetools import LRUCache

from bot.answering.corrections import Corrections, corrected, find_corrections, picked_code
from bot.answering.services import Services
from bot.inquiry import Inquiry, Surface
from bot.monitoring.telemetry import Span, no_span
from bot.slack.messages import help_messages
from bot.slack.messages.blocks import answer_blocks
from bot.slack.messages.controls import ButtonValue, with_controls
from bot.slack.messages.external_user import for_external_user
from bot.slack.messages.layout import Line
from bot.slack.messages.mrkdwn import escape, plain
from bot.slack.messages.reply import Reply
from bot.slack.messages.wording import answer_text
from routing.answers import Answer, Found, Nobody, Reason, Several, first_place
from routing.parsing.segments import LONGEST_QUESTION
from routing.registry.directory import find_team, steps
from routing.registry.schema import Registry
from routing.route import route

CUT = f"Your question is long. I read its first and its last {LONGEST_QUESTION // 2:,} characters."
LATE_AFTER = timedelta(minutes=2)
LATE_SHOWN = 150
LATE_HELP = "Sorry that this took so long: I was interrupted."
LATE = f"{LATE_HELP} You asked:"
WINDOW = timedelta(minutes=1)
MOST_ASKERS = 10_000
TOO_MANY = "That is a lot of questions in one minute. Give me a moment, then ask again."


class AnswerService:
    """Answers inquiries from their workspace's registry. `limit` is how many questions an asker has in a minute."""

    def __init__(self, services: Services, *, limit: int = 20, span: Span = no_span) -> None:
        self._services = services
        self._index = services.index
        self._now = services.now
        self._channel_ids = services.channel_ids
        self._rate_limit = AskerRateLimit(limit)
        self._span = span

    async def corrections_for(self, inquiry: Inquiry) -> Corrections:
        """The asker's earlier corrections in the same thread."""
        if inquiry.thread is None or not inquiry.in_thread:  # elsewhere there is nothing to look up
            return ()
        return await find_corrections(inquiry, inquiry.thread, self._services)

    def ask(self, inquiry: Inquiry, words: str, *, corrections: Corrections = (), again: bool = False) -> Reply | None:
        """The reply to an inquiry; None for an asker who is over the rate limit and was told so before.

        `words` is the question in plain words, `corrections` what `corrections_for` returned. `again` says that an
        earlier attempt was not finished: the rate limit counts it once. This only computes, for about a millisecond:
        the caller sends the reply and records the outcome.
        """
        forwarded = plain(inquiry.forwarded, None)

        def reply() -> Reply:
            if not words and forwarded:
                return self._answer(forwarded, inquiry, corrections)
            return self._subcommand(words, inquiry) or self._answer(words, inquiry, corrections, instead=forwarded)

        return self._rate_limited(inquiry, reply, again=again)

    def say(self, words: str, inquiry: Inquiry, *, outcome: str, again: bool = False) -> Reply | None:
        """One sentence in place of an answer. The rate limit counts it like any other reply."""
        return self._rate_limited(inquiry, lambda: help_messages.sentence(words, outcome=outcome), again=again)

    def _rate_limited(self, inquiry: Inquiry, reply: Callable[[], Reply], *, again: bool) -> Reply | None:
        if again:
            return reply()
        match self._rate_limit.take(inquiry.workspace, inquiry.asker, now=self._now()):
            case Allowance.ALLOWED:
                return reply()
            case Allowance.NOTIFY:
                return help_messages.sentence(TOO_MANY, outcome="too-many")
            case Allowance.SILENT:
                return None

    def _subcommand(self, words: str, inquiry: Inquiry) -> Reply | None:
        """The reply to a sub-command; None where the words are not exactly one: "help with dns" is a question.

        `teams`, `team` and `ladder` are sub-commands of the slash command alone: elsewhere people write sentences.
        """
        registry, channels = self._index(inquiry.workspace).registry, self._channel_ids(inquiry.workspace)
        word, _, name = " ".join(words.split()).partition(" ")
        word = word.casefold()
        if word in {"", "help"} and not name:
            return help_messages.help_message(registry)
        if inquiry.surface is not Surface.COMMAND:
            return None
        if word == "teams" and not name:
            return help_messages.teams_message(registry, channels)
        if word == "ladder" and not name:
            return help_messages.ladder_message(registry, steps(registry), channels)
        return self._team_subcommand(word, name, registry, channels) if word in {"team", "ladder"} and name else None

    def _team_subcommand(self, word: str, name: str, registry: Registry, channels: Mapping[str, str]) -> Reply | None:
        found = find_team(registry, name)
        if found is None:
            return None
        rungs = steps(registry, found.key)
        if word == "team":
            return help_messages.team_message(found, rungs, channels)
        return help_messages.ladder_of_team_message(registry, found, rungs, channels)

    def _answer(self, words: str, inquiry: Inquiry, corrections: Corrections, *, instead: str = "") -> Reply:
        """The answer to some words, or where those are too vague, to what stands `instead` of them."""
        index, now = self._index(inquiry.workspace), self._now()
        with self._span("route") as note:
            routed = route(words, index, now)
            if instead and isinstance(routed, Nobody) and routed.reason is Reason.VAGUE:
                words, routed = instead, route(instead, index, now)
            answer = corrected(routed, corrections, index) if corrections else routed
            place, outcome = first_place(answer), _outcome(answer)
            note(outcome=outcome)
        shown = for_external_user(answer) if inquiry.external_user or inquiry.shared else answer
        first = tuple(_before(words, now - inquiry.asked_at))
        with self._span("render"):
            text = answer_text(shown, first=first)
            blocks = answer_blocks(shown, self._channel_ids(inquiry.workspace), first=first)
        reply = Reply(
            text=escape(text),
            blocks=blocks,
            outcome=outcome,
            destination=place.destination if place else None,
            team=place.team if place else None,
            responsibility=place.because[0].responsibility if place and place.because else None,
        )
        if inquiry.external_user:  # they are not of our organisation: nothing can be done next
            return reply
        picked = picked_code(routed, answer, corrections, index) if corrections else ""
        asker = self._services.person(inquiry.workspace, inquiry.asker)
        button = ButtonValue(inquiry.key, words, picked, asker)
        return with_controls(reply, button, surface=inquiry.surface, several=isinstance(answer, Several))


def _before(words: str, waited: timedelta) -> Iterator[Line]:
    """Lines before the answer. An asker who has waited may be elsewhere by now, so they are told what they asked."""
    if waited > LATE_AFTER:
        shown = shorten(words, LATE_SHOWN, placeholder="…")
        yield Line(LATE, aside=f"“{shown}”") if shown else Line(LATE_HELP)
    if len(words) > LONGEST_QUESTION:
        yield Line(CUT)


def _outcome(answer: Answer) -> str:
    """The outcome of a question, as in `whoask ask --json`."""
    match answer:
        case Found():
            return "found"
        case Several():
            return "several"
        case Nobody():
            return "nobody"


class Allowance(Enum):
    """What the rate limit allows: an answer, a sentence that it is one too many, or nothing."""

    ALLOWED = auto()
    NOTIFY = auto()
    SILENT = auto()


class AskerRateLimit:
    """Counts each asker's questions of the current minute. Beyond `MOST_ASKERS`, the least recent are forgotten."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._asked: LRUCache[tuple[str, str], tuple[datetime, int]] = LRUCache(MOST_ASKERS)

    def take(self, workspace: str, asker: str, *, now: datetime) -> Allowance:
        """Count one more question of an asker. Their minute begins with their first question."""
        began, count = self._asked.get((workspace, asker), (now, 0))
        if not began <= now < began + WINDOW:
            began, count = now, 0
        self._asked[(workspace, asker)] = began, count + 1
        if count < self._limit:
            return Allowance.ALLOWED
        return Allowance.NOTIFY if count == self._limit else Allowance.SILENT
