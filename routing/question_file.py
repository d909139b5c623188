"""A file of questions with their right answers: a list of `{id, question, expect: [destinations], urgent}`."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from routing.errors import QuestionFileError

# libyaml, where it is there, is ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A question is a mapping in a list, with a list in it. libyaml's loader recurses, and thousands of levels end Python.
DEEPEST = 20


class AskedQuestion(BaseModel):
    """A question and what is right: any one of `expect`, or nobody where it is empty. Other keys are ignored.

    `part` is `scored` for the questions that nobody who works on the router looks at.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    question: str
    expect: tuple[str, ...]
    urgent: bool = False
    style: str = "any"
    part: str = "open"


def read_questions(path: Path) -> tuple[AskedQuestion, ...]:
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


def _question(entry: object, number: int, path: Path) -> AskedQuestion:
    try:
        return AskedQuestion.model_validate(entry)
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
