"""`whoask ask`: one question, one answer, in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import Commands, Options, add_json, add_registry
from bot.commands.terminal import TITLES, Styles, show
from routing.errors import UsageError

if TYPE_CHECKING:
    from routing.registry.schema import Registry

DONE, DONT_KNOW = 0, 3
ANSWER: Styles = (
    *TITLES,
    (r"\AUrgent", "red"),
    (r"\AI don't know\.|\AI need a bit more to go on\.", "yellow"),
    (r"\(you said: [^)]*\)", "dim"),
    (r"(?m)^Still stuck\?", "bold"),
)
EXPLANATION: Styles = (
    (r"\A\n.*", "bold"),
    (r"  lost by .*", "dim"),
    (r"(?m)^       .*", "dim"),
    (r"(?m)^  \d\. ", "bold"),
    (r"(?m)^  Decided: .*", "bold"),
)


def add_to(commands: Commands) -> None:
    """Add `ask` to the commands."""
    command = commands.add_parser("ask", help="answer a question in the terminal")
    command.add_argument("question", nargs="*", help="the question; without one, all of standard input is one question")
    add_registry(command)
    command.add_argument("--at", metavar="ISO8601", help="answer as at this time, such as 2026-11-20T02:00")
    add_json(command)
    command.add_argument("--explain", action="store_true", help="show what matched, what came second and why it lost")
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    return ask(options.question, registry=options.registry, at=options.at, json=options.json, explain=options.explain)


def ask(words: Sequence[str], *, registry: Path | None, at: str | None, json: bool, explain: bool) -> int:
    """Answer and print; returns 0 for a place, 3 for a don't-know.

    Raises UsageError for a blank question or a time that is none, RegistryError for a bad registry.
    """
    question = (" ".join(words) if words else sys.stdin.buffer.read().decode("utf-8", "replace")).strip()
    if not question:
        raise UsageError("Ask a question, for example: whoask ask who looks after the website?")
    from bot.commands.ask_output import as_json, explanation
    from bot.registry.files import named_registry, registry_file
    from bot.slack.messages.wording import answer_text
    from routing.answers import Nobody
    from routing.loading.loader import load
    from routing.matching.index import build_index
    from routing.route import analyse, decide

    index = build_index(load(registry_file(registry or named_registry())))
    analysis = analyse(question, index)
    answer = decide(analysis, index, _time(at, index.registry))
    if json:
        from json import dumps

        print(dumps(as_json(question, answer), ensure_ascii=False))
    else:
        show(answer_text(answer), ANSWER)
    if explain:
        show("\n" + "\n".join(explanation(analysis, answer)), EXPLANATION, stream=sys.stderr if json else sys.stdout)
    return DONT_KNOW if isinstance(answer, Nobody) else DONE


def _time(at: str | None, registry: Registry) -> datetime:
    if at is None:
        return datetime.now(UTC)
    try:
        time = datetime.fromisoformat(at)
    except ValueError as error:
        raise UsageError(
            f"--at {at!r} is not a time. Write it like 2026-11-20T09:30 or 2026-11-20T09:30+00:00"
        ) from error
    aware = time if time.tzinfo else time.replace(tzinfo=registry.zone)
    try:
        aware.astimezone(registry.zone)
    except OverflowError as error:
        raise UsageError(f"--at {at!r} is too far from today to be a time in {registry.time_zone}") from error
    return aware
