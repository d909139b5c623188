"""A question file, asked and compared: how often the router is right, how often it knows that it does not know.

A file of questions with their right answers: a list of `{id, question, expect: [destinations], urgent}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from routing.answers import Answer, Found, Nobody, Several
from routing.errors import QuestionFileError
from routing.matching.index import Index
from routing.route import route


@dataclass(frozen=True, slots=True)
class Result:
    """One question and what came of it. `got` is a destination, or "nobody"."""

    asked: LabelledQuestion
    got: str
    urgent: bool
    confidence: float

    @property
    def right(self) -> bool:
        """Right when the destination is one of those expected, or when nobody was expected and named."""
        return self.got in self.asked.expect if self.asked.expect else self.got == NOBODY


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    total: int

    @property
    def rate(self) -> float:
        """From 0 to 1; of nothing, 0."""
        return self.right / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the rate (Wilson's score interval), which stays between 0 and 1."""
        if not self.total:
            return (0.0, 1.0)
        z, n, p = 1.96, self.total, self.rate
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return (max(0.0, middle - reach), min(1.0, middle + reach))


# Questions that stay unseen by whoever works on the router, so that their total means something.
SCORED = "scored"
NOBODY = "nobody"


def evaluate(questions: Iterable[LabelledQuestion], index: Index, now: datetime) -> tuple[Result, ...]:
    """Ask every question. The order is kept."""
    return tuple(_result(asked, route(asked.question, index, now)) for asked in questions)


def share(results: Iterable[Result]) -> Share:
    """How many of these results are right."""
    listed = list(results)
    return Share(sum(result.right for result in listed), len(listed))


def answerable(results: Sequence[Result]) -> Share:
    """Of the questions that have an answer, how many got it."""
    return share(result for result in results if result.asked.expect)


def dont_know(results: Sequence[Result]) -> Share:
    """Of the questions that are nobody's, how many got an honest don't-know."""
    return share(result for result in results if not result.asked.expect)


def urgent_recall(results: Sequence[Result]) -> Share:
    """Of the urgent questions, how many were recognised as urgent."""
    urgent = [result for result in results if result.asked.urgent]
    return Share(sum(result.urgent for result in urgent), len(urgent))


def false_alarms(results: Sequence[Result]) -> Share:
    """Of the calm questions, how many were taken for urgent: here few is good."""
    calm = [result for result in results if not result.asked.urgent]
    return Share(sum(result.urgent for result in calm), len(calm))


def confusions(results: Iterable[Result]) -> list[tuple[str, str, int]]:
    """What was expected (the first of it), what was said instead, and how often, the commonest first."""
    pairs = Counter(
        (result.asked.expect[0] if result.asked.expect else NOBODY, result.got)
        for result in results
        if not result.right
    )
    return [
        (expected, got, count) for (expected, got), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    ]


def calibration(results: Iterable[Result]) -> list[tuple[float, float, Share]]:
    """For each band of confidence (from, up to), how many of the places named with it are right."""
    named = [result for result in results if result.got != NOBODY]
    bands = ((0.0, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
    return [(low, high, share(result for result in named if low <= result.confidence < high)) for low, high in bands]


def _result(asked: LabelledQuestion, answer: Answer) -> Result:
    match answer:
        case Found():
            return Result(asked, answer.place.destination, answer.urgent, answer.place.confidence)
        case Several():
            return Result(asked, answer.places[0].destination, answer.urgent, answer.places[0].confidence)
        case Nobody():
            return Result(asked, NOBODY, answer.urgent, answer.confidence)


# libyaml, where it is there, is ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A question is a mapping in a list, with a list in it. libyaml's loader recurses, and thousands of levels end Python.
DEEPEST = 20


class LabelledQuestion(BaseModel):
    """A question and what is right: any one of `expect`, or nobody where it is empty. Other keys are ignored.

    `part` is `scored` for the questions that nobody who works on the router looks at. With `all`, the message asks
    several things, and every place of `expect` belongs in the answer.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    question: str
    expect: tuple[str, ...]
    urgent: bool = False
    style: str = "any"
    part: str = "open"
    all: bool = False


def read_questions(path: Path) -> tuple[LabelledQuestion, ...]:
    """Read a question file. Raises QuestionFileError, which names the file and the first entry that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        if _is_too_deep(text):
            raise QuestionFileError(f"{path}: is nested too deep to be a list of questions")
        listed = yaml.load(text, Loader=_LOADER)  # noqa: S506 -- a safe loader either way
    except OSError as error:
        raise QuestionFileError(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise QuestionFileError(f"{path}: is not a YAML file: {' '.join(str(error).split())}") from error
    if not isinstance(listed, list) or not listed:
        raise QuestionFileError(f"{path}: holds no questions; it should be a list of id, question, expect and urgent")
    return tuple(_question(entry, number, path) for number, entry in enumerate(listed, start=1))


def _question(entry: object, number: int, path: Path) -> LabelledQuestion:
    try:
        return LabelledQuestion.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole entry"
        raise QuestionFileError(f"{path}: question {number}: {field}: {first['msg'].lower()}") from error


def _is_too_deep(text: str) -> bool:
    """Events are read without recursion, so that this can be asked of any file."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return True
    return False
