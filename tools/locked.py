"""What whoask runs on, as uv.lock fixes it: versions with the hashes of their files, all extras, nothing of tests."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
UV = Path(sys.executable).parent / "uv"


@cache
def requirements() -> str:
    """The lock file as requirements. Raises CalledProcessError where uv.lock does not fit pyproject.toml."""
    command = [str(UV), "export", "--locked", "--offline", "--no-dev", "--all-extras", "--no-emit-project", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own lock
    return done.stdout


def versions() -> dict[str, str]:
    """The version of each package, by its name in lower case with hyphens."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", requirements(), re.MULTILINE))
