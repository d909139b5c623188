"""Which room may import which, read from the import statements themselves: the plan that CONTRIBUTING.md draws."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Every room, the lowest first. A room imports rooms above it in this list and none below, so there is no circle.
ROUTING = (
    "routing.errors",
    "routing.answers",
    "routing.english",
    "routing.registry",
    "routing.loading",
    "routing.parsing",
    "routing.matching",
    "routing.route",
    "routing.evaluation",
)
BOT = (
    "bot.inquiry",
    "bot.tasks",
    "bot.listening",
    "bot.files",
    "bot.settings",
    "bot.registry",
    "bot.store",
    "bot.monitoring",
    "bot.slack.messages",
    "bot.slack.payloads",
    "bot.slack.client",
    "bot.slack.auth",
    "bot.slack.receiving",
    "bot.insights",
    "bot.proposals",
    "bot.export",
    "bot.answering",
    "bot.features.interactions",
    "bot.features.forget_me",
    "bot.features.digest",
    "bot.features.ask_form",
    "bot.features.feedback",
    "bot.features.post",
    "bot.features.escalate",
    "bot.features.reminders",
    "bot.features.share",
    "bot.features.home",
    "bot.features.handlers",
    "bot.app",
    "bot.jobs",
    "bot.run",
    "bot.demo",
    "bot.commands",
    "bot.cli",
    "bot.__main__",
)
ROOMS = (*ROUTING, "localslack", *BOT)
# Folders whose docstring is all that is in them.
HALLS = {"routing", "bot", "bot.slack", "bot.features"}
CODE = sorted(
    path.relative_to(ROOT) for room in ("bot", "routing", "localslack") for path in (ROOT / room).rglob("*.py")
)
MODULES = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in CODE}


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


def room_of(module: str) -> str | None:
    return next((room for room in ROOMS if within(module, room)), None)


def rooms_used_by(path: Path) -> set[str]:
    return {room for module in imports_of(path) if module in MODULES and (room := room_of(module))}


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


def test_every_module_is_in_a_room_and_every_room_has_modules() -> None:
    assert {module for module in MODULES if room_of(module) is None} == HALLS
    assert {room_of(module) for module in MODULES} - {None} == set(ROOMS)


@pytest.mark.parametrize("hall", sorted(HALLS))
def test_a_hall_is_empty(hall: str) -> None:
    tree = ast.parse((ROOT / MODULES[hall]).read_text(encoding="utf-8"))
    assert all(isinstance(node, ast.Expr) for node in tree.body)


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module)])
def test_a_room_imports_only_rooms_below_it(module: str) -> None:
    own = room_of(module)
    assert own is not None
    allowed = set(ROOMS[: ROOMS.index(own) + 1])
    assert not rooms_used_by(MODULES[module]) - allowed


@pytest.mark.parametrize("path", [MODULES[module] for module in MODULES if within(module, "routing")], ids=str)
def test_routing_knows_no_slack_no_database_and_nothing_of_the_bot(path: Path) -> None:
    allowed = ("routing", "yaml", "pydantic", "pydantic_core", "rapidfuzz", "Stemmer", "numpy", "govuk_bank_holidays")
    assert not {module for module in imports_of(path) if not is_standard(module) and not within(module, *allowed)}


@pytest.mark.parametrize("path", [MODULES[module] for module in MODULES if within(module, "routing")], ids=str)
def test_routing_never_asks_the_clock(path: Path) -> None:
    """Time comes in as a value. `datetime.now`, `date.today` and the module `time` are for the bot."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"now", "today", "utcnow"}
    assert not asked
    assert "time" not in imports_of(path)


@pytest.mark.parametrize("path", [MODULES[module] for module in MODULES if within(module, "localslack")], ids=str)
def test_the_local_slack_knows_nothing_of_whoask(path: Path) -> None:
    assert not {module for module in imports_of(path) if within(module, "bot", "routing")}


@pytest.mark.parametrize("path", [MODULES[module] for module in MODULES if within(module, "bot")], ids=str)
def test_only_the_demo_knows_of_the_local_slack(path: Path) -> None:
    knows = any(within(module, "localslack") for module in imports_of(path))
    assert not knows or within(str(room_of(".".join(path.with_suffix("").parts))), "bot.demo", "bot.commands")


@pytest.mark.parametrize("path", [MODULES[module] for module in MODULES if within(module, "bot.features")], ids=str)
def test_a_feature_goes_to_the_answer_service_and_never_past_it(path: Path) -> None:
    past = ("bot.store.database", "bot.store.history.reading")
    assert not {module for module in imports_of(path) if within(module, *past)}


@pytest.mark.parametrize(
    "path", [MODULES[module] for module in MODULES if within(module, "bot.slack.messages")], ids=str
)
def test_what_draws_a_reply_has_no_client_and_no_store(path: Path) -> None:
    outside = {module for module in imports_of(path) if not is_standard(module) and not within(module, "routing")}
    allowed = ("slack_sdk.models", "bot.slack.messages", "bot.inquiry")
    assert not {module for module in outside if module not in {"bot", "bot.slack"} and not within(module, *allowed)}


def test_the_package_itself_is_empty() -> None:
    """`whoask ask` starts in a fraction of a second because nothing is imported that it does not need."""
    assert not (ROOT / "bot/__init__.py").read_bytes()
