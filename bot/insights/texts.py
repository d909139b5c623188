"""What people typed as words: read by the router, with everybody's names left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.replies.mrkdwn import plain
from bot.store.insights import Kept
from routing.index import Index
from routing.reading.question import read
from routing.reading.words import WEAK

# A mention of a person, group or channel, and an address: none of them says what a question is about.
_MENTION = re.compile(r"<[@!#][^<>]*>|<?(?:https?://|mailto:)[^\s<>]*>?|\S+@\S+\.\S+")
_CAPITALISED = re.compile(r"[A-Z][a-z]")
LONGEST_NAME_WITH_DIGITS = 4  # k8s, ec2, 2fa; what is longer is an id


@dataclass(frozen=True, slots=True)
class Text:
    """A kept question as the router reads it. `telling` leads from a word's stem, or its group, to its weight.

    `said` leads from the same to the words as they were typed.
    """

    kept: Kept
    plain: str
    telling: Mapping[str, float]
    said: Mapping[str, tuple[str, ...]]


def text_of(kept: Kept, index: Index) -> Text:
    """Read a kept question."""
    silent = _MENTION.sub(" ", kept.text)
    telling: dict[str, float] = {}
    said: dict[str, tuple[str, ...]] = {}
    for stretch in read(plain(silent, None), index).stretches:
        for term in stretch.terms:
            if term.telling:
                telling[term.name] = max(term.telling, telling.get(term.name, 0.0))
                said[term.name] = (*said.get(term.name, ()), term.said)
    return Text(kept, " ".join(plain(_without_us(kept), None).split()), telling, said)


def is_ordinary(said: str) -> bool:
    """Whether a word is written as words are: not like a name (Priya), a number, an id or a host name.

    A product may be written like a name too (Grafana). Somebody will write it small.
    """
    if not said.isascii() or not said.replace("-", "").isalnum():
        return False
    if any(letter.isdigit() for letter in said):
        return not said.isdigit() and len(said) <= LONGEST_NAME_WITH_DIGITS
    return len(said) > 1 and not _CAPITALISED.match(said)


def is_telling(weight: float) -> bool:
    """Whether a word says something of a topic."""
    return weight > WEAK


def _without_us(kept: Kept) -> str:
    """The text without the mention of the bot that it begins with: whose id that is, the store does not say."""
    return re.sub(r"^(?:\s*<@[^<>]*>\s*[,:;]?)+", "", kept.text)
