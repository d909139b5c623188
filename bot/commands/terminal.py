"""What a person at a terminal gets on top of the text: colour, and progress while they wait.

In a pipe there is neither, and the text is the same byte for byte. rich is imported for a terminal alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO, TypeVar

Item = TypeVar("Item")
# Regular expressions, and what rich does with the text that they match. The eight colours that every terminal has,
# in the shades that its owner chose: they can be read on light and on dark.
Styles = tuple[tuple[str, str], ...]

EVERYWHERE: Styles = (
    (r"(?<![\w/])#[a-z][\w-]+|(?<![\w.])@[a-z][\w-]+", "cyan"),
    (r"https?://[^\s)]+", "underline"),
)
# The first line of a text, and of each part after an empty line.
TITLES: Styles = ((r"(?:\A|(?<=\n\n))\S.*", "bold"),)


def show(text: str, styles: Styles = (), *, stream: TextIO | None = None) -> None:
    """Print a text, with colour where a person sees it and has not set NO_COLOR (https://no-color.org)."""
    stream = stream or sys.stdout
    if os.environ.get("NO_COLOR") or not _is_terminal(stream):
        print(text, file=stream)
        return
    from rich.console import Console
    from rich.text import Text

    styled = Text(text)
    for pattern, style in (*EVERYWHERE, *styles):
        styled.highlight_regex(pattern, style)
    # The terminal breaks long lines, as without colour: what is copied from it has no line breaks of ours.
    Console(file=stream, highlight=False).print(styled, soft_wrap=True)


@contextmanager
def working(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show that work is going on, until it is done. What it yields says what is done now, and counts a step."""
    if not (_is_terminal(sys.stdout) and _is_terminal(sys.stderr)):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    counted = (BarColumn(), MofNCompleteColumn()) if total is not None else ()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), *counted, TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda now: progress.update(task, description=now, advance=1)


def each(items: Sequence[Item], what: str) -> Iterator[Item]:
    """The items one by one, with a bar that says how many are done."""
    with working(what, len(items)) as step:
        for item in items:
            yield item
            step(what)


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM", "dumb") not in {"dumb", "unknown", ""}
