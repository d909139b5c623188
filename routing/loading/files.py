"""The files of a registry, read from the disk: the one that was named and all that it includes.

Nothing is understood here beyond `include`. What cannot be read or may not be included is a problem at the line that
names it, and the other files are read all the same.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path, PurePosixPath

from routing.errors import Problem
from routing.loading.findings import Finding, did_you_mean, line_of, quoted
from routing.loading.yaml_nodes import ListNode, Node, ScalarNode, pairs
from routing.loading.yaml_reader import Tree, read_yaml
from routing.loading.yaml_source import LARGEST_FILE

# All files of a registry together are bound as one file is: LARGEST_FILE bytes, and so many values and files.
MOST_NODES = 100_000
MOST_FILES = 200
DEEPEST_INCLUDE = 20
# Enough to tell any two versions apart, and short enough to read out over the telephone.
_DIGITS = 12
_WILDCARDS = frozenset("*?[")

# Device, inode, size, time of the content, time of the entry: none of them alone tells every way a file can change.
Stamp = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """One file of a registry. `name` is what faults call it."""

    path: Path
    name: str
    data: bytes
    tree: Tree

    @classmethod
    def of(cls, path: Path, name: str, data: bytes) -> RegistryFile:
        """A file with what its bytes say."""
        return cls(path, name, data, read_yaml(data, name))

    def with_data(self, data: bytes) -> RegistryFile:
        """The file as it would be with other bytes."""
        return RegistryFile.of(self.path, self.name, data)


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a change of any of the files can be seen.

    `stamps` has every path that was come across, readable or not, with None where there was no file; `patterns` are the
    folders and wildcards that may match others later.
    """

    stamps: Mapping[Path, Stamp | None] = field(default_factory=dict)
    patterns: tuple[tuple[Path, str], ...] = ()

    def now(self) -> Traces:
        """The traces of what stands at these paths now; the same as these, if nothing has changed."""
        matched = chain.from_iterable(matches(folder, pattern) for folder, pattern in self.patterns)
        return replace(self, stamps={path: stamp_of(path) for path in chain(self.stamps, matched)})


@dataclass(frozen=True, slots=True)
class RegistryFiles:
    """The files of a registry, the named one first, then the others in the order in which they are included.

    `problems` are those of reading: a file that is not there, an `include` that may not be.
    """

    files: tuple[RegistryFile, ...]
    problems: tuple[Problem, ...] = ()
    traces: Traces = Traces()

    @property
    def version(self) -> str:
        """The first digits of the SHA-256 of all files one after the other: `cat teams.yaml … | sha256sum` has it."""
        return sha256(b"".join(file.data for file in self.files)).hexdigest()[:_DIGITS]

    def with_data(self, data: Mapping[Path, bytes]) -> RegistryFiles:
        """The files as they would be with other bytes in some of them."""
        files = (one.with_data(data[one.path]) if one.path in data else one for one in self.files)
        return replace(self, files=tuple(files))


