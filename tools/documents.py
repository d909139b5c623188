"""`python -m tools.documents`: run the examples of the documents again and write down what they print today.

An example is a line that starts with `$ whoask` in a block marked `console`. What it prints comes below it; the one
line of JSON is laid out for reading.
"""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from bot.cli import main

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def refreshed(document: str) -> str:
    """A document with what its examples print today."""
    return _BLOCK.sub(lambda block: "".join(f"{line}\n" for line in _again(block[0])), document)


def _again(block: str) -> Iterator[str]:
    for command in (line for line in block.splitlines() if line.startswith("$ ")):
        yield command
        yield from printed(command.removeprefix("$ ")).splitlines()


def printed(command: str) -> str:
    """What a `whoask …` command prints."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        main(shlex.split(command)[1:])
    text = out.getvalue()
    return _laid_out(json.loads(text)) if text.startswith("{") else text


def _laid_out(answer: dict[str, object]) -> str:
    """JSON for reading: a line for each key, and one for each item of a list."""
    rows = (f"  {json.dumps(key)}: {_value(value)}" for key, value in answer.items())
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _value(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n  ]"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    for path in DOCUMENTS:
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
