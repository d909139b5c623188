"""The lines that come in at standard input, without a thread that blocks in a read.

A thread waiting in `input()` cannot be called back: Ctrl-C would hang until somebody pressed Enter.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

CHUNK = 65_536


async def lines(file: int) -> AsyncIterator[str]:
    """Each line of a file descriptor as it comes, without its end; a last one without an end counts too."""
    rest = b""
    while chunk := await _read(file):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield _text(line)
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").removesuffix("\r")


async def _read(file: int) -> bytes:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    try:
        loop.add_reader(file, readable.set)
    except PermissionError:
        # A regular file, which can always be read: epoll takes none.
        return os.read(file, CHUNK)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(file)
    return os.read(file, CHUNK)