def stamp_of(path: Path) -> Stamp | None:
    """How a file can be told from what stands at its path later; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def read_files(path: Path) -> RegistryFiles:
    """The files of the registry at a path. Never raises: what cannot be read is a problem."""
    reading = _Reading(path)
    reading.start()
    traces = Traces(reading.stamps, tuple(reading.patterns))
    return RegistryFiles(tuple(reading.files), tuple(reading.problems), traces)


def in_memory(data: bytes, name: str) -> RegistryFiles:
    """A registry of one file that is not on the disk, so that it can include none."""
    file = RegistryFile.of(Path(name), name, data)
    what = "include needs a registry in a file: these are bytes without a folder"
    faults = (Finding(node, ("include",), what).problem(name) for node in _includes(file))
    return RegistryFiles((file,), tuple(faults))


def matches(folder: Path, pattern: str) -> list[Path]:
    """The files that a path with wildcards matches, in order; those whose name starts with a dot are left out."""
    found: list[Path] = [folder]
    for part in PurePosixPath(pattern).parts:
        if _WILDCARDS.isdisjoint(part):
            found = [here / part for here in found]
        else:
            names = fnmatch.translate(part)
            found = [here / name for here in found for name in _names(here) if re.match(names, name)]
    return sorted(there for there in found if stamp_of(there) and not there.is_dir())


def _names(folder: Path) -> list[str]:
    """What is in a folder, without what is hidden; nothing where it cannot be listed."""
    try:
        return [there.name for there in folder.iterdir() if not there.name.startswith(".")]
    except OSError:
        return []


class _Reading:
    """Follows every `include`, depth first, and gathers files and problems on the way."""

    def __init__(self, path: Path) -> None:
        self.files: list[RegistryFile] = []
        self.problems: list[Problem] = []
        self.stamps: dict[Path, Stamp | None] = {}
        self.patterns: list[tuple[Path, str]] = []
        self._named = path
        self._included: dict[Path, ScalarNode] = {}
        self._bytes = self._nodes = 0

    def start(self) -> None:
        path = self._named
        self.stamps[path] = stamp_of(path)  # before it is read: what changes meanwhile has another
        try:
            data = _contents(path)
            real = Path(os.path.realpath(path))
        except (OSError, ValueError) as error:
            self.problems.append(Problem(str(path), 1, 1, "the file", unreadable(error)))
        else:
            self._take(RegistryFile.of(path, str(path), data), real, (real,))

    def _take(self, file: RegistryFile, real: Path, way: tuple[Path, ...]) -> None:
        self.files.append(file)
        self._bytes += len(file.data)
        self._nodes += file.tree.nodes
        for node in _includes(file):
            if not isinstance(node, ScalarNode) or not node.text.strip():
                self._report(file, node, "include must be a path or a list of paths", "such as 'examples.yaml'")
            elif not node.told:
                for path in self._paths(file, node, real.parent):
                    self._include(file, node, path, way)

    def _paths(self, file: RegistryFile, node: ScalarNode, folder: Path) -> list[Path]:
        """The paths that one text of an `include` stands for."""
        named = PurePosixPath(node.text)
        if named.is_absolute() or ".." in named.parts or "\x00" in node.text:
            self._report(file, node, f"{quoted(node.text)} leads out of this file's folder", _BELOW)
        elif "**" in node.text:
            self._report(file, node, f"{quoted(node.text)} holds '**'", "name each folder: 'teams/*.yaml'")
        elif _WILDCARDS.isdisjoint(node.text):
            return [folder / named]
        else:
            self.patterns.append((folder, node.text))
            if found := matches(folder, node.text):
                return found
            self._report(file, node, f"{quoted(node.text)} matches no file", "")
        return []

    def _include(self, file: RegistryFile, node: ScalarNode, path: Path, way: tuple[Path, ...]) -> None:
        self.stamps[path] = stamp_of(path)
        folder, real = way[-1].parent, Path(os.path.realpath(path))
        said = quoted(str(path.relative_to(folder)))
        if not real.is_relative_to(folder):
            self._report(file, node, f"{said} is a link that leads out of this file's folder", _BELOW)
        elif real in way:
            names = " → ".join(quoted(one.name) for one in (*way[way.index(real) :], real))
            self._report(file, node, f"include goes round in a circle: {names}", "take one of them out")
        elif (first := self._included.get(real)) is not None:
            self._report(file, node, f"{said} is included already", f"on {line_of(first, node)}")
        elif len(way) > DEEPEST_INCLUDE:
            self._report(file, node, f"{said} is included more than {DEEPEST_INCLUDE} files deep", "name it further up")
        elif len(self.files) >= MOST_FILES:
            self._report(file, node, f"{said} is one file too many", f"a registry has at most {MOST_FILES}")
        elif self._bytes > LARGEST_FILE or self._nodes > MOST_NODES:
            return  # told already
        else:
            self._included[real] = node
            self._read(file, node, path, (*way, real))

    def _read(self, file: RegistryFile, node: ScalarNode, path: Path, way: tuple[Path, ...]) -> None:
        said = quoted(str(path.relative_to(way[-2].parent)))
        try:
            data = _contents(path, only_files=True)
        except (OSError, ValueError) as error:
            nearby = [name for name in _names(path.parent) if name.endswith((".yaml", ".yml"))]
            hint = did_you_mean(path.name, nearby) if isinstance(error, FileNotFoundError) else ""
            self._report(file, node, f"{said} {unreadable(error)}", hint)
            return
        one = RegistryFile.of(path, self._name(path, way[-2].parent, file), data)
        self._take(one, way[-1], way)
        if len(data) <= LARGEST_FILE < self._bytes:
            self._report(file, node, f"with {said} the registry is larger than 2 MiB", _REALLY)
        elif one.tree.nodes <= MOST_NODES < self._nodes:
            self._report(file, node, f"with {said} the registry holds more than {MOST_NODES:,} values", _REALLY)

    def _name(self, path: Path, folder: Path, file: RegistryFile) -> str:
        """What an included file is called: by its path from the named file's folder, where that leads to it as well."""
        near = Path(file.name).parent / path.relative_to(folder)
        return str(near if os.path.realpath(near) == os.path.realpath(path) else path)

    def _report(self, file: RegistryFile, at: Node, what: str, hint: str) -> None:
        self.problems.append(Finding(at, ("include",), what, hint).problem(file.name))


_BELOW = "include only what is in that folder or below it"
_REALLY = "is it really a registry?"


def _includes(file: RegistryFile) -> Iterator[Node]:
    """What a file includes, one after the other: texts, if the file is right."""
    pair = pairs(file.tree.root).get("include")
    if pair is None:
        return
    if isinstance(pair.value, ListNode):
        yield from pair.value.items
    else:
        yield pair.value


def _contents(path: Path, *, only_files: bool = False) -> bytes:
    """The bytes of a file; `only_files` keeps the reader from waiting for what somebody may write into a pipe."""
    if only_files and not stat.S_ISREG(mode := path.stat().st_mode) and not stat.S_ISDIR(mode):
        raise OSError(0, "it is no ordinary file")
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)  # the one byte more tells a file that is too large


def unreadable(error: Exception) -> str:
    """Why a file cannot be read, in plain words."""
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, IsADirectoryError):
        return "is a directory, not a file"
    if isinstance(error, PermissionError):
        return "cannot be read: its permissions do not allow it"
    reason = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {reason.lower() if reason else 'its name is not a file name'}"
