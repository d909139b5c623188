"""The demo's terminal: what is typed is asked, what comes back is printed.

The lines that come in at standard input, without a thread that blocks in a read.

A thread waiting in `input()` cannot be called back: Ctrl-C would hang until Enter was pressed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from functools import partial

from bot.app import App
from bot.demo.conversation import REPLY_SECONDS, Conversation
from bot.demo.workspace import ASKER
from localslack import LocalSlack


async def talk(slack: LocalSlack, app: App, *, channel: str, examples: tuple[str, ...]) -> None:
    """Read, ask, print, until there is nothing more to read. `channel` is where mentions and commands are typed."""
    somebody_there = sys.stdin.isatty()
    if somebody_there:
        _print(_greeting(slack, channel, examples))
    finished = partial(app.tasks.finish, within=REPLY_SECONDS)
    conversation = Conversation(slack, user=ASKER, channel=channel, finished=finished)
    prompt = "\n> " if somebody_there else ""
    _print([], end=prompt)
    async for line in lines(sys.stdin.fileno()):
        typed = line.strip()
        if typed.lower() in {"quit", "exit"}:
            return
        if typed:
            _print([] if somebody_there else [f"> {typed}"])
            _print([*await conversation.take(typed), *([] if somebody_there else [""])])
        _print([], end=prompt)
    _print([""] if somebody_there else [])


def _greeting(slack: LocalSlack, channel: str, examples: tuple[str, ...]) -> Iterator[str]:
    yield "This is whoask, with a Slack of its own on this computer. Nothing you type leaves it."
    yield ""
    yield f"Open it in your browser: {slack.url}"
    yield ""
    yield "Or type a question here to send it as a direct message. Or type:"
    yield "  /whoask QUESTION   to get an answer that only you see"
    yield f"  @whoask QUESTION   to ask in {channel}"
    yield "  a number           to press that button"
    yield "  quit               to leave"
    if examples:
        yield ""
        yield "For example:"
        yield from (f"  {question}" for question in examples)


def _print(text: Iterable[str], *, end: str = "") -> None:
    """Print lines at once: a program that reads a pipe waits for each answer."""
    sys.stdout.write("".join(f"{line}\n" for line in text) + end)
    sys.stdout.flush()


CHUNK = 65_536


async def lines(file: int) -> AsyncIterator[str]:
    """Each line of a file descriptor as it comes, without its end; a last one without an end counts too."""
    rest = b""
    while chunk := await _read(file):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield _text(line)
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").removesuffix("\r")


async def _read(file: int) -> bytes:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    try:
        loop.add_reader(file, readable.set)
    except PermissionError:
        # A regular file, which can always be read: epoll takes none.
        return os.read(file, CHUNK)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(file)
    return os.read(file, CHUNK)
