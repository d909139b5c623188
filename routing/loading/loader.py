"""The door to the registry: a file goes in, frozen values or every fault of it and its files come out."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path

from pydantic import ValidationError

from routing.errors import Problem, RegistryError
from routing.loading.fields import findings_of
from routing.loading.files import RegistryFiles, in_memory, read_files
from routing.loading.findings import Finding
from routing.loading.joining import joined
from routing.loading.references import findings_of_references
from routing.loading.yaml_nodes import MapNode, plain
from routing.registry.schema import Registry

# Nobody mends more at a time, and a file of two million faults must not take minutes to refuse.
MOST_PROBLEMS = 500


def load(path: Path) -> Registry:
    """The registry in a file and in all that it includes.

    Raises:
        RegistryError: a file cannot be read or holds a fault; the error carries every fault, file by file.
    """
    return registry_of(read_files(path))


def parse(data: bytes, path: str) -> Registry:
    """The registry in the bytes of a file that includes no other; `path` is the name that faults are told with.

    Raises:
        RegistryError: as `load` does.
    """
    return registry_of(in_memory(data, path))


def registry_of(files: RegistryFiles) -> Registry:
    """The registry in files that have been read.

    Raises:
        RegistryError: as `load` does.
    """
    told = [finding.problem(file.name) for file in files.files for finding in file.tree.findings]
    roots = [file.tree.root for file in files.files if file.tree.root is not None]
    if files.problems or len(roots) < len(files.files):  # names would seem unknown that stand in the missing part
        raise _refusal([*files.problems, *told], files)
    root, misfits = joined(roots)
    registry, faults = _validated(root)
    found = chain(misfits, faults, findings_of_references(root))
    listed = list(islice(chain(told, (one.problem(files.files[0].name) for one in found)), MOST_PROBLEMS + 1))
    if registry is None or listed:
        raise _refusal(listed, files)
    return registry


def _validated(root: MapNode) -> tuple[Registry | None, list[Finding]]:
    """The registry, or what the schema has against it."""
    try:
        return Registry.model_validate(plain(root)), list(findings_of([], root))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, list(islice(findings_of(details, root), MOST_PROBLEMS + 1))


def _refusal(found: list[Problem], files: RegistryFiles) -> RegistryError:
    """The error that carries the problems, each once, in the order of the files and of their lines."""
    order = {file.name: number for number, file in enumerate(files.files)}
    problems = sorted(set(found[:MOST_PROBLEMS]), key=lambda problem: (order.get(problem.path, 0), problem))
    if len(found) > MOST_PROBLEMS:
        last = problems[-1]
        what = f"there are more than {MOST_PROBLEMS} faults: the rest is left out"
        problems.append(Problem(last.path, last.line, last.column, "the file", what))
    return RegistryError(tuple(problems))
