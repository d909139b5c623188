"""The databases that the store is tested on."""

from __future__ import annotations

from pathlib import Path

import pytest

MEMORY = "sqlite+aiosqlite://"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that outlives its store."""
    return str(url_of(request.param, request, tmp_path))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of any kind."""
    return str(url_of(request.param, request, tmp_path))


def url_of(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if kind == "postgres":
        return str(request.getfixturevalue("postgres"))
    return MEMORY if kind == "memory" else f"sqlite+aiosqlite:///{tmp_path / 'whoask.db'}"
