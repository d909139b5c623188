"""What a question is near to, whatever words it uses: "second screen" is near a keyword "monitor".

A text is the sum of its words' vectors (english/near_words.py), so how near a question is to a text is a sum over pairs
of words, one of each, and the pairs that made it are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import groupby, islice
from operator import itemgetter

import numpy as np

from routing.english.near_words import Floats, NearWords, near_words
from routing.matching.entries import Entry
from routing.parsing.question import Question
from routing.parsing.tokens import Token, tokens

# How much more the nearest of a place's texts counts than the others, which are averaged as powers of e.
SHARPNESS = 8.0
# How much it counts to be near a place, over being near the average place; and with how many example questions for
# each place it counts half: what a registry says itself is better evidence.
NEARNESS, HALF_AT = 2.0, 15
# With more examples than leave it fresher than this, a registry's own words say all, and nearness would only take time.
HARDLY_FRESH = 0.1
# So many texts of an entry are compared with a question: more examples say the same again, and take time.
MOST_TEXTS = 40
# So many places that are near and share no word with the question are looked at.
MOST_NEAR = 5
# A pair of words that adds less than this to the nearness of question and text, or that is less alike, is not worth
# saying.
WORTH_SAYING, ALIKE = 0.05, 0.3


# A word or name as it stands, its rows in the table, and how telling it is.
Word = tuple[str, tuple[int, ...], float]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an entry."""

    entry: Entry
    words: tuple[Word, ...]


class Nearness:
    """The texts of a registry as vectors. Made once for a registry.

    `fresh` is 1 for a registry without example questions and goes to 0 with many; `weight` is what nearness counts.
    """

    def __init__(self, everything: Iterable[Entry]) -> None:
        listed = list(everything)
        everything = [entry for entry in listed if entry.destination]
        examples = sum(len(entry.asked) for entry in everything) / max(1, len({one.destination for one in everything}))
        self.fresh = 1 / (1 + examples / HALF_AT)
        self.weight = NEARNESS * self.fresh
        self.texts: list[Text] = []
        self.slices: dict[str, slice] = {}
        if self.fresh < HARDLY_FRESH:
            return
        self._table = near_words()
        texts = [
            Text(entry, words)
            for entry in everything
            for text in islice(_texts(entry), MOST_TEXTS)
            if (words := _read(tokens(text), self._table))
        ]
        texts.sort(key=lambda text: text.entry.destination)
        self.texts = texts
        for place, of_place in groupby(enumerate(texts), key=lambda numbered: numbered[1].entry.destination):
            numbers = [number for number, _ in of_place]
            self.slices[place] = slice(numbers[0], numbers[-1] + 1)
        self._starts = np.asarray([texts.start for texts in self.slices.values()], np.intp)
        self._vectors = np.zeros((len(texts), self._table.width), np.float32)
        for row, text in enumerate(texts):
            self._vectors[row] = self._vector(text.words)
        others = [
            _read(tokens(keyword), self._table)
            for entry in listed
            if not entry.destination
            for keyword in entry.topic.keywords
        ]
        self._nobodys = np.array([self._vector(words) for words in others if words]).reshape(-1, self._table.width)

    def of(self, question: Question) -> Near | None:
        """How near a question is to each place; null where the table has none of its words."""
        if not self.texts:
            return None
        words = [
            (said, rows, telling * segment.kind.value)
            for segment in question.segments
            for said, rows, telling in _read(segment.topic, self._table)
        ]
        if not words:
            return None
        by_text = self._vectors @ self._vector(words)
        by_place = np.log(np.add.reduceat(np.exp(SHARPNESS * by_text), self._starts)) / SHARPNESS
        average = float(by_place.mean())
        relative = dict(zip(self.slices, (by_place - average).tolist(), strict=True))
        return Near(self, words, by_text, relative, average)

    def to_nobodys(self, words: Sequence[Word]) -> float:
        """How near words are to what is nobody's here, from 0 to 1."""
        return max(0.0, float((self._nobodys @ self._vector(words)).max())) if len(self._nobodys) else 0.0

    def pairs(self, asked: Sequence[Word], text: Sequence[Word]) -> list[tuple[str, str, float]]:
        """What each pair of words adds to how near two texts are, the most first; the same word twice is left out."""
        table = self._table
        mine = [telling * table.vectors(rows).sum(axis=0) for _, rows, telling in asked]
        theirs = [telling * table.vectors(rows).sum(axis=0) for _, rows, telling in text]
        length = float(np.linalg.norm(sum(mine)) * np.linalg.norm(sum(theirs))) or 1.0
        found = [
            (said, other, float(one @ two) / length)
            for (said, rows, _), one in zip(asked, mine, strict=True)
            for (other, others, _), two in zip(text, theirs, strict=True)
            if rows != others and float(one @ two) >= ALIKE * float(np.linalg.norm(one) * np.linalg.norm(two))
        ]
        return sorted((pair for pair in found if pair[2] >= WORTH_SAYING), key=itemgetter(2), reverse=True)

    def _vector(self, words: Sequence[Word]) -> Floats:
        rows = [row for _, some, _ in words for row in some]
        weights = np.asarray([telling for _, some, telling in words for _ in some], np.float32)
        summed = weights @ self._table.vectors(rows)
        length = float(np.linalg.norm(summed))
        return np.asarray(summed / length if length else summed, np.float32)


@dataclass(frozen=True, slots=True)
class Near:
    """How near one question is to each text and place of a registry.

    `by_place` is relative to the average place, so that 0 says nothing and less than 0 speaks against it.
    """

    made_by: Nearness
    words: Sequence[Word]
    by_text: Floats
    by_place: dict[str, float]
    average: float

    @property
    def to_nobodys(self) -> float:
        """How near the question is to what is nobody's here, from 0 to 1."""
        return self.made_by.to_nobodys(self.words)

    def worth(self, place: str) -> float:
        """What being near a place adds to its score; the place without a name is nobody's."""
        near = self.by_place.get(place, 0.0) if place else self.to_nobodys - self.average
        return max(0.0, self.made_by.weight * near)

    def to_place(self, place: str) -> float:
        """How near the nearest text of a place is, from 0 to 1."""
        texts = self.made_by.slices.get(place)
        return max(0.0, float(self.by_text[texts].max())) if texts is not None else 0.0

    def nearest(self) -> list[str]:
        """The few places that are nearest, the nearest first."""
        return nlargest(MOST_NEAR, self.by_place, key=self.by_place.__getitem__)

    def entry(self, place: str) -> Entry:
        """The entry of a place that the question is nearest to."""
        return self._text(place).entry

    def pairs(self, place: str) -> list[tuple[str, str, float]]:
        """The pairs of words, the asker's and the registry's, that make it near to a place, the most telling first."""
        return self.made_by.pairs(self.words, self._text(place).words)

    def _text(self, place: str) -> Text:
        texts = self.made_by.slices[place]
        number: int = texts.start + int(self.by_text[texts].argmax())
        return self.made_by.texts[number]


def _texts(entry: Entry) -> Iterable[str]:
    yield entry.topic.what
    yield from entry.topic.keywords
    yield from entry.asked
    yield from (name for name in entry.names if not name.startswith("#"))


def _read(text: Sequence[Token], table: NearWords) -> tuple[Word, ...]:
    """The words that say something and that the table has: as typed, their rows, how telling they are."""
    found = []
    for start, end, rows in table.find([word.stem for word in text]):
        telling = max(word.telling for word in text[start:end]) or (0.75 if end - start > 1 else 0.0)
        if telling:
            found.append((" ".join(word.said for word in text[start:end]), rows, telling))
    return tuple(found)
