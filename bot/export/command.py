"""`whoask export`: the registry as a page and as a sheet to print, for when Slack is down."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.export.files import write_all
from bot.export.origin import Origin, version_of
from bot.export.page import page
from bot.export.printout import printout
from bot.service.registry_file import named_registry, registry_file
from routing.loading.loader import contents, parse

DONE = 0


def export(named: Path | None, folder: Path, *, now: datetime) -> int:
    """Write both files and print their paths.

    Raises RegistryError for a bad registry, ExportError for a folder that cannot be written to.
    """
    file = registry_file(named or named_registry())
    data = contents(file)  # read once, so that the version is that of what was parsed
    registry = parse(data, str(file))
    origin = Origin(file.name, version_of(data), now.astimezone(registry.zone), registry.time_zone)
    for path in write_all(
        folder, {"whoask.html": page(registry, origin), "whoask-sheet.html": printout(registry, origin)}
    ):
        print(path)
    return DONE
