"""The registry in use, and the look-out for a newer one.

A bad registry never replaces a good one: whoever saves a mistake finds every problem in the log, and the bot goes
on with what it had.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from routing.errors import Problem, RegistryError
from routing.loading.files import RegistryFiles, Traces, read_files
from routing.loading.loader import registry_of
from routing.matching.index import Index, build_index

log = logging.getLogger(__name__)

# An editor may rename the old file away before the new one takes its place; that is not worth a word in the log.
LOOKS_BEFORE_MISSING = 3


@dataclass(slots=True)
class Current:
    """The registry in use. Readers take `index` once per question: it is replaced as a whole, never changed.

    `problems` are those of the newest file, where it is bad and `index` is still the last good one. `version` is that
    of the one in use, as `whoask export` prints it. `lent` is true while a file that was never good has another
    registry in its place.
    """

    index: Index
    loaded_at: datetime
    problems: tuple[Problem, ...] = ()
    version: str = ""
    lent: bool = False


def index_of(files: RegistryFiles) -> Index:
    """Compile the registry in files that have been read. Raises RegistryError."""
    return build_index(registry_of(files))


class RegistryWatch:
    """Keeps `current`, and swaps in what is new and good each time somebody has saved one of the files.

    The files are looked at, not subscribed to: looking also works on network file systems and in containers, where
    a config map is switched by a symbolic link. They are read together and swapped in together.
    """

    def __init__(
        self,
        path: Path,
        compiled: Callable[[RegistryFiles], Index] = index_of,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        instead: Current | None = None,
    ) -> None:
        """Load the files; with `instead` that is in use until the first look that finds them good."""
        self._path = path
        self._compiled = compiled
        self._now = now
        self._missing = 0
        if instead is not None:
            self._loaded = Traces({path: None})
            self.current = replace(instead, problems=(), lent=True)
        else:
            files = read_files(path)
            # From before they were read: what changes meanwhile has other traces, and is read at the next look.
            self._loaded = files.traces
            self.current = Current(compiled(files), now(), version=files.version)
        self._seen = self._loaded

    @classmethod
    async def start(
        cls,
        path: Path,
        *,
        compiled: Callable[[RegistryFiles], Index] = index_of,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> RegistryWatch:
        """Load the registry for the first time. Raises RegistryError: there is no good one yet to go on with."""
        return await asyncio.to_thread(cls, path, compiled, now)

    async def look(self) -> None:
        """Look once. Files of which one has changed are loaded when all have kept still since the last look.

        So a file that is being written is not read half-way.
        """
        traces = await asyncio.to_thread(self._loaded.now)
        still, self._seen = traces == self._seen, traces
        if traces.stamps[self._path] is None:
            self._miss()
            return
        if self._missing >= LOOKS_BEFORE_MISSING:
            stamps = {**self._loaded.stamps, self._path: None}
            self._loaded = replace(self._loaded, stamps=stamps)  # it is back, and nobody knows with what
        self._missing = 0
        if still and traces != self._loaded:
            self._loaded = traces
            await self._reload()

    def _miss(self) -> None:
        self._missing += 1
        if self._missing == LOOKS_BEFORE_MISSING:
            log.warning("The registry %s is missing. The last good one stays in use.", self._path)
            self.current.problems = (Problem(str(self._path), 1, 1, "the registry", "is missing", "put the file back"),)

    async def _reload(self) -> None:
        try:
            files = await asyncio.to_thread(read_files, self._path)
            self._loaded = self._seen = files.traces
            if await asyncio.to_thread(files.traces.now) != files.traces:
                return  # one has changed while the others were read: the next looks see it
            index = await asyncio.to_thread(self._compiled, files)
        except RegistryError as error:
            self._keep(error.problems)
        except Exception as error:  # noqa: BLE001 - a fault of ours; the bot answers on, and health has to warn
            fault = type(error).__name__
            self._keep((Problem(str(self._path), 1, 1, "the registry", f"cannot be used: {fault}, a fault of whoask"),))
        else:
            again = " The registry is good again." if self.current.problems else ""
            self.current.index, self.current.loaded_at, self.current.problems = index, self._now(), ()
            self.current.version, self.current.lent = files.version, False
            log.info("Loaded the registry %s, with %d teams.%s", self._path, len(index.registry.teams), again)

    def _keep(self, problems: tuple[Problem, ...]) -> None:
        self.current.problems = problems
        loaded_at = self.current.loaded_at.isoformat(timespec="seconds")
        stays = "The default" if self.current.lent else f"The last good one, of {loaded_at},"
        log.error("The new registry is bad. %s stays in use. Problems: %d", stays, len(problems))
        for problem in problems:
            log.error("%s", problem)
