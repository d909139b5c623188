"""What the alternatives are given: every text of a registry, each as a string of its own, with where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.entries import entries
from routing.evaluation import NOBODY
from routing.registry import Registry


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the registry. `leads_to` is a destination, or "nobody" for what is not ours."""

    text: str
    leads_to: str


def texts(registry: Registry) -> tuple[Text, ...]:
    """All that whoask has as well: names, what, keywords, asked and also_asked of every entry."""
    return tuple(_texts(registry))


def _texts(registry: Registry) -> Iterator[Text]:
    for entry in entries(registry):
        for text in (*entry.names, entry.topic.what, *entry.topic.keywords, *entry.asked):
            yield Text(text, entry.destination or NOBODY)
