"""The smallest edit of a registry file that adds what is to be added: everything else stays byte for byte.

Which list of the registry an addition belongs to, and what keeps it out.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.proposals.additions import (
    Addition,
    Address,
    Example,
    Keyword,
    Plain,
    Synonym,
    add,
    addresses,
    at,
    grown,
    on_one_line,
    plain,
)
from bot.proposals.insertion import NoPlaceError, Places
from routing.errors import RegistryError
from routing.loading.findings import quoted, where_in_words
from routing.loading.loader import parse
from routing.registry.schema import Registry


@dataclass(frozen=True, slots=True)
class Refused:
    """An addition that was not made, with the reason as a sentence."""

    addition: Addition
    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A file before and after. What could not be added is in `refused`; then the rest is still added."""

    before: bytes
    after: bytes
    old: Registry
    new: Registry
    applied: tuple[Addition, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    addition: Addition
    path: Address
    text: str


def apply(source: bytes, additions: Iterable[Addition], name: str = "the registry") -> Edit:
    """Add to a registry. The result loads without a problem and is the old registry plus exactly what is `applied`.

    Raises:
        RegistryError: the registry has faults as it is; `name` is what they call it.
        RuntimeError: the edit would change something else. That is a fault of ours.
    """
    old = parse(source, name)
    places = Places(source.decode("utf-8-sig"))
    placed, refused = _placed(old, additions, places)
    after = _written(source, placed, places)
    try:
        new = parse(after, name)
    except RegistryError:
        placed, unfit = _fitting(source, placed, places)
        refused += unfit
        after = _written(source, placed, places)
        new = parse(after, name)
    if new != grown(old, [(one.path, one.text) for one in placed]):
        raise RuntimeError(f"the edit of {name} would change more than it adds, so it was given up")
    return Edit(source, after, old, new, tuple(one.addition for one in placed), tuple(refused))


def _placed(old: Registry, additions: Iterable[Addition], places: Places) -> tuple[list[_Placed], list[Refused]]:
    """Each addition with its list, as far as there is one that it can be added to."""
    data, names = plain(old), Counter(address[-1] for address in addresses(old))
    placed: list[_Placed] = []
    refused: list[Refused] = []
    for addition in additions:
        one = _Placed(addition, list_of(addition, data, names), on_one_line(addition.text))
        reason = why_not(addition, one.path, data, names) or _no_place(one, places)
        if reason is not None:
            refused.append(Refused(addition, reason))
            continue
        placed.append(one)
        add(data, one.path, one.text)
    return placed, refused


def _no_place(one: _Placed, places: Places) -> str | None:
    try:
        places.insertions(_growth([one]))
    except NoPlaceError as error:
        return str(error)
    return None


def _fitting(source: bytes, placed: Sequence[_Placed], places: Places) -> tuple[list[_Placed], list[Refused]]:
    """Those additions with which the registry still loads, tried one after the other, and what it has against others.

    Such as a keyword that another team claims, or a question that is too long.
    """
    fitting: list[_Placed] = []
    refused: list[Refused] = []
    for one in placed:
        try:
            parse(_written(source, [*fitting, one], places), "")
        except RegistryError as error:
            problem = error.problems[0]
            hint = f" ({problem.hint})" if problem.hint else ""
            refused.append(Refused(one.addition, f"The registry would have a fault: {problem.what}{hint}."))
        else:
            fitting.append(one)
    return fitting, refused


def _written(source: bytes, placed: Iterable[_Placed], places: Places) -> bytes:
    text = source.decode("utf-8-sig")
    done, parts = 0, list[str]()
    for insertion in places.insertions(_growth(placed)):
        parts += [text[done : insertion.at], insertion.text]
        done = insertion.at
    mark = BOM_UTF8 if source.startswith(BOM_UTF8) else b""
    return mark + "".join([*parts, text[done:]]).encode()


def _growth(placed: Iterable[_Placed]) -> Plain:
    """All additions as one tree, so that each list is met once, whatever their order."""
    growth: Plain = {}
    for one in placed:
        add(growth, one.path, one.text)
    return growth


_TEAM_ALONE = 2  # the length of a team's own address


def list_of(addition: Addition, data: Plain, names: Counter[str]) -> Address:
    """The path of the list. `names` counts the entries by their key.

    A question goes to `also_asked` where the file keeps one, for that is what it is for: so the teams stay easy to
    read. That list goes by the entry's key alone, so an entry that shares its key gets the question in `asked`.
    """
    match addition:
        case Keyword():
            return (*addition.entry, "keywords")
        case Synonym():
            return ("vocabulary", _head(addition.head, data))
        case Example():
            key = addition.entry[-1]
            apart = "also_asked" in data and names[key] == 1 and addition.entry[0] != "not_ours"
            return ("also_asked", key) if apart or _is_team(addition) else (*addition.entry, "asked")
        case _:
            assert_never(addition)


def why_not(addition: Addition, path: Address, data: Plain, names: Counter[str]) -> str | None:
    """Why an addition cannot be made or need not be, or None where it can."""
    if not isinstance(addition, Synonym):
        if at(data, addition.entry) is None:
            return f"The registry has no {where_in_words(addition.entry)} any more."
        if _is_team(addition) and isinstance(addition, Keyword):
            return "A team as a whole has no keywords: choose one of its responsibilities."
        if _is_team(addition) and names[addition.entry[-1]] > 1:
            return f"Another entry is called {quoted(addition.entry[-1])} too, so the question would count for both."
    if _folded(addition.text) in map(_folded, _there(addition, path, data)):
        return "The registry has it already."
    return None


def _there(addition: Addition, path: Address, data: Plain) -> Iterator[str]:
    yield from at(data, path) or ()
    match addition:
        case Synonym():
            yield path[-1]
        case Example():
            yield from at(data, (*addition.entry, "asked")) or ()
        case Keyword():
            return
        case _:
            assert_never(addition)


def _is_team(addition: Keyword | Example) -> bool:
    return addition.entry[0] == "teams" and len(addition.entry) == _TEAM_ALONE


def _head(head: str, data: Plain) -> str:
    """The group as the file writes it: `TLS` is meant for `tls`."""
    groups: Plain = data.get("vocabulary", {})
    return next((name for name in groups if _folded(name) == _folded(head)), " ".join(head.split()))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
