"""What the router knows of English itself: nothing in here knows any organisation.

The text files beside this one hold words and phrases; README.md says where the word lists come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def phrases(name: str) -> Mapping[str, tuple[str, ...]]:
    """The phrases of a file (`urgency`, `conversation` or `words`) by their section, in the file's order."""
    found: dict[str, list[str]] = {}
    section: list[str] = []
    for line in _text(f"{name}.txt").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            section += [phrase for part in line.split(",") if (phrase := part.strip())]
    return {name: tuple(listed) for name, listed in found.items()}


@cache
def common_words() -> frozenset[str]:
    """The commonest 4,000 words, lower case."""
    return frozenset(_text("common.txt").split())


@cache
def known_words() -> frozenset[str]:
    """Every everyday word (39,000), lower case: what is in here is not a typing mistake."""
    return common_words() | frozenset(_text("known.txt").split())


@cache
def urgency_weights() -> Mapping[str, float]:
    """What each word, pair of words or sign adds to the urgency of a message; learned by `make urgency`."""
    return {
        name: float(weight) for weight, _, name in (line.partition(" ") for line in _text("weights.txt").splitlines())
    }


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


# Words that carry no topic at all, and words that say little about it.
STOP_WORDS = frozenset(phrases("words")["stop"])
WEAK_WORDS = frozenset(phrases("words")["weak"])
