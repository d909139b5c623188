"""What can be added to a registry, each with how often people said it and why it should be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from routing.loading.findings import quoted, where_in_words
from routing.registry.schema import Registry

# The way from the top of the file to an entry, as the tree of the file has it.
Address: TypeAlias = tuple[str, ...]
# A registry as the plain groups and lists that its file holds.
Plain: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase that gives an entry away. `because` is a whole sentence."""

    entry: Address
    text: str
    count: int
    because: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question that people put, and that is about an entry."""

    entry: Address
    text: str
    count: int
    because: str


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word that means the same as another: `head` is a group of the vocabulary, or the first word of a new one."""

    head: str
    text: str
    count: int
    because: str


Addition: TypeAlias = Keyword | Example | Synonym


def team(key: str) -> Address:
    """A team as a whole. It takes examples, but has no keywords."""
    return ("teams", key)


def responsibility(team_key: str, key: str) -> Address:
    """Something that a team does."""
    return ("teams", team_key, "responsibilities", key)


def guidance(key: str) -> Address:
    """How to go about something."""
    return ("guidance", key)


def rung_topic(rung: str, key: str) -> Address:
    """What people ask about one rung of the ladder."""
    return ("ladder", "rungs", rung, "topics", key)


def ladder_topic(key: str) -> Address:
    """What people ask about the ladder as a whole."""
    return ("ladder", "topics", key)


def not_ours(key: str) -> Address:
    """Something that no team here handles."""
    return ("not_ours", key)


def addresses(registry: Registry) -> Iterator[Address]:
    """Every entry of a registry, in its own order."""
    for key, one in registry.teams.items():
        yield team(key)
        yield from (responsibility(key, name) for name in one.responsibilities)
    yield from map(guidance, registry.guidance)
    for key, rung in registry.ladder.rungs.items():
        yield from (rung_topic(key, name) for name in rung.topics)
    yield from map(ladder_topic, registry.ladder.topics)
    yield from map(not_ours, registry.not_ours)


def plain(registry: Registry) -> Plain:
    """A registry as its file holds it: what is not in the file is not in here."""
    return registry.model_dump(mode="json", by_alias=True, exclude_unset=True)


def grown(registry: Registry, placed: Iterable[tuple[Address, str]]) -> Registry:
    """The registry with texts added to its lists: what an edit must come to. A list that is missing begins."""
    data = plain(registry)
    for path, text in placed:
        add(data, path, text)
    return Registry.model_validate(data)


def add(data: Plain, path: Address, text: str) -> None:
    """Put a text at the end of the list at a path."""
    *parents, name = path
    for parent in parents:
        data = data.setdefault(parent, {})
    data.setdefault(name, []).append(text)


def at(data: Plain, path: Address) -> Any | None:  # noqa: ANN401 - a part of a file is a group, a list or a text
    """What stands at a path, or None."""
    here: Any = data
    for name in path:
        here = here.get(name) if isinstance(here, Mapping) else None
    return here


def on_one_line(text: str) -> str:
    """A text as it goes into the file: what people type has line breaks, which a list of questions has not."""
    return " ".join(text.split())


def in_words(addition: Addition) -> str:
    """An addition as a person reads it.

    >>> in_words(Keyword(("guidance", "tickets"), "zendesk", 3, "Three people said so."))
    "keyword 'zendesk' for guidance 'tickets'"
    """
    match addition:
        case Keyword():
            return f"keyword {quoted(addition.text)} for {where_in_words(addition.entry)}"
        case Example():
            return f"example {quoted(addition.text)} for {where_in_words(addition.entry)}"
        case Synonym():
            return f"{quoted(addition.text)} as another word for {quoted(addition.head)}"
        case _:
            assert_never(addition)
