"""What is wrong with a registry and where in it, before the file's name is known: findings and the words for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz, process

from routing.errors import Problem

# The way from the top of the file to a node: field names, keys and list indexes (from 0), as pydantic gives them.
TreePath = tuple[str | int, ...]

LONGEST_SHOWN = 60
_ALIKE = 60.0
_SHORTEST_START = 3
_PARTS = {
    "sources": "source",
    "teams": "team",
    "responsibilities": "responsibility",
    "former_names": "former name",
    "rungs": "rung",
    "topics": "topic",
    "guidance": "guidance",
    "vocabulary": "vocabulary",
    "tie_breaks": "tie break",
    "not_ours": "not ours",
}
_SINGLE_PARTS = {"ladder", "urgent", "except", "examples"}


class Positioned(Protocol):
    """Anything that stands at a place in the file."""

    @property
    def file(self) -> str:
        """What the file is called, or nothing: then it is the one that is being told about."""

    @property
    def line(self) -> int:
        """The line, counted from 1."""

    @property
    def column(self) -> int:
        """The column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A bare place in the file, for faults that belong to no node."""

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it stands in the file, the part of the registry it is in, what it is and how to mend it.

    `place` is a path, or words where the fault has no path ("the file", "YAML").
    """

    at: Positioned
    place: TreePath | str
    what: str
    hint: str = ""

    def problem(self, path: str) -> Problem:
        """This fault as told to a person: `path` is the file's name, where the node does not know it."""
        where = self.place if isinstance(self.place, str) else where_in_words(self.place)
        return Problem(self.at.file or path, self.at.line, self.at.column, where, self.what, self.hint)


def where_in_words(place: TreePath) -> str:
    """The part of the registry that a path leads into.

    >>> where_in_words(("teams", "payments", "responsibilities", "refunds", "keywords", 2))
    "team 'payments', responsibility 'refunds'"
    """
    return ", ".join(_split(place)[0]) or "top level"


def field_in_words(place: TreePath) -> str:
    """The field that a path ends at, or nothing where it ends at a part that `where_in_words` has named already.

    >>> field_in_words(("teams", "payments", "names", 0))
    'names'
    """
    return next((str(part) for part in reversed(_split(place)[1]) if isinstance(part, str)), "")


def _split(place: TreePath) -> tuple[list[str], TreePath]:
    """The named parts along a path, and what of the path lies below the last of them."""
    parts: list[str] = []
    index = below = 0
    while index < len(place):
        name = str(place[index])
        key = place[index + 1] if index + 1 < len(place) else None
        # `guidance` is a part at the top and a list of keys inside a topic: only a part is followed by a name.
        if name in _PARTS and isinstance(key, str):
            parts.append(f"{_PARTS[name]} {quoted(key)}")
            index += 1
            below = index + 1
        elif name in _SINGLE_PARTS and (
            index == 0 or name == "except" or (name == "ladder" and place[0] == "examples")
        ):
            parts.append(name)
            below = index + 1
        index += 1
    return parts, place[below:]


def line_of(there: Positioned, here: Positioned) -> str:
    """Where something stands, as told at another place: the file is named only where it is not the same.

    >>> line_of(Spot(12, 1, "examples.yaml"), Spot(3, 1, "teams.yaml"))
    'line 12 of examples.yaml'
    """
    return f"line {there.line}" if there.file == here.file else f"line {there.line} of {there.file}"


def quoted(text: str) -> str:
    """A value of the file in quotes: on one line, clipped, and without characters that could move a cursor."""
    flat = " ".join(text[: LONGEST_SHOWN * 4].split())
    clipped = flat if len(flat) <= LONGEST_SHOWN and len(text) <= LONGEST_SHOWN * 4 else flat[:LONGEST_SHOWN] + "…"
    return "'" + "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in clipped) + "'"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that reads most like a word, letter case aside, or else begins with it; None where none does.

    `platform` alone is far from `platform-engineering` by its letters, but is surely meant.
    """
    known, short = list(choices), word[: LONGEST_SHOWN * 2].casefold()
    best = process.extractOne(short, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_ALIKE)
    if best is not None:
        return best[0]
    longer = (choice for choice in known if choice.casefold().startswith(short))
    return next(longer, None) if len(short) >= _SHORTEST_START else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint that names the nearest choice, or an empty one."""
    choice = nearest(word, choices)
    return "" if choice is None else f"did you mean {quoted(choice)}?"
