"""`whoask insights`, `whoask propose` and `whoask forget`, as an operator meets them."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import time_machine

from bot.cli import main
from tests.bot.conftest import NOON, Stock
from tests.builders import SMALL_REGISTRY

SECOND_LINE = "responsibility:second-line/incidents"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "WHOASK_PEOPLE_KEY", "WHOASK_BACKUP_DAYS"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "teams.yaml"
    path.write_text(SMALL_REGISTRY)
    monkeypatch.setenv("WHOASK_REGISTRY", str(path))
    monkeypatch.setenv("WHOASK_STORE", str(tmp_path / "whoask.db"))
    return path


def whoask(*words: str) -> int:
    with time_machine.travel(NOON.replace(hour=13), tick=True):
        return main(words)


@pytest.mark.parametrize("words", [("insights",), ("propose",), ("forget", "--user", "U1")])
def test_a_store_that_is_not_there_is_a_sentence_and_is_not_made(
    registry: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert whoask(*words) == 1
    assert "There is no store at" in capsys.readouterr().err
    assert [path.name for path in registry.parent.iterdir()] == ["teams.yaml"]


def test_a_store_that_no_bot_has_used_is_a_sentence_and_stays_as_it_is(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = registry.parent / "whoask.db"
    store.write_bytes(b"")
    assert whoask("insights") == 1
    assert "lacks the table inquiries" in capsys.readouterr().err
    assert store.read_bytes() == b""


async def asked(stock: Stock) -> None:
    for user in ("U1", "U2"):
        key = await stock.ask(f"the kubernetes cluster of {user} will not start", user=user)
        await stock.wrong(key, SECOND_LINE, user=user)
    await stock.store.close()


async def run(*words: str) -> int:
    """In a thread, since the command brings a loop of its own."""
    return await asyncio.to_thread(whoask, *words)


async def fill(stock: Stock, *words: str) -> int:
    await asked(stock)
    return await run(*words)


async def test_insights_need_no_token_and_print_a_table_or_one_object(
    stock: Stock, registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert registry.exists()
    assert await fill(stock, "insights", "--days", "7") == 0
    assert "2 questions of 2 people in the last 7 days" in capsys.readouterr().out
    assert await run("insights", "--json") == 0
    assert json.loads(capsys.readouterr().out)["unanswered"]["groups"][0]["count"] >= 2


async def test_propose_shows_the_edit_and_writes_only_when_it_is_told_to(
    stock: Stock, registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = registry.read_bytes()
    assert await fill(stock, "propose") == 0
    shown = capsys.readouterr().out
    for words in ("keyword 'kubernetes'", "2 people", "won:", "Nothing is written", "private"):
        assert words in shown
    assert registry.read_bytes() == before
    assert await run("propose", "--write") == 0
    assert "kubernetes" in registry.read_text()
    assert "Written to" in capsys.readouterr().out


async def test_propose_writes_into_the_examples_that_the_registry_includes(
    stock: Stock, registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = f"include: examples.yaml\n{registry.read_text()}"
    registry.write_text(named)
    examples = registry.with_name("examples.yaml")
    examples.write_text("examples:\n  teams: {developers: {asked: [who codes]}}\n")
    assert await fill(stock, "propose", "--write") == 0
    assert registry.read_text() == named
    assert "kubernetes" in examples.read_text()
    assert f"Written to {examples}." in capsys.readouterr().out
    assert await run("check", str(registry)) == 0


async def test_with_nothing_to_propose_it_says_so(
    stock: Stock, registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert registry.exists()
    await stock.store.close()
    assert await run("propose") == 0
    assert "give nothing to add" in capsys.readouterr().out


async def test_an_operator_can_remove_somebody(
    stock: Stock, registry: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WHOASK_PEOPLE_KEY", "a key of a test that is long enough")
    monkeypatch.setenv("WHOASK_BACKUP_DAYS", "14")
    assert await fill(stock, "forget", "--user", "U1") == 0
    said = capsys.readouterr().out
    assert "I have removed what I kept about U1: 1 question and 1 answer" in said
    assert "up to 14 more days" in said
    with closing(sqlite3.connect(registry.parent / "whoask.db")) as database:
        askers = {row[0] for row in database.execute("SELECT asker FROM inquiries")}
    assert stock.person("U2") in askers
    assert stock.person("U1") not in askers


async def test_forget_needs_the_key_and_an_id(stock: Stock, registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert registry.exists()
    assert await fill(stock, "forget", "--user", "U1") == 1
    assert "SLACK_BOT_TOKEN is missing" in capsys.readouterr().err
    assert await run("forget", "--user", "@alice") == 2
