"""What a registry's own example questions teach: how much each word and pair of words speaks for a place.

A ridge regression from the examples to their places, fitted when the registry is compiled. What it says of a place is a
sum over the question's features, so that every weight can be shown.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from zlib import crc32

import numpy as np

from routing.english.near_words import Floats, near_words
from routing.matching.entries import Entry
from routing.parsing.tokens import Token, tokens

# With fewer examples for each place than this, they teach too little. And with more keywords than one for so many
# examples, what the keeper wrote down is the better evidence (GOV.UK's registry has one for every three).
FEWEST, EXAMPLES_A_KEYWORD = 20, 10
# So many words and pairs have a weight each; the rarer ones share what is left of them by chance.
MOST_FEATURES, SHARED = 1_500, 500
# What a pair of words counts beside a word, and the vector of a text (english/near_words.py) beside all its words.
PAIR_COUNTS, VECTOR_COUNTS = 0.7, 1.2
# How much a weight resists growing.
RESISTANCE = 0.5
# Keeps a text of no known word from being divided by nothing.
SMALLEST = 1e-6
# What it counts, beside what the words earn by hand, that the features speak for a place.
WORTH = 2.0


class Learned:
    """The weights. Made once for a registry; `of` says for each place how much a question's features speak for it."""

    def __init__(self, everything: Iterable[Entry]) -> None:
        ours = [entry for entry in everything if entry.destination]
        asked = [(entry.destination, tokens(text)) for entry in ours for text in entry.asked]
        keywords = sum(len(entry.topic.keywords) for entry in ours)
        self.places = list(dict.fromkeys(place for place, _ in asked))
        enough = max(FEWEST * len(self.places), EXAMPLES_A_KEYWORD * keywords)
        self.applies = len(self.places) > 1 and len(asked) >= enough
        if self.applies:
            self._table = near_words()
            self._fit([place for place, _ in asked], [text for _, text in asked])

    def of(self, sentences: Iterable[Sequence[Token]]) -> dict[str, float]:
        """What the features of a question add up to for each place: about 1 for the right one, about 0 for others."""
        if not self.applies:
            return {}
        columns, amounts, vector = self._row([word for sentence in sentences for word in sentence])
        said = amounts @ self._weights[columns] + vector @ self._weights[-len(vector) :] + self._constant
        return dict(zip(self.places, said.tolist(), strict=True))

    def weights(self, place: str, sentences: Iterable[Sequence[Token]]) -> list[tuple[str, float]]:
        """What each word and pair adds for a place, the most first."""
        words = [word for sentence in sentences for word in sentence]
        columns, amounts, _ = self._row(words)
        names = [name for name in _features(words) if name in self._columns]
        added = (amounts * self._weights[columns, self.places.index(place)]).tolist()
        return sorted(zip(names, added, strict=True), key=itemgetter(1), reverse=True)

    def _fit(self, places: Sequence[str], examples: Sequence[Sequence[Token]]) -> None:
        count = Counter(name for example in examples for name in _features(example))
        kept = [name for name, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))]
        self._columns = {name: number if number < MOST_FEATURES else _shared(name) for number, name in enumerate(kept)}
        self._telling = {name: math.log((len(examples) + 1) / (times + 0.5)) for name, times in count.items()}
        width = MOST_FEATURES + SHARED + self._table.width
        table = np.zeros((len(examples), width), np.float32)
        for row, example in enumerate(examples):
            columns, amounts, vector = self._row(example)
            np.add.at(table[row], columns, amounts)
            table[row, -len(vector) :] = vector
        number = {place: column for column, place in enumerate(self.places)}
        right = np.asarray([number[place] for place in places])
        wanted = np.zeros((len(examples), len(self.places)), np.float32)
        wanted[np.arange(len(examples)), right] = 1.0
        self._constant = wanted.mean(axis=0)
        inverse = np.linalg.inv(table.T @ table + RESISTANCE * np.eye(width, dtype=np.float32))
        self._weights = np.asarray(inverse @ (table.T @ (wanted - self._constant)), np.float32)

    def _row(self, words: Sequence[Token]) -> tuple[list[int], Floats, Floats]:
        """The columns of the known features and what each counts, and the vector of the text."""
        known = [name for name in _features(words) if name in self._columns]
        counts = [(PAIR_COUNTS if " " in name else 1.0) * self._telling[name] for name in known]
        amounts = np.asarray(counts, np.float32)
        vector = np.zeros(self._table.width, np.float32)
        for start, end, rows in self._table.find([word.stem for word in words]):
            vector += max(word.telling for word in words[start:end]) * self._table.vectors(rows).sum(axis=0)
        return (
            [self._columns[name] for name in known],
            amounts / max(float(np.linalg.norm(amounts)), SMALLEST),
            np.asarray(VECTOR_COUNTS * vector / max(float(np.linalg.norm(vector)), SMALLEST), np.float32),
        )


def _features(words: Sequence[Token]) -> list[str]:
    """Each word and each two in a row, stop words too: "how much is" tells alike questions apart."""
    stems = [word.stem for word in words]
    return list(dict.fromkeys([*stems, *(f"{one} {other}" for one, other in pairwise(["^", *stems]))]))


def _shared(name: str) -> int:
    """One of the columns that rare features share, the same in every process."""
    return MOST_FEATURES + crc32(name.encode()) % SHARED
