"""What this process has done and must not do twice, because somebody clicked twice."""

from __future__ import annotations

MOST_REMEMBERED = 10_000


class Once:
    """Remembers keys, the latest of them. Two processes do not know of one another: a double click may reach both."""

    def __init__(self) -> None:
        self._done: dict[str, None] = {}

    def begin(self, key: str) -> bool:
        """Whether this is the first time."""
        if key in self._done:
            return False
        self._done[key] = None
        if len(self._done) > MOST_REMEMBERED:
            del self._done[next(iter(self._done))]
        return True

    def undo(self, key: str) -> None:
        """It came to nothing, so it may be tried again."""
        self._done.pop(key, None)
