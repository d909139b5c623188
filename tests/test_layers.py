"""Who may import whom, read from the import statements themselves: the layers that CONTRIBUTING.md draws."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted(path.relative_to(ROOT) for folder in ("bot", "routing") for path in (ROOT / folder).rglob("*.py"))
ROUTING = [path for path in CODE if path.parts[0] == "routing"]
SANDBOX = [path for path in CODE if path.is_relative_to("bot/sandbox")]
LISTENERS = [path for path in CODE if path.is_relative_to("bot/listeners")]
# What `whoask demo` is made of. Nothing else that ships may know of the sandbox.
DEMO = ("bot/cli.py", "bot/demo/*.py")
DRAWING = [*(path.as_posix() for path in CODE if path.is_relative_to("bot/replies")), "bot/demo/drawing.py"]


def imports(source: str) -> Iterator[str]:
    """Every module that a source imports, wherever in it: also inside functions and for the type checker only.

    `from bot import app` counts as `bot` and as `bot.app`: only the file system knows which it is.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written from the top, so that they can be read here"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(path: Path) -> set[str]:
    return set(imports((ROOT / path).read_text(encoding="utf-8")))


def within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def test_an_import_is_seen_wherever_it_stands() -> None:
    source = """
import bot.app as app
def later():
    from bot import cards
if TYPE_CHECKING:
    from bot.desk import Desk
"""
    assert set(imports(source)) == {"bot.app", "bot", "bot.cards", "bot.desk", "bot.desk.Desk"}


def test_there_is_something_to_look_at() -> None:
    assert len(ROUTING) > 20
    assert len(SANDBOX) > 20
    assert len(LISTENERS) > 3


@pytest.mark.parametrize("path", ROUTING, ids=str)
def test_routing_knows_no_slack_no_database_and_nothing_of_the_bot(path: Path) -> None:
    allowed = ("routing", "yaml", "pydantic", "pydantic_core", "rapidfuzz", "Stemmer", "govuk_bank_holidays")
    assert not {module for module in imports_of(path) if not is_standard(module) and not within(module, *allowed)}


@pytest.mark.parametrize("path", ROUTING, ids=str)
def test_routing_never_asks_the_clock(path: Path) -> None:
    """Time comes in as a value. `datetime.now`, `date.today` and the module `time` are for the bot."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"now", "today", "utcnow"}
    assert not asked
    assert "time" not in imports_of(path)


@pytest.mark.parametrize("path", SANDBOX, ids=str)
def test_the_sandbox_knows_nothing_of_whoask(path: Path) -> None:
    ours = {module for module in imports_of(path) if within(module, "bot", "routing")}
    assert not {module for module in ours if module != "bot" and not within(module, "bot.sandbox")}


@pytest.mark.parametrize("path", [path for path in CODE if path not in SANDBOX], ids=str)
def test_only_the_demo_knows_of_the_sandbox(path: Path) -> None:
    knows = any(within(module, "bot.sandbox") for module in imports_of(path))
    assert not knows or any(fnmatch(path.as_posix(), pattern) for pattern in DEMO)


@pytest.mark.parametrize("path", LISTENERS, ids=str)
def test_a_listener_goes_to_the_desk_and_never_past_it(path: Path) -> None:
    past = ("bot.store", "bot.store.sql", "bot.store.memory", "bot.store.database", "routing.route", "routing.index")
    assert not {module for module in imports_of(path) if within(module, *past)}


@pytest.mark.parametrize("name", DRAWING)
def test_what_draws_a_reply_has_no_client_and_no_store(name: str) -> None:
    outside = {module for module in imports_of(Path(name)) if not is_standard(module) and not within(module, "routing")}
    allowed = ("slack_sdk.models", "bot.replies", "bot.demo.drawing")
    assert not {module for module in outside if module != "bot" and not within(module, *allowed)}


def test_the_package_itself_is_empty() -> None:
    """`whoask ask` starts in a fraction of a second because nothing is imported that it does not need."""
    assert not (ROOT / "bot/__init__.py").read_bytes()
