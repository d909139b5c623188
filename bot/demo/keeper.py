"""The registry keeper's panel: save the file, and see the last question answered before and now, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.guide import Part, blocks, code, columns, heading, text
from bot.inquiry import Inquiry
from bot.registry.current import Current
from bot.slack.messages.blocks import answer_blocks
from bot.slack.messages.mrkdwn import plain
from bot.slack.payloads.installation import Installation
from bot.slack.payloads.questions import read_question
from localslack import LocalSlack
from routing.answers import Answer, Found, Nobody, Several
from routing.errors import Problem
from routing.matching.index import Index
from routing.route import route

HOW = "Change the registry in your editor and save it. What you asked last is answered here again, before and after."


class Keeper:
    """Remembers the registry in use, the one before it, and the problems of the newest file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.index: Index | None = None
        self._before: Index | None = None
        self._loaded_at = datetime.now(UTC)
        self._problems: tuple[Problem, ...] = ()

    def look(self, current: Current) -> bool:
        """Take in the registry in use; says whether there is anything new to show."""
        if current.index is self.index and current.problems == self._problems:
            return False
        if current.index is not self.index:
            self._before, self.index = self.index, current.index
        self._loaded_at, self._problems = current.loaded_at, current.problems
        return True

    def show(self, question: str) -> list[Part]:
        """The panel, for what was asked last; empty where nothing was."""
        return [
            heading("Keep the registry"),
            text(HOW),
            code(str(self._path)),
            *self._state(),
            *self._answers(question),
        ]

    def _state(self) -> Iterator[Part]:
        if self._problems:
            count = "a problem" if len(self._problems) == 1 else f"{len(self._problems)} problems"
            yield text(f"The file has {count}. whoask goes on with the last good one.", tone="bad")
            yield code("\n".join(map(_at_its_line, self._problems)))
        elif self.index:
            at = f"{self._loaded_at.astimezone():%H:%M:%S}"
            yield text(f"whoask uses the file as it was at {at}: {len(self.index.registry.teams)} teams.", tone="good")

    def _answers(self, question: str) -> Iterator[Part]:
        if not question:
            yield text("You have not asked anything yet.", tone="quiet")
            return
        if self.index is None:
            return
        now = route(question, self.index, datetime.now(UTC))
        yield heading(f"“{question}”")
        if self._before is None:
            yield blocks("Now", _drawn(now))
            return
        before = route(question, self._before, datetime.now(UTC))
        yield _compared(before, now)
        yield columns([blocks("Before", _drawn(before), tone="quiet")], [blocks("Now", _drawn(now))])


def last_question(slack: LocalSlack) -> str:
    """What an asker asked the bot last, in plain words; empty where there was no question yet."""
    here = Installation(slack.seed.team)
    for delivery in reversed(slack.deliveries()):
        match read_question(delivery.payload, here, asked_at=datetime.now(UTC)):
            case Inquiry(text=typed):
                return plain(typed, slack.seed.app.user_id)
            case _:
                continue
    return ""


def _compared(before: Answer, now: Answer) -> Part:
    was, is_now = _place(before), _place(now)
    if was != is_now:
        return text(f"It went to {was}. Now it goes to {is_now}.", tone="good")
    if _drawn(before) != _drawn(now):  # what is not shown, such as what came second, is no change
        return text(f"It goes to {is_now} as before. The words of the answer have changed.")
    return text("The answer is the same as before.", tone="quiet")


def _place(answer: Answer) -> str:
    match answer:
        case Found(place=place):
            return place.destination
        case Several(places=places):
            return " or ".join(place.destination for place in places)
        case Nobody():
            return "nobody"


def _drawn(answer: Answer) -> list[Part]:
    return [block.to_dict() for block in answer_blocks(answer)]


def _at_its_line(problem: Problem) -> str:
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"line {problem.line}: {problem.where}: {problem.what}{hint}"
