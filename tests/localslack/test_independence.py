"""The local Slack stands alone."""

import ast
from pathlib import Path

import localslack

FOLDER = Path(localslack.__file__).parent


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_it_imports_nothing_of_whoask_and_no_slack_library() -> None:
    foreign = {
        name
        for path in FOLDER.rglob("*.py")
        for name in imported(path)
        if name.partition(".")[0] in {"bot", "routing", "slack_sdk", "slack_bolt"} and not name.startswith("localslack")
    }

    assert foreign == set()


def test_every_public_name_is_there() -> None:
    assert all(hasattr(localslack, name) for name in localslack.__all__)
    assert len(set(localslack.__all__)) == len(localslack.__all__)
