"""Files that are there whole or not at all: written beside their place, and swapped in once they are complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


@contextmanager
def appearing(path: Path, *, mode: int | None = None, durable: bool = True) -> Iterator[Path]:
    """A new, empty file in the same folder to write into, which takes the place of `path` in the end.

    On a fault it is removed, and what was at `path` stays. Until it is complete only its owner can read it, where it
    is to have a `mode`; without one everybody may read it and nobody else may
    write into it, whatever the umask leaves open. `durable` is whether it has to outlive a power
    cut. Raises OSError.
    """
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644 if mode is None else 0o600))
    try:
        yield draft
        if mode is not None:
            draft.chmod(mode)
        if durable:
            flush(draft)
        draft.replace(path)
        if durable:
            flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """See to it that a power cut does not take a file, or what was renamed in a folder, away again."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
