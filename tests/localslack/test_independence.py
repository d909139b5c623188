"""The local Slack could leave home: it stands alone, and so do its tests."""

import ast
import sys
from pathlib import Path

import localslack

FOLDER = Path(localslack.__file__).parent
TESTS = Path(__file__).parent


def imported(folder: Path) -> set[str]:
    """The packages that the files of a folder import, those of Python itself left out."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module or "")
    return {name for name in found if name.partition(".")[0] not in sys.stdlib_module_names}


def test_it_needs_aiohttp_and_nothing_of_slack_or_of_the_app_it_serves() -> None:
    assert {name.partition(".")[0] for name in imported(FOLDER)} == {"localslack", "aiohttp", "yarl"}


def test_its_tests_need_no_other_tests_and_no_app_but_their_own() -> None:
    ours = {name for name in imported(TESTS) if not name.startswith(("localslack", "tests.localslack"))}
    assert {name.partition(".")[0] for name in ours} == {"pytest", "aiohttp", "yarl", "slack_bolt", "slack_sdk"}


def test_it_speaks_of_no_app() -> None:
    files = [path for path in FOLDER.rglob("*") if path.suffix in {".py", ".js", ".css", ".html", ".md"}]
    assert len(files) > len(list(FOLDER.rglob("*.py")))
    assert not [path for path in files if "whoask" in path.read_text(encoding="utf-8").lower()]


def test_every_public_name_is_there() -> None:
    assert all(hasattr(localslack, name) for name in localslack.__all__)
    assert len(set(localslack.__all__)) == len(localslack.__all__)
