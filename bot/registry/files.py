"""Where the registry is, when nobody names one, and which files a folder of them has."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# In a folder: the registry of every workspace that has none of its own.
DEFAULT = "teams.yaml"
_WORKSPACE = re.compile(r"T[A-Z0-9]+")


def registry_file(named: Path | None, *, package: Path = _PACKAGE) -> Path:
    """The registry to use: the one that was named, else the package's own copy, else the checkout's.

    A wheel carries the copy in `bot/data/`, with what it includes. An editable install does not get files that a build
    only forces into the wheel, so there it is `data/teams.yaml` beside the package.
    """
    if named is not None:
        return named
    own_copy = package / "data" / "teams.yaml"
    return own_copy if own_copy.is_file() else package.parent / "data" / "teams.yaml"


def named_registry() -> Path | None:
    """The file or folder that WHOASK_REGISTRY names, if any."""
    named = os.environ.get("WHOASK_REGISTRY")
    return Path(named) if named else None


def registry_of(named: Path | None, workspace: str) -> Path:
    """The registry file that a workspace is answered from; in a folder its own, else the default."""
    path = registry_file(named)
    if not path.is_dir():
        return path
    return workspace_files(path.iterdir()).get(workspace, path / DEFAULT)


def workspace_files(files: Iterable[Path]) -> dict[str, Path]:
    """Those of a folder's files that are the registry of one workspace, by its id."""
    return {file.stem: file for file in sorted(files) if file.suffix == ".yaml" and _WORKSPACE.fullmatch(file.stem)}
