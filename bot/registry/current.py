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

from bot.registry.files import version_of
from routing.errors import Problem, RegistryError
from routing.loading.loader import load
from routing.matching.index import Index, build_index

log = logging.getLogger(__name__)

# Device, inode, size, time of the content, time of the entry: none of them alone tells every way a file can change.
Stamp = tuple[int, int, int, int, int]
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


def load_index(path: Path) -> Index:
    """Load a registry and compile it. Raises RegistryError."""
    return build_index(load(path))


class RegistryWatch:
    """Keeps `current`, and swaps in what is new and good each time somebody has saved the file.

    The file is looked at, not subscribed to: looking also works on network file systems and in containers, where
    a config map is switched by a symbolic link.
    """

    def __init__(
        self,
        path: Path,
        load: Callable[[Path], Index] = load_index,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        instead: Current | None = None,
    ) -> None:
        """Load the file; with `instead` that is in use until the first look that finds it good."""
        self._path = path
        self._load = load
        self._now = now
        # Before reading: what changes meanwhile has another stamp, and is read at the next look.
        self._seen = self._loaded = None if instead else _stamp(path)
        self._missing = 0
        self.current = (
            replace(instead, problems=(), lent=True) if instead else Current(load(path), now(), version=_version(path))
        )

    @classmethod
    async def start(
        cls,
        path: Path,
        *,
        load: Callable[[Path], Index] = load_index,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> RegistryWatch:
        """Load the registry for the first time. Raises RegistryError: there is no good one yet to go on with."""
        return await asyncio.to_thread(cls, path, load, now)

    async def look(self) -> None:
        """Look once. A file that has changed is loaded when it has kept still since the last look.

        So a file that is being written is not read half-way.
        """
        stamp = await asyncio.to_thread(_stamp, self._path)
        still, self._seen = stamp == self._seen, stamp
        if stamp is None:
            self._miss()
            return
        if self._missing >= LOOKS_BEFORE_MISSING:
            self._loaded = None  # it is back, and nobody knows with what
        self._missing = 0
        if still and stamp != self._loaded:
            self._loaded = stamp
            await self._reload()

    def _miss(self) -> None:
        self._missing += 1
        if self._missing == LOOKS_BEFORE_MISSING:
            log.warning("The registry %s is missing. The last good one stays in use.", self._path)
            self.current.problems = (Problem(str(self._path), 1, 1, "the registry", "is missing", "put the file back"),)

    async def _reload(self) -> None:
        try:
            index = await asyncio.to_thread(self._load, self._path)
            version = await asyncio.to_thread(_version, self._path)
        except RegistryError as error:
            self._keep(error.problems)
        except Exception as error:  # noqa: BLE001 - a fault of ours; the bot answers on, and health has to warn
            fault = type(error).__name__
            self._keep((Problem(str(self._path), 1, 1, "the registry", f"cannot be used: {fault}, a fault of whoask"),))
        else:
            again = " The registry is good again." if self.current.problems else ""
            self.current.index, self.current.loaded_at, self.current.problems = index, self._now(), ()
            self.current.version, self.current.lent = version, False
            log.info("Loaded the registry %s, with %d teams.%s", self._path, len(index.registry.teams), again)

    def _keep(self, problems: tuple[Problem, ...]) -> None:
        self.current.problems = problems
        loaded_at = self.current.loaded_at.isoformat(timespec="seconds")
        stays = "The default" if self.current.lent else f"The last good one, of {loaded_at},"
        log.error("The new registry is bad. %s stays in use. Problems: %d", stays, len(problems))
        for problem in problems:
            log.error("%s", problem)


def _version(path: Path) -> str:
    """The file's version. One that changes just now is loaded again with the next look, and its version with it."""
    return version_of(path.read_bytes())


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
