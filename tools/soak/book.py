"""The questions that were asked, and whose answer a message is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tools.soak.question import Answer, Question

CASE = re.compile(r"\bcase (\d+)\b")


@dataclass(slots=True)
class Book:
    """Every question by the addresses an answer to it can go to.

    `wrong_asker` counts messages that carry another question than that of the address they were sent to, `nobodys`
    those sent to an address that is no asker's.
    """

    questions: list[Question] = field(default_factory=list)
    wrong_asker: int = 0
    nobodys: int = 0
    _by_address: dict[str, Question] = field(default_factory=dict)

    def add(self, question: Question) -> None:
        self.questions.append(question)
        self._by_address[question.asker] = question
        if question.surface == "command":
            self._by_address[f"/respond/{question.number}"] = question
        elif question.surface == "mention":
            self._by_address[question.ts] = question
        else:
            self._by_address[question.channel] = question

    def shown(self, address: str, body: str, *, at: float, life: str | None, ambiguous: bool) -> None:
        """Slack shows a message. Which question it answers is told by its address; its words have to agree."""
        question = self._by_address.get(address)
        cases = {int(number) for number in CASE.findall(body)}
        if question is None:
            self.nobodys += 1
        elif cases - {question.number}:
            self.wrong_asker += 1
        else:
            question.answers.append(Answer(at, life, real=bool(cases), ambiguous=ambiguous))


def address_of(method: str, args: dict[str, Any]) -> str:
    """Who sees what a method posts: a thread's readers, one person, or one person's direct messages."""
    if method == "chat.postEphemeral":
        return str(args.get("user"))
    return str(args.get("thread_ts") or args.get("channel"))
