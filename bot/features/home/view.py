"""The Home tab as a view: pure, from a `Home` to blocks within Slack's limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    PlainTextInputElement,
    RichTextBlock,
    RichTextElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)
from slack_sdk.models.blocks import RichTextElementParts as Parts
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.views import View

from bot.answering.services import RegistryState
from bot.features.home.directory import DirectoryEntry
from bot.features.post.target import Target
from bot.slack.messages.blocks import layout_blocks
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.layout import Layout, Line
from bot.slack.messages.mrkdwn import clip, plain
from bot.slack.payloads.questions import ASK_AT_HOME
from bot.store.questions import Counts, QuestionRecord
from routing.parsing.segments import LONGEST_QUESTION
from routing.registry.hours import holidays_warning, spoken_date, spoken_time
from routing.registry.schema import Registry

SEARCH, SORTED = "search_teams", "home_sorted"
# How much of a pasted text is searched for. It is part of a block_id, which may have 255 characters.
LONGEST_SEARCH = 100
# Teams that are listed at once, and problems of a registry file; so long that all of them are drawn (LONGEST_POINTS).
MOST_TEAMS, LONGEST_TEAM = 25, 190
MOST_PROBLEMS, LONGEST_PROBLEM = 10, 480

STORE_DOWN = "I cannot look up what was asked before just now. Everything else works."
NO_QUESTIONS = "You have not asked me anything yet."
NEWEST_IS_BAD = "Its newest version has a fault, so I use the last good one."
OWN_IS_BAD = "This workspace's own registry has a fault, so I use the one of all workspaces."
NO_TEAM = "I know no team like that. Ask me above, in your own words."
LONGEST_SHOWN = 300
NOT_KEPT = "(the words are not kept)"
SENT = "The whole answer is in your direct messages with me."
_BOLD = Parts.TextStyle(bold=True)


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """What was just asked on the Home tab, and the first line of the answer, or why there is none."""

    question: str
    line: str
    sent: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Everything that the Home tab shows a user.

    `teams` are those that match `search`, all where that is empty. `opening` says whether the teams are at work now.
    `questions` are the user's own, None where the store is down. `keeper` is whether the user keeps the registry;
    `counts` is for keepers alone, and None where the store is down.
    """

    registry: Registry
    state: RegistryState
    now: datetime
    questions: Sequence[QuestionRecord] | None
    teams: Sequence[DirectoryEntry]
    opening: str | None = None
    bot: str | None = None
    search: str = ""
    last_answer: LastAnswer | None = None
    keeper: bool = False
    counts: Counts | None = None
    channels: Mapping[str, str] = field(default_factory=dict)


def home_view(home: Home) -> dict[str, Any]:
    """The view. Its metadata is the search, so that the next click does not clear it."""
    blocks = [*_ask(home), *_opening(home), *_questions(home), *_teams(home), *_state(home), *_keeping(home)]
    return View(type="home", blocks=blocks, private_metadata=home.search).to_dict()


def _ask(home: Home) -> Iterator[Block]:
    yield HeaderBlock(text="Ask me whom to ask")
    # Slack keeps what was typed in a field of the same name: after a question the field is to be empty again.
    name = f"{ASK_AT_HOME}-{home.now.timestamp()}" if home.last_answer else ASK_AT_HOME
    box = _box(ASK_AT_HOME, "Who can help me with …?", LONGEST_QUESTION)
    yield _asking(name, "What do you need?", "Press Enter. I answer in your direct messages with me.", box)
    if home.last_answer:
        yield from last_answer_blocks(home.last_answer.question, home.last_answer.line, sent=home.last_answer.sent)


def _opening(home: Home) -> Iterator[Block]:
    if home.opening:
        yield from layout_blocks(Layout("Opening hours", (Line(home.opening),)))


def _questions(home: Home) -> Iterator[Block]:
    yield DividerBlock()
    lines = {None: (Line(STORE_DOWN),), 0: (Line(NO_QUESTIONS),)}
    count = None if home.questions is None else len(home.questions)
    yield from layout_blocks(Layout("Your latest questions", lines.get(count, ())))
    for asked in home.questions or ():
        yield from question_blocks(asked, home.registry, bot=home.bot, channels=home.channels, button=SORTED)


def _teams(home: Home) -> Iterator[Block]:
    yield DividerBlock()
    # A field of another name for each search: else Slack would keep what was typed in place of `initial_value`.
    box = _box(SEARCH, "A name, an old name, or what they do", LONGEST_SEARCH, home.search)
    name, hint = f"{SEARCH}-{home.search}", "Press Enter. Leave it empty to see all teams."
    yield _asking(name, "Search teams", hint, box, optional=True)
    count = len(home.registry.teams)
    headline = "Teams that fit" if home.search else f"The {count} teams of {home.registry.organisation}"
    points = tuple(Line(_team(entry)) for entry in home.teams[:MOST_TEAMS])
    more = len(home.teams) - len(points)
    foot = f"… and {more} more. Search above." if more else ""
    yield from layout_blocks(Layout(headline, () if points else (Line(NO_TEAM),), points, foot), home.channels)


