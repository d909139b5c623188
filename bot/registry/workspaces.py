"""The registries in use: one for all workspaces, or a folder in which a workspace can have its own."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from bot.registry.current import LOOKS_BEFORE_MISSING, Current, RegistryWatch
from bot.registry.files import DEFAULT, workspace_files

log = logging.getLogger(__name__)


class Registries:
    """Says which registry a workspace is answered from, and looks out for newer ones.

    The default is for every workspace that has none of its own. Without a folder there is nothing else.
    """

    def __init__(self, default: RegistryWatch, folder: Path | None = None) -> None:
        self._default = default
        self._folder = folder
        self._own: dict[str, RegistryWatch] = {}
        self._absent: Counter[str] = Counter()

    @classmethod
    async def start(cls, path: Path, *, many: bool) -> Registries:
        """Load what there is. `many` says whether there are many workspaces: then the path may be a folder.

        Raises RegistryError for a bad default. A workspace whose own is bad has the default until that is mended.
        """
        if not (many and await asyncio.to_thread(path.is_dir)):
            return cls(await RegistryWatch.start(path))
        registries = cls(await RegistryWatch.start(path / DEFAULT), path)
        for _ in range(2):  # a watch loads what has kept still between two looks
            await registries.look()
        return registries

    @property
    def default(self) -> Current:
        """The registry of every workspace that has none of its own."""
        return self._default.current

    def of(self, workspace: str) -> Current:
        """The registry that a workspace is answered from; `problems` are those of its own file, where it has one."""
        own = self._own.get(workspace)
        if own is None:
            return self.default
        # The default of now: it may have changed since.
        return replace(self.default, problems=own.current.problems, lent=True) if own.current.lent else own.current

    def own(self, workspace: str) -> Current | None:
        """The good registry of a workspace's own; None where it is answered from the default."""
        watch = self._own.get(workspace)
        return None if watch is None or watch.current.lent else watch.current

    def overall(self) -> Current:
        """The default, with the problems of all files."""
        own = (watch.current.problems for watch in self._own.values())
        return replace(self.default, problems=tuple(chain(self.default.problems, *own)))

    async def look(self) -> None:
        """Look once at every file. `RegistryWatch.look` says when a change counts."""
        await self._default.look()
        files = await asyncio.to_thread(_listed, self._folder) if self._folder else None
        if files is None:
            return
        for workspace, file in files.items():
            if workspace not in self._own:
                self._own[workspace] = RegistryWatch(file, instead=self.default)
            await self._own[workspace].look()
        self._absent = Counter(
            {workspace: self._absent[workspace] + 1 for workspace in self._own.keys() - files.keys()}
        )
        for workspace, looks in self._absent.items():
            if looks >= LOOKS_BEFORE_MISSING:
                del self._own[workspace]
                log.info("The registry of the workspace %s was removed. It has the default now.", workspace)


def _listed(folder: Path) -> Mapping[str, Path] | None:
    """The workspaces' files; None while the default is gone too: then the folder is away, and nobody removed a file."""
    try:
        return workspace_files(folder.iterdir()) if (folder / DEFAULT).is_file() else None
    except OSError:
        return None
