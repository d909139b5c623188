"""The smallest edit of the files of a registry that adds what is to be added: everything else stays byte for byte.

Which list of the registry an addition belongs to, and what keeps it out.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
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
from routing.loading.files import RegistryFiles
from routing.loading.findings import quoted, where_in_words
from routing.loading.loader import registry_of
from routing.loading.yaml_nodes import Node, pairs, value
from routing.registry.schema import Registry


@dataclass(frozen=True, slots=True)
class Refused:
    """An addition that was not made, with the reason as a sentence."""

    addition: Addition
    reason: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A registry's files before and after. What could not be added is in `refused`; then the rest is still added."""

    before: RegistryFiles
    after: RegistryFiles
    old: Registry
    new: Registry
    applied: tuple[Addition, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """An addition with its list: `path` is where the registry has it, `written` where its file does."""

    addition: Addition
    path: Address
    text: str
    file: Path
    written: Address


class _Editor:
    """The files, read once to find places in them."""

    def __init__(self, files: RegistryFiles) -> None:
        self.files = files
        self._places = {file.path: Places(file.data.decode("utf-8-sig")) for file in files.files}

    def placed(self, old: Registry, additions: Iterable[Addition]) -> tuple[list[_Placed], list[Refused]]:
        """Each addition with its list, as far as there is one that it can be added to."""
        data, names = plain(old), Counter(address[-1] for address in addresses(old))
        apart = any(pairs(file.tree.root, "examples") for file in self.files.files)
        placed: list[_Placed] = []
        refused: list[Refused] = []
        for addition in additions:
            path = list_of(addition, data, names, apart=apart)
            file, written = home_of(self.files, path, apart=apart and not isinstance(addition, Synonym))
            one = _Placed(addition, path, on_one_line(addition.text), file, written)
            reason = why_not(addition, path, data, names) or self._no_place(one)
            if reason is not None:
                refused.append(Refused(addition, reason))
                continue
            placed.append(one)
            add(data, path, one.text)
        return placed, refused

    def _no_place(self, one: _Placed) -> str | None:
        try:
            self._places[one.file].insertions(_growth([one]))
        except NoPlaceError as error:
            return str(error)
        return None

    def fitting(self, placed: Sequence[_Placed]) -> tuple[list[_Placed], list[Refused]]:
        """Those additions with which the registry still loads, tried one after the other, and what is against others.

        Such as a keyword that another team claims, or a question that is too long.
        """
        fitting: list[_Placed] = []
        refused: list[Refused] = []
        for one in placed:
            try:
                registry_of(self.grown([*fitting, one]))
            except RegistryError as error:
                problem = error.problems[0]
                hint = f" ({problem.hint})" if problem.hint else ""
                refused.append(Refused(one.addition, f"The registry would have a fault: {problem.what}{hint}."))
            else:
                fitting.append(one)
        return fitting, refused

    def grown(self, placed: Sequence[_Placed]) -> RegistryFiles:
        """The files with all that is placed in them."""
        by_file: dict[Path, list[_Placed]] = defaultdict(list)
        for one in placed:
            by_file[one.file].append(one)
        data = {file.path: file.data for file in self.files.files}
        return self.files.with_data({path: self._grown(path, data[path], some) for path, some in by_file.items()})

    def _grown(self, path: Path, source: bytes, placed: Iterable[_Placed]) -> bytes:
        text = source.decode("utf-8-sig")
        done, parts = 0, list[str]()
        for insertion in self._places[path].insertions(_growth(placed)):
            parts += [text[done : insertion.at], insertion.text]
            done = insertion.at
        mark = BOM_UTF8 if source.startswith(BOM_UTF8) else b""
        return mark + "".join([*parts, text[done:]]).encode()


def apply(files: RegistryFiles, additions: Iterable[Addition]) -> Edit:
    """Add to a registry. The result loads without a problem and is the old registry plus exactly what is `applied`.

    Raises:
        RegistryError: the registry has faults as it is.
        RuntimeError: the edit would change something else. That is a fault of ours.
    """
    old = registry_of(files)
    editor = _Editor(files)
    placed, refused = editor.placed(old, additions)
    after = editor.grown(placed)
    try:
        new = registry_of(after)
    except RegistryError:
        placed, unfit = editor.fitting(placed)
        refused += unfit
        after = editor.grown(placed)
        new = registry_of(after)
    if new != grown(old, [(one.path, one.text) for one in placed]):
        raise RuntimeError(f"the edit of {files.files[0].name} would change more than it adds, so it was given up")
    return Edit(files, after, old, new, tuple(one.addition for one in placed), tuple(refused))


def _growth(placed: Iterable[_Placed]) -> Plain:
    """All additions to a file as one tree, so that each list is met once, whatever their order."""
    growth: Plain = {}
    for one in placed:
        add(growth, one.written, one.text)
    return growth


def home_of(files: RegistryFiles, path: Address, *, apart: bool) -> tuple[Path, Address]:
    """The file that a list of the registry is in, and its path there.

    What goes `apart` goes into `examples`: those of the last file that has some of the entry, so that it comes last in
    the list. All else goes where most of the path is.
    """
    written = ("examples", *path) if apart else path
    there = [(_known(file.tree.root, written), file.path) for file in files.files]
    most = max(known for known, _ in there)
    homes = [file for known, file in there if known == most]
    return homes[-1 if apart else 0], written


def _known(root: Node | None, path: Address) -> int:
    """How many names of a path, from its beginning, lead to something."""
    for known, name in enumerate(path):
        root = value(root, name)
        if root is None:
            return known
    return len(path)


_TEAM_ALONE = 2  # the length of a team's own address


def list_of(addition: Addition, data: Plain, names: Counter[str], *, apart: bool) -> Address:
    """The path of the list. `names` counts the entries by their key; `apart` says whether a file keeps `examples`.

    A question goes to `also_asked` where the registry keeps that and no `examples`, for that is what it is for: so the
    teams stay easy to read. That list goes by the entry's key alone, so an entry that shares its key gets the question
    in `asked`.
    """
    match addition:
        case Keyword():
            return (*addition.entry, "keywords")
        case Synonym():
            return ("vocabulary", _head(addition.head, data))
        case Example():
            key = addition.entry[-1]
            elsewhere = "also_asked" in data and names[key] == 1 and addition.entry[0] != "not_ours"
            if not apart and (elsewhere or _is_team(addition)):
                return ("also_asked", key)
            return (*addition.entry, "asked")
        case _:
            assert_never(addition)


def why_not(addition: Addition, path: Address, data: Plain, names: Counter[str]) -> str | None:
    """Why an addition cannot be made or need not be, or None where it can."""
    if not isinstance(addition, Synonym):
        if at(data, addition.entry) is None:
            return f"The registry has no {where_in_words(addition.entry)} any more."
        if _is_team(addition) and isinstance(addition, Keyword):
            return "A team as a whole has no keywords: choose one of its responsibilities."
        if path[0] == "also_asked" and names[path[-1]] > 1:
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
