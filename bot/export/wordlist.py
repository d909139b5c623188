"""The index at the page's end, as in a book: the words people use, and where each is answered.

It is long and few read it, so it is folded. A browser's search looks inside and unfolds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.export.markup import Markup, element, joined, link_to
from bot.export.teams import anchor
from routing.directory import current_team
from routing.registry import Registry


def wordlist(registry: Registry) -> Markup:
    """Every name and keyword A to Z, with a link to its entry."""
    words = {(word.casefold(), name): (word, place) for word, place, name in _words(registry)}
    letters = groupby(sorted(words.items()), lambda entry: _letter(entry[0][0]))
    parts = (
        part
        for letter, entries in letters
        for part in (
            element("h3", letter),
            element("ul", joined(_entry(word, place, name) for (_, name), (word, place) in entries)),
        )
    )
    return element("details", element("summary", "Show every word"), joined(parts))


def _entry(word: str, place: str, name: str) -> Markup:
    return element("li", link_to(name, word), f" {place}")


def _letter(word: str) -> str:
    return word[0].upper() if word[0].isalpha() else "Numbers and signs"


def _words(registry: Registry) -> Iterator[tuple[str, str, str]]:
    for key, team in registry.teams.items():
        for name in (team.name, *team.names):
            yield name, "team", anchor("team", key)
        for topic_key, topic in team.responsibilities.items():
            for word in topic.keywords:
                yield word, team.name, anchor("does", key, topic_key)
    for name in registry.former_names:
        if (now := current_team(registry, name)) is not None:
            yield name, "former name of a team", anchor("team", now)
    for key, guide in registry.guidance.items():
        for word in guide.keywords:
            yield word, "guidance", anchor("how", key)
