"""The documents tell the truth: examples print what they say, tables list what there is, links lead somewhere."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.cli import main
from routing.loading.loader import parse
from routing.registry import schema
from routing.registry.schema import Registry
from tests.deploy.settings_read import settings_read
from tools.documents import DOCUMENTS, ROOT, refreshed
from tools.pictures import SCENES

GUIDE = (ROOT / "docs/registry.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
# A confidence moves with every entry of the registry: that there is one is enough.
FIGURE = re.compile(r"0\.\d+")


@pytest.fixture(autouse=True)
def the_registry_that_comes_with_whoask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHOASK_REGISTRY", raising=False)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_examples_print_what_they_say(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    today = refreshed(written)
    assert FIGURE.sub("0.…", written) == FIGURE.sub("0.…", today), "to refresh them: python -m tools.documents"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", path.read_text(encoding="utf-8")):
        name, _, heading = target.partition("#")
        page = (path.parent / name).resolve() if name else path
        assert page.exists(), target
        if heading:
            assert heading in _anchors(page.read_text(encoding="utf-8")), target


def test_every_picture_is_taken_from_the_page_and_shown_somewhere() -> None:
    there = {path.name for path in (ROOT / "docs/pictures").iterdir()}
    shown = set(re.findall(r"pictures/([\w-]+\.png)", "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)))
    assert there == shown
    assert there <= {f"{name}.png" for name in (*SCENES, "keeper")}


def test_every_setting_is_in_the_tables_and_nothing_else() -> None:
    tables = OPERATIONS.partition("\n## Settings\n")[2].partition("\n## ")[0]
    listed = [name for row in re.findall(r"^\|([^|]*)\|", tables, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert len(listed) == len(set(listed))
    assert set(listed) == settings_read()


def test_every_line_of_the_log_to_watch_for_is_one_that_the_code_writes() -> None:
    """Between the places where it has a name or a number."""
    table = OPERATIONS.partition("\nLines to watch for:\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)[2:]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "bot").rglob("*.py")]
    words = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    written = "\n".join(word for word in words if isinstance(word, str))
    assert lines
    assert [part for line in lines for part in re.split(r"…|\d+", line) if part not in written] == []


def test_every_field_of_a_registry_is_explained() -> None:
    models = [kind for kind in vars(schema).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    fields = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert not {field for field in fields if f"`{field}`" not in GUIDE}


def test_the_smallest_registry_is_one() -> None:
    example = re.search(r"## The smallest registry\n\n```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert example
    assert isinstance(parse(example[1].encode(), "docs/registry.md"), Registry)


@pytest.mark.parametrize(
    "command", ["ask", "eval", "check", "export", "insights", "propose", "forget", "demo", "run", "health"]
)
def test_every_option_of_a_command_is_in_its_usage_line(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    options = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out)) - {"--help"}
    usage = re.search(rf"^`whoask {command}\b(.*)`$", COMMANDS, re.MULTILINE)
    assert usage
    assert set(re.findall(r"--[a-z][a-z-]*", usage[1])) == options


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [dependency for extra in project["optional-dependencies"].values() for dependency in extra]
    names = {re.split(r"[<>=]", dependency)[0] for dependency in (*project["dependencies"], *extras)}
    record = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    reasons = {row for row in re.findall(r"^\| ([a-z0-9\[\]-]+) \|", record, re.MULTILINE) if row != "dependency"}
    assert names - {"slack-bolt", "slack-sdk", "pyyaml", "pydantic", "rapidfuzz"} == reasons - {"---"}


def _anchors(page: str) -> set[str]:
    """The anchors that a page's headings get: lower case, hyphens for spaces, punctuation left out."""
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    }
