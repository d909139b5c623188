"""Which environment variables the code reads.

Names are written out in full in its source. Those that end in _FILE it makes from the names of secrets, so for them it
is run, with an environment that remembers what it was asked for.
"""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

from bot.settings.settings import Settings
from routing.errors import SettingsError

ROOT = Path(__file__).parents[2]
_NAME = re.compile(r"(?:WHOASK|SLACK|OTEL)_[A-Z]+(?:_[A-Z]+)*")


class _Asked(dict[str, str]):
    def __init__(self, **values: str) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, key: str, default: str | None = None, /) -> str | None:  # type: ignore[override]
        self.names.add(key)
        return super().get(key, default)


@cache
def settings_read() -> frozenset[str]:
    """The variables, those of files included."""
    return frozenset(_written() | {name for name in _asked() if name.endswith("_FILE")})


def _written() -> set[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "bot").rglob("*.py"))]
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {word for word in words if isinstance(word, str) and _NAME.fullmatch(word)}


def _asked() -> set[str]:
    names: set[str] = set()
    for values, http in (({}, False), ({}, True), ({"SLACK_CLIENT_ID": "1.2"}, True)):
        environ = _Asked(**values)
        with suppress(SettingsError):
            Settings.from_env(environ, http=http)
        names |= environ.names
    return names
