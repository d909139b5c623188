"""Which process is at the other end of a connection from this machine: Linux says so in /proc.

A response_url is the same for every replica, so its address does not tell which of them posted to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from weakref import WeakKeyDictionary

from aiohttp import web

CONNECTIONS = Path("/proc/net/tcp")


class Callers:
    """Remembers for each connection which life of a replica made it. `pids` are those alive, by process id."""

    def __init__(self, pids: Callable[[], Mapping[int, str]]) -> None:
        self._pids = pids
        self._known: WeakKeyDictionary[object, str | None] = WeakKeyDictionary()

    def __call__(self, request: web.Request) -> str | None:
        transport = request.transport
        if transport is None:
            return None
        if transport not in self._known:
            self._known[transport] = self._look_up(int(transport.get_extra_info("peername")[1]))
        return self._known[transport]

    def _look_up(self, port: int) -> str | None:
        inode = _inode(port)
        for pid, life in self._pids().items():
            with suppress(OSError):
                for descriptor in Path(f"/proc/{pid}/fd").iterdir():
                    with suppress(OSError):
                        if str(descriptor.readlink()) == f"socket:[{inode}]":
                            return life
        return None


def _inode(port: int) -> str:
    """The socket that has a local port, which the table has as hexadecimal digits."""
    if not CONNECTIONS.exists():
        return ""
    for line in CONNECTIONS.read_text().splitlines()[1:]:
        columns = line.split()
        if columns[1].endswith(f":{port:04X}") and columns[9] != "0":
            return columns[9]
    return ""
