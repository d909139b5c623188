"""`whoask demo`, as a process of its own: questions in at a pipe, or typed at a terminal."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

import pytest

from bot.commands.demo import main
from routing.errors import SettingsError
from tests.builders import SMALL_REGISTRY

DEMO = [sys.executable, "-m", "bot", "demo", "--no-browser", "--registry"]


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "teams.yaml"
    path.write_text(SMALL_REGISTRY)
    return path


def piped(registry: Path, typed: str) -> subprocess.CompletedProcess[str]:
    # A proxy that nobody answers at: the demo must not ask it.
    environ = {**os.environ, "HTTP_PROXY": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1"}
    return subprocess.run(  # noqa: S603
        [*DEMO, registry], input=typed, capture_output=True, text=True, env=environ, check=False
    )


def test_from_a_pipe_each_line_is_answered_in_turn_and_the_end_is_the_end(registry: Path) -> None:
    questions = "who renews our TLS certificates?\n\n   \n/whoask who leads an incident?\n"
    done = piped(registry, questions + "@whoask who renews the certs?\n/whoask help")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    said = [line for line in done.stdout.splitlines() if line.startswith((">", "whoask", "  Ask"))]
    assert said == [
        "> who renews our TLS certificates?",
        "whoask · direct message",
        "  Ask #govuk-platform-engineering (Platform Engineering)",
        "> /whoask who leads an incident?",
        "whoask · Only visible to you",
        "  Ask #govuk-2ndline-tech (Second line)",
        "> @whoask who renews the certs?",
        "whoask · #govuk-developers, in a thread",
        "  Ask #govuk-platform-engineering (Platform Engineering)",
        "> /whoask help",
        "whoask · Only visible to you",
        "  Ask me whom to ask.",
    ]


def test_more_questions_than_one_person_may_ask_in_a_minute_are_all_answered_after_a_number_without_a_button(
    registry: Path,
) -> None:
    done = piped(registry, "7\n" + "who renews our TLS certificates?\n" * 50)
    assert "There is no button with that number." in done.stdout
    assert done.stdout.count("Ask #govuk-platform-engineering") == 50


def test_an_empty_input_is_no_mistake(registry: Path) -> None:
    done = piped(registry, "")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_quit_leaves_and_what_comes_after_is_not_asked(registry: Path) -> None:
    done = piped(registry, "quit\nwho renews our TLS certificates?\n")
    assert (done.returncode, done.stdout) == (0, "")


class Terminal:
    """The demo at a terminal, and somebody who types."""

    def __init__(self, process: Process, screen: int) -> None:
        self.process = process
        self._screen = screen
        self._shown = ""

    @classmethod
    async def open(cls, registry: Path) -> Terminal:
        screen, keyboard = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            *DEMO, registry, stdin=keyboard, stdout=keyboard, stderr=keyboard
        )
        os.close(keyboard)
        os.set_blocking(screen, False)
        return cls(process, screen)

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    async def shows(self, words: str) -> str:
        """Everything on the screen up to these words; the next look starts after them."""
        readable = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._screen, readable.set)
        try:
            async with asyncio.timeout(20):
                while words not in self._shown:
                    await readable.wait()
                    readable.clear()
                    with suppress(BlockingIOError):  # told twice of the same bytes
                        self._shown += os.read(self._screen, 65_536).decode().replace("\r\n", "\n")
        except (TimeoutError, OSError):
            raise AssertionError(f"{words!r} is not in {self._shown!r}") from None
        finally:
            asyncio.get_running_loop().remove_reader(self._screen)
        seen, _, self._shown = self._shown.partition(words)
        return seen + words

    async def ends(self) -> int:
        status = await self.process.wait()
        os.close(self._screen)
        return status


async def test_at_a_terminal_it_greets_answers_takes_in_a_saved_registry_and_leaves_with_quit(registry: Path) -> None:
    terminal = await Terminal.open(registry)
    greeting = await terminal.shows("\n> ")
    assert re.search(r"Open it in your browser: http://127\.0\.0\.1:\d+\n", greeting)
    assert "  Who renews our TLS certificates?\n" in greeting
    assert "  The site is down, who leads?\n" in greeting
    terminal.type("who renews our TLS certificates?\n")
    assert "Ask #govuk-platform-engineering" in await terminal.shows("\n> ")
    await asyncio.to_thread(
        registry.write_text, SMALL_REGISTRY.replace("#govuk-platform-engineering", "#certificate-desk")
    )
    await terminal.shows("Loaded the registry")
    terminal.type("who renews our TLS certificates?\n")
    await terminal.shows("Ask #certificate-desk")
    terminal.type("quit\n")
    assert await terminal.ends() == 0


@pytest.mark.parametrize("keys", ["\x03", "\x04"])
async def test_ctrl_c_and_ctrl_d_leave_it_cleanly(registry: Path, keys: str) -> None:
    terminal = await Terminal.open(registry)
    await terminal.shows("\n> ")
    if keys == "\x03":
        # Ctrl-C reaches only a terminal's own session; a test's child has none.
        terminal.process.send_signal(signal.SIGINT)
    else:
        terminal.type(keys)
    assert await terminal.ends() == 0


def test_a_port_that_cannot_be_used_is_said_in_one_sentence(registry: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"Port {port} cannot be used here: .*address already in use"):
            main(registry, port)
    with pytest.raises(SettingsError, match="Port 70000 cannot be used here"):
        main(registry, 70_000)


async def test_a_bad_registry_is_refused_at_the_start_with_every_problem_and_status_1(registry: Path) -> None:
    await asyncio.to_thread(registry.write_text, "teams: {")
    process = await asyncio.create_subprocess_exec(*DEMO, registry, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
    _, told = await process.communicate()
    assert process.returncode == 1
    assert told.decode().startswith(f"{registry}:1:")
    assert "Traceback" not in told.decode()
