"""`whoask export`: the registry as a page and as a sheet to print, for when Slack is down.

Files that are there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.arguments import Commands, Options, add_registry
from routing.errors import ExportError

DONE = 0


def add_to(commands: Commands) -> None:
    """Add `export` to the commands."""
    command = commands.add_parser("export", help="write a page and a sheet to print, for when Slack is down")
    add_registry(command)
    command.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="the folder to write into; the current one by default"
    )
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    return export(options.registry, options.out, now=datetime.now(UTC))


def export(named: Path | None, folder: Path, *, now: datetime) -> int:
    """Write both files and print their paths.

    Raises RegistryError for a bad registry, ExportError for a folder that cannot be written to.
    """
    from bot.export.documents import Origin, page, printout
    from bot.registry.files import named_registry, registry_file
    from routing.loading.files import read_files
    from routing.loading.loader import registry_of

    file = registry_file(named or named_registry())
    files = read_files(file)  # read once, so that the version is that of what was parsed
    registry = registry_of(files)
    origin = Origin(file.name, files.version, now.astimezone(registry.zone), registry.time_zone)
    for path in write_all(
        folder, {"whoask.html": page(registry, origin), "whoask-sheet.html": printout(registry, origin)}
    ):
        print(path)
    return DONE


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
    from bot.files import appearing, flush

    paths = tuple(folder / name for name in texts)
    with ExitStack() as swap_in:
        drafts = [swap_in.enter_context(appearing(path, durable=False)) for path in paths]
        for draft, text in zip(drafts, texts.values(), strict=True):
            draft.write_bytes(text.encode(errors="replace"))  # a registry's file name may not be UTF-8
            flush(draft)
    return paths


def _reason(error: OSError, folder: Path) -> str:
    if not folder.exists():
        return "the folder does not exist (make it first, or name another with --out)"
    if not folder.is_dir():
        return "is a file, not a folder (name another with --out)"
    return f"cannot be written: {(error.strerror or 'no reason given').lower()} (name another folder with --out)"
