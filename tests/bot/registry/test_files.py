from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.registry.files import registry_file
from routing.loading.files import read_files

CHECKOUT = Path(__file__).parents[3]


def test_a_registry_that_is_named_is_the_one() -> None:
    assert registry_file(Path("my.yaml")) == Path("my.yaml")


def test_an_installed_package_uses_its_own_copy(tmp_path: Path) -> None:
    for place in (tmp_path / "bot" / "data", tmp_path / "data"):
        place.mkdir(parents=True)
        (place / "teams.yaml").touch()
    assert registry_file(None, package=tmp_path / "bot") == tmp_path / "bot" / "data" / "teams.yaml"


def test_a_checkout_uses_its_data_folder() -> None:
    assert registry_file(None) == CHECKOUT / "data" / "teams.yaml"
    assert registry_file(None).is_file()


def test_the_wheel_carries_the_registry_where_the_installed_package_looks(tmp_path: Path) -> None:
    """Builds with the project's own hatchling settings. Needs hatchling from a package index, or from uv's cache."""
    build = subprocess.run(  # noqa: S603
        [Path(sys.executable).with_name("uv"), "build", "--wheel", "--quiet", "--out-dir", tmp_path, CHECKOUT],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "VIRTUAL_ENV": ""},
    )
    if build.returncode and "hatchling" in build.stderr:
        pytest.skip("no hatchling to be had here: no package index can be reached")
    assert build.returncode == 0, build.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    found = registry_file(None, package=tmp_path / "site" / "bot")
    assert found == tmp_path / "site" / "bot" / "data" / "teams.yaml"
    carried, ours = read_files(found), read_files(CHECKOUT / "data" / "teams.yaml")
    assert [file.path.name for file in carried.files] == ["teams.yaml", "examples.yaml"]
    assert not carried.problems
    assert carried.version == ours.version
