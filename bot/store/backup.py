"""A backup's file: there when it is complete, and not before."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from routing.errors import StoreError


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """An empty file for its owner only to write into, which becomes `path` in the end; on a fault it is removed.

    Raises StoreError where `path` is there already, or nothing can be written beside it.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _refuse_to_overwrite(path)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield unfinished
            _flush(unfinished)
            _refuse_to_overwrite(path)
            unfinished.rename(path)
            _flush(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error


def _refuse_to_overwrite(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise StoreError(f"{path} is there already: name a new file.")


def _flush(path: Path) -> None:
    """See to it that a power cut does not take it away again."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
