"""What Slack does to a message instead of taking it, by chance."""

from __future__ import annotations

import random
from collections import Counter

# Of a hundred messages: told to wait, refused by a broken server, taken and then broken off.
CHANCES = {"limited": 0.01, "broken": 0.01, "ambiguous": 0.002}


class Troubles:
    """Draws a trouble for each message, of the kinds that the run is to have."""

    def __init__(self, rng: random.Random, kinds: frozenset[str], counts: Counter[str]) -> None:
        self._rng = rng
        self._chances = {kind: chance for kind, chance in CHANCES.items() if kind in kinds}
        self._counts = counts
        self.on = True

    def draw(self) -> str | None:
        drawn = self._rng.random()
        for kind, chance in self._chances.items() if self.on else ():
            if drawn < chance:
                self._counts[kind] += 1
                return kind
            drawn -= chance
        return None
