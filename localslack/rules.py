"""The words the table of limits is written in: what a field of a block, an element or a view may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PLAIN = frozenset({"plain_text"})
EITHER = frozenset({"plain_text", "mrkdwn"})


@dataclass(frozen=True, slots=True)
class Words:
    """A string: at most so long, at least so long, one of these, an address with a scheme."""

    most: int | None = None
    least: int = 0
    among: frozenset[str] = frozenset()
    url: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text object; ``kinds`` says whether it may be ``mrkdwn``."""

    most: int
    kinds: frozenset[str] = EITHER


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Loose:
    """Anything: not checked."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list of things that follow one rule."""

    item: "Rule"
    most: int | None = None
    least: int = 1


@dataclass(frozen=True, slots=True)
class Typed:
    """An object whose ``type`` is one of these, each with its own entry in the table.

    Attributes:
        kinds: the types allowed here.
        text: the rule for a text object, where one may stand here too.
    """

    kinds: frozenset[str]
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these fields and no others.

    Attributes:
        fields: what each may hold.
        needs: those that must be there.
        one_of: at least one of these must be there.
        not_both: of these, only one may be there.
    """

    fields: Mapping[str, "Rule"] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    not_both: frozenset[str] = frozenset()


Rule = Words | Text | Flag | Number | Loose | Many | Typed | Shape


def shape(needs: str = "", one_of: str = "", not_both: str = "", /, **fields: Rule) -> Shape:
    """A shape, with its lists of names written as words."""
    return Shape(fields, frozenset(needs.split()), frozenset(one_of.split()), frozenset(not_both.split()))


def one_of(names: str) -> Words:
    """A string that is one of these words."""
    return Words(among=frozenset(names.split()))


def typed(names: str, text: Text | None = None) -> Typed:
    """An object of one of these types."""
    return Typed(frozenset(names.split()), text)
