"""What the alternatives are given: every text of a registry, with where it leads, cut in either of two ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.evaluation import NOBODY
from routing.matching.entries import entries
from routing.registry.schema import Registry


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the registry. `leads_to` is a destination, or "nobody" for what is not ours."""

    text: str
    leads_to: str


def separate_texts(registry: Registry) -> tuple[Text, ...]:
    """All that whoask has as well: names, what, keywords, asked and also_asked of every entry, each by itself."""
    return tuple(Text(text, leads_to) for parts, leads_to in _parts(registry) for text in parts)


def joined_texts(registry: Registry) -> tuple[Text, ...]:
    """The same, all texts of an entry in one."""
    return tuple(Text(" . ".join(parts), leads_to) for parts, leads_to in _parts(registry))


def _parts(registry: Registry) -> Iterator[tuple[tuple[str, ...], str]]:
    for entry in entries(registry):
        texts = (*entry.names, entry.topic.what, *entry.topic.keywords, *entry.asked)
        yield texts, entry.destination or NOBODY
