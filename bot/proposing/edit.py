"""The smallest edit of a registry file that adds what is to be added: everything else stays byte for byte."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.proposing.additions import Addition, Address, Plain, add, addresses, grown, on_one_line, plain
from bot.proposing.lists import list_of, why_not
from bot.proposing.places import NoPlaceError, Places
from routing.errors import RegistryError
from routing.loading.loader import parse
from routing.registry import Registry


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
