"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex

from routing.errors import ExportError


def write_all(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write texts into a folder under their names. Each file is swapped in once all are on the disk.

    Raises:
        ExportError: the folder is not there or cannot be written to; older files are left as they were.
    """
    try:
        return _write(folder, texts)
    except OSError as error:
        raise ExportError(f"{folder}: {_reason(error, folder)}") from error


def _write(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    with ExitStack() as leftovers:
        drafts: list[tuple[Path, Path]] = []
        for name, text in texts.items():
            draft = folder / f".{name}.{token_hex(4)}"
            leftovers.callback(draft.unlink, missing_ok=True)
            with draft.open("xb") as file:
                file.write(text.encode(errors="replace"))  # a registry's file name may not be UTF-8
                file.flush()
                os.fsync(file.fileno())
            drafts.append((draft, folder / name))
        for draft, final in drafts:
            draft.replace(final)
    return tuple(final for _, final in drafts)


def _reason(error: OSError, folder: Path) -> str:
    if not folder.exists():
        return "the folder does not exist (make it first, or name another with --out)"
    if not folder.is_dir():
        return "is a file, not a folder (name another with --out)"
    return f"cannot be written: {(error.strerror or 'no reason given').lower()} (name another folder with --out)"
