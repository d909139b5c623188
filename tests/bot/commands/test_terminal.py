"""What a person at a terminal sees, through a real pseudo-terminal; and that a pipe gets the bare text."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from localslack import Channel, LocalSlack, Seed
from tests.bot.conftest import Stock
from tests.builders import SMALL_REGISTRY

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
QUESTIONS = """\
- {id: q1, question: "who renews our TLS certificates?", expect: ["#govuk-platform-engineering"]}
- {id: q2, question: "who mends the printer?", expect: ["#govuk-developers"]}
"""
ASK = ("ask", "who renews our TLS certificates?")
EXPLAIN = ("ask", "--explain", "the whole site is down for everyone right now")
DONT_KNOW = ("ask", "who mends the printer?")
CHECK = ("check",)
FAULTY = ("check", "{folder}/faulty.yaml")
EVAL = ("eval", "--show-wrong", "{folder}/questions.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "teams.yaml").write_text(SMALL_REGISTRY, encoding="utf-8")
    (tmp_path / "faulty.yaml").write_text(SMALL_REGISTRY.replace("Europe/London", "London"), encoding="utf-8")
    (tmp_path / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    return tmp_path


def environ(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    left_out = ("SLACK_", "WHOASK_", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    ours = {"WHOASK_REGISTRY": str(folder / "teams.yaml"), "WHOASK_STORE": str(folder / "whoask.db")}
    return {**inherited, **ours, "PYTHONIOENCODING": "utf-8", "TERM": "xterm-256color", **more}


def command(folder: Path, words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "bot", *(word.format(folder=folder) for word in words)]


def piped(folder: Path, *words: str, **more: str) -> tuple[str, str]:
    """Standard output and standard error."""
    done = subprocess.run(  # noqa: S603
        command(folder, words), capture_output=True, encoding="utf-8", env=environ(folder, more), check=False
    )
    return done.stdout, done.stderr


def seen(folder: Path, *words: str, typed: str = "", **more: str) -> str:
    """All that a terminal is sent, with the control sequences."""
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    process = subprocess.Popen(  # noqa: S603
        command(folder, words), stdin=theirs, stdout=theirs, stderr=theirs, env=environ(folder, more)
    )
    os.close(theirs)
    chunks = []
    try:
        while chunk := os.read(ours, 65_536):
            chunks.append(chunk)
    except OSError:  # Linux's way to say that the other end is closed
        pass
    finally:
        os.close(ours)
        process.wait()
    return b"".join(chunks).decode("utf-8").replace("\r\n", "\n")


def left_on_screen(sent: str) -> str:
    """The text that stays when the progress has been wiped away."""
    return CONTROL.sub("", sent.rpartition("\x1b[2K")[2])


@pytest.mark.parametrize("words", [ASK, EXPLAIN, DONT_KNOW, CHECK, FAULTY, EVAL], ids=" ".join)
def test_a_terminal_gets_colour_and_the_words_that_a_pipe_gets(words: tuple[str, ...], folder: Path) -> None:
    sent, (out, err) = seen(folder, *words), piped(folder, *words)
    assert COLOUR.search(sent)
    assert "\x1b" not in out + err
    assert left_on_screen(sent) == out + err


@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}], ids=str)
def test_no_color_and_a_dumb_terminal_get_the_text_of_a_pipe(more: dict[str, str], folder: Path) -> None:
    assert seen(folder, *EXPLAIN, **more) == "".join(piped(folder, *EXPLAIN))


def test_an_empty_no_color_counts_as_not_set(folder: Path) -> None:
    assert COLOUR.search(seen(folder, *ASK, NO_COLOR=""))


def test_with_json_the_explanation_has_colour_and_the_object_has_none(folder: Path) -> None:
    first, _, rest = seen(folder, "ask", "--json", *EXPLAIN[1:]).partition("\n")
    assert json.loads(first)["outcome"] == "found"
    assert COLOUR.search(rest)


def test_an_evaluation_counts_the_questions_while_they_are_asked(folder: Path) -> None:
    sent = CONTROL.sub("", seen(folder, *EVAL))
    assert "Reading the registry" in sent
    assert re.search(r"Asking .*2/2", sent)


def test_no_color_takes_the_colour_of_the_progress_and_leaves_the_progress(folder: Path) -> None:
    sent = seen(folder, *EVAL, NO_COLOR="1")
    assert "Asking" in sent
    assert not re.search(r"\x1b\[(?:\d+;)*[349]\d(?:;\d+)*m", sent)


@pytest.mark.parametrize("words", [EVAL, ("eval", "--json", "{folder}/questions.yaml")], ids=" ".join)
def test_a_dumb_terminal_sees_no_progress(words: tuple[str, ...], folder: Path) -> None:
    assert "\x1b" not in seen(folder, *words, TERM="dumb")


def test_a_backup_and_a_restore_show_that_they_are_at_work(folder: Path) -> None:
    piped(folder, "db", "upgrade")
    backup = ("db", "backup", "{folder}/backup.db")
    assert "Writing " in CONTROL.sub("", seen(folder, *backup)).partition(" holds everything")[0]
    assert "Restoring " in seen(folder, "db", "restore", "{folder}/backup.db", "--force")
    (folder / "backup.db").unlink()
    assert piped(folder, *backup) == (
        f"{folder / 'backup.db'} holds everything that is in the store now. Keep it where only you can read it.\n",
        "",
    )


async def test_asking_slack_counts_the_channels_that_it_lists(folder: Path) -> None:
    async with LocalSlack.start(Seed(channels=(Channel(id="C0001", name="random"),))) as slack:
        access = {"SLACK_BOT_TOKEN": slack.bot_token, "WHOASK_SLACK_API_URL": slack.api_url, "NO_PROXY": "127.0.0.1"}
        sent = await asyncio.to_thread(lambda: seen(folder, "check", "--slack", **access))
        out, err = await asyncio.to_thread(lambda: piped(folder, "check", "--slack", **access))
    assert "Asking Slack: 1 channels" in CONTROL.sub("", sent)
    assert err == ""
    assert left_on_screen(sent) == out


async def asked(stock: Stock) -> None:
    for user in ("U1", "U2"):
        key = await stock.ask(f"the kubernetes cluster of {user} will not start", user=user)
        await stock.wrong(key, "responsibility:second-line/incidents", user=user)
    await stock.store.close()


async def test_insights_have_colour_and_the_words_that_a_pipe_gets(folder: Path, stock: Stock) -> None:
    await asked(stock)
    words = ("insights", "--days", "3650")
    sent = await asyncio.to_thread(seen, folder, *words)
    assert COLOUR.search(sent.rpartition("\x1b[2K")[2])
    assert (left_on_screen(sent), "") == await asyncio.to_thread(piped, folder, *words)


async def test_what_propose_would_add_is_green_and_it_asks_after_the_progress_has_gone(
    folder: Path, stock: Stock
) -> None:
    await asked(stock)
    sent = await asyncio.to_thread(seen, folder, "propose", "--days", "3650", typed="no\n")
    assert "Asking every question" in CONTROL.sub("", sent)
    assert re.search(r"\x1b\[32m\+ .*kubernetes", sent)
    assert left_on_screen(sent).rstrip().endswith("yes or no: Nothing is written. To write it: --write")