def _team(entry: DirectoryEntry) -> str:
    where = f"{entry.name}: {entry.destination}" if entry.destination else entry.name
    return clip(f"{where}. {entry.why}" if entry.why else where, LONGEST_TEAM)


def _state(home: Home) -> Iterator[Block]:
    lines = [f"I know {len(home.registry.teams)} teams."]
    if home.state.loaded_at:
        lines.append(f"I loaded the registry on {moment(home.state.loaded_at, home.registry)}.")
    if home.state.problems:
        lines.append(OWN_IS_BAD if home.state.lent else NEWEST_IS_BAD)
    yield DividerBlock()
    yield from layout_blocks(Layout("The registry", (Line(" ".join(lines)),)))


def _keeping(home: Home) -> Iterator[Block]:
    """The part for keepers: the newest file's problems, and the last 30 days in figures."""
    if not home.keeper:
        return
    problems = home.state.problems
    count = f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}"
    state = f"The newest file has {count}:" if problems else "The newest file is good, and in use."
    points = tuple(Line(clip(str(problem), LONGEST_PROBLEM)) for problem in problems[:MOST_PROBLEMS])
    more = len(problems) - len(points)
    foot = f"… and {more} more. “whoask check” shows all of them." if more else ""
    today = home.now.astimezone(home.registry.zone).date()
    lines = tuple(Line(words) for words in (state, holidays_warning(home.registry, today)) if words)
    yield from layout_blocks(Layout("For you, who keep the registry", lines, points, foot))
    yield from layout_blocks(Layout("The last 30 days", tuple(map(Line, _gaps(home.counts)))))


def _gaps(counts: Counts | None) -> Sequence[str]:
    if counts is None:
        return (STORE_DOWN,)
    return (
        f"Questions: {counts.asked}",
        f"Questions that I could name nobody for: {counts.nobody}",
        f"Answers that somebody called the wrong place: {counts.wrong}",
    )


def moment(at: datetime, registry: Registry) -> str:
    """A moment in words, in the registry's time zone."""
    local = at.astimezone(registry.zone)
    return f"{spoken_date(local)} at {spoken_time(local)}"


def _asking(name: str, label: str, hint: str, box: PlainTextInputElement, *, optional: bool = False) -> InputBlock:
    return InputBlock(block_id=name, label=label, hint=hint, element=box, optional=optional, dispatch_action=True)


def _box(action: str, placeholder: str, longest: int, value: str = "") -> PlainTextInputElement:
    """A text field that sends an action when the user presses Enter."""
    return PlainTextInputElement(
        action_id=action,
        placeholder=placeholder,
        max_length=longest,
        initial_value=value or None,
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    )


def question_blocks(
    asked: QuestionRecord, registry: Registry, *, bot: str | None, channels: Mapping[str, str], button: str
) -> list[Block]:
    """One question, with a button to mark it as sorted while it is open. `button` is the button's action id."""
    words = plain(asked.text, bot) if asked.text else NOT_KEPT
    line: list[RichTextElement] = [Parts.Text(text=f"{spoken_date(asked.asked_at.astimezone(registry.zone))}. ")]
    line += _answer(asked, channels)
    line += [Parts.Text(text=f" {_state_of_question(asked)}")]
    if asked.permalink:
        line += [Parts.Text(text=" "), Parts.Link(url=asked.permalink, text="See it there")]
    blocks: list[Block] = [_rich(_quoted(words), RichTextSectionElement(elements=line))]
    if asked.sorted_at is None:
        done = ButtonElement(action_id=button, text="Sorted", value=ButtonValue(asked.key).encode())
        blocks.append(ActionsBlock(elements=[done]))
    return blocks


def last_answer_blocks(question: str, line: str, *, sent: bool) -> list[Block]:
    """The first line of the answer to what was just asked, and where the rest is."""
    said = [Parts.Text(text=line, style=_BOLD)]
    first = RichTextSectionElement(elements=said)
    rest = [RichTextSectionElement(elements=[Parts.Text(text=SENT)])] if sent else []
    return [_rich(_quoted(question), first, *rest)]


def _answer(asked: QuestionRecord, channels: Mapping[str, str]) -> list[RichTextElement]:
    if asked.destination is None:
        return [Parts.Text(text="I did not know who handles it.")]
    known = channels.get(asked.destination)
    place = Parts.Channel(channel_id=known) if known else Parts.Text(text=asked.destination)
    return [Parts.Text(text="Ask "), place, Parts.Text(text=".")]


def _state_of_question(asked: QuestionRecord) -> str:
    if asked.sorted_at:
        return "Sorted."
    if asked.posted_to:
        is_group = Target(asked.posted_to).is_group
        return f"You mentioned {asked.posted_to}." if is_group else f"You posted it in {asked.posted_to}."
    return {"right": "Answered: you said that this is the right place.", "wrong": "You said: wrong place."}.get(
        asked.verdict or "", "Asked."
    )


def _quoted(words: str) -> RichTextQuoteElement:
    return RichTextQuoteElement(elements=[Parts.Text(text=clip(words, LONGEST_SHOWN))])


def _rich(*parts: RichTextElement) -> RichTextBlock:
    return RichTextBlock(elements=list(parts))
