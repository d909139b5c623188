"""The demo's terminal: what is typed is asked, what comes back is printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import partial

from bot.app import App
from bot.demo.conversation import REPLY_SECONDS, Conversation
from bot.demo.lines import lines
from bot.demo.workspace import ASKER
from bot.sandbox import Sandbox


async def talk(slack: Sandbox, app: App, *, channel: str, examples: tuple[str, ...]) -> None:
    """Read, ask, print, until there is nothing more to read. `channel` is where mentions and commands are typed."""
    somebody_there = sys.stdin.isatty()
    if somebody_there:
        _print(_greeting(slack, channel, examples))
    finished = partial(app.work.finish, within=REPLY_SECONDS)
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


def _greeting(slack: Sandbox, channel: str, examples: tuple[str, ...]) -> Iterator[str]:
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
    """Print lines at once: whoever reads a pipe waits for each answer."""
    sys.stdout.write("".join(f"{line}\n" for line in text) + end)
    sys.stdout.flush()
