"""`whoask ask`: one question, one answer, in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.replies.plaintext import render
from bot.service.registry_file import named_registry, registry_file
from routing.answers import Answer, Nobody
from routing.errors import UsageError
from routing.index import build_index
from routing.loading.loader import load
from routing.registry import Registry
from routing.route import decide, think

DONE, DONT_KNOW = 0, 3


def ask(words: Sequence[str], *, registry: Path | None, at: str | None, json: bool, explain: bool) -> int:
    """Answer and print; returns 0 for a place, 3 for a don't-know.

    Raises UsageError for a blank question or a time that is none, RegistryError for a bad registry.
    """
    question = (" ".join(words) if words else sys.stdin.buffer.read().decode("utf-8", "replace")).strip()
    if not question:
        raise UsageError("Ask a question, for example: whoask ask who looks after the website?")
    index = build_index(load(registry_file(registry or named_registry())))
    thought = think(question, index)
    answer = decide(thought, index, _time(at, index.registry))
    if json:
        _print_json(question, answer)
    else:
        print(render(answer))
    if explain:
        from bot.commands.explanation import explain as explained

        print("\n" + "\n".join(explained(thought, answer)), file=sys.stderr if json else sys.stdout)
    return DONT_KNOW if isinstance(answer, Nobody) else DONE


def _print_json(question: str, answer: Answer) -> None:
    from json import dumps

    from bot.commands.answer_json import as_json

    print(dumps(as_json(question, answer), ensure_ascii=False))


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
