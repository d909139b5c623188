"""Which words are near in meaning: a table of vectors that `make near-words` made, and no model at run time.

Each stem has a vector of small numbers; two words that people use of the same things have vectors that point the same
way. The table is read once, when the first registry is compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# The longest name in the table has so many words ("north star metric").
LONGEST_NAME = 3
# A word that no table has may be two in one ("buildserver"), each at least this long.
SHORTEST_PART = 3


@dataclass(frozen=True)
class NearWords:
    """The table. `rows` leads from a stem, or from several with spaces between, to its row.

    A row is `numbers` (bytes, from -127 to 127) times `scale`; how long it is says how telling the word is.
    """

    rows: Mapping[str, int]
    numbers: NDArray[np.int8]
    scale: Floats

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self.numbers.shape[1])

    def vectors(self, rows: Sequence[int]) -> Floats:
        """The vectors of some rows, one below the other."""
        chosen = np.asarray(rows, np.intp)
        return np.asarray(self.numbers[chosen] * self.scale[chosen, None], np.float32)

    def find(self, stems: Sequence[str]) -> list[tuple[int, int, tuple[int, ...]]]:
        """Where a text has words of the table: from stem to stem, and the rows; the longest name comes first.

        A stem that is two known words in one gets both rows.
        """
        found: list[tuple[int, int, tuple[int, ...]]] = []
        at, rows = 0, self.rows
        while at < len(stems):
            for length in range(min(LONGEST_NAME, len(stems) - at), 1, -1):
                row = rows.get(" ".join(stems[at : at + length]))
                if row is not None:
                    found.append((at, at + length, (row,)))
                    at += length
                    break
            else:
                row = rows.get(stems[at])
                both = (row,) if row is not None else self._two_in_one(stems[at])
                if both:
                    found.append((at, at + 1, both))
                at += 1
        return found

    def _two_in_one(self, stem: str) -> tuple[int, ...]:
        parts = ((stem[:cut], stem[cut:]) for cut in range(len(stem) - SHORTEST_PART, SHORTEST_PART - 1, -1))
        known = ((self.rows[one], self.rows[other]) for one, other in parts if one in self.rows and other in self.rows)
        return next(iter(islice(known, 1)), ())


@cache
def near_words() -> NearWords:
    """The table that ships with whoask."""
    with files(__package__).joinpath("near_words.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        names = bytes(stored["names"]).decode("utf-8").split("\n")
        return NearWords(_numbered(names), stored["numbers"], stored["scale"].astype(np.float32))


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: row for row, name in enumerate(names)}
