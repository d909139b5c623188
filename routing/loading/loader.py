"""The door to the registry: a file goes in, frozen values or every fault of the file come out."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path

from pydantic import ValidationError

from routing.errors import Problem, RegistryError
from routing.loading.fields import findings_of
from routing.loading.findings import Finding
from routing.loading.references import findings_of_references
from routing.loading.yaml_nodes import MapNode, plain
from routing.loading.yaml_reader import read_yaml
from routing.loading.yaml_source import LARGEST_FILE
from routing.registry.schema import Registry

# Nobody mends more at a time, and a file of two million faults must not take minutes to refuse.
MOST_PROBLEMS = 500


def load(path: Path) -> Registry:
    """The registry in a file.

    Raises:
        RegistryError: the file cannot be read or holds a fault; the error carries every fault, in the file's order.
    """
    return parse(contents(path), str(path))


def contents(path: Path) -> bytes:
    """The bytes of a registry file, for `parse`.

    Raises:
        RegistryError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)  # the one byte more tells a file that is too large
    except (OSError, ValueError) as error:
        raise RegistryError((Problem(str(path), 1, 1, "the file", _unreadable(error), ""),)) from error


def parse(data: bytes, path: str) -> Registry:
    """The registry in the bytes of a file; `path` is the name that faults are told with.

    Raises:
        RegistryError: as `load` does.
    """
    tree = read_yaml(data)
    if tree.root is None:
        raise _refusal(list(tree.findings), path)
    registry, schema_findings = _validated(tree.root)
    findings = list(islice(chain(tree.findings, schema_findings, findings_of_references(tree.root)), MOST_PROBLEMS + 1))
    if registry is None or findings:
        raise _refusal(findings, path)
    return registry


def _validated(root: MapNode) -> tuple[Registry | None, list[Finding]]:
    """The registry, or what the schema has against it."""
    try:
        return Registry.model_validate(plain(root)), list(findings_of([], root))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, list(islice(findings_of(details, root), MOST_PROBLEMS + 1))


def _refusal(findings: list[Finding], path: str) -> RegistryError:
    """The error that carries the findings in the order of the file, each once."""
    problems = sorted({finding.problem(path) for finding in findings[:MOST_PROBLEMS]})
    if len(findings) > MOST_PROBLEMS:
        last = problems[-1]
        what = f"there are more than {MOST_PROBLEMS} faults: the rest is left out"
        problems.append(Problem(path, last.line, last.column, "the file", what))
    return RegistryError(tuple(problems))


def _unreadable(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, IsADirectoryError):
        return "is a directory, not a file"
    if isinstance(error, PermissionError):
        return "cannot be read: its permissions do not allow it"
    reason = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {reason.lower() if reason else 'its name is not a file name'}"
