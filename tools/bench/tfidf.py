"""A plain tf-idf: the cosine between a question and every text that shares a word with it, from an inverted index."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import Stemmer

from routing.english import STOP_WORDS

_stem = Stemmer.Stemmer("english").stemWord
_WORD = re.compile(r"[a-z0-9]+")


def tokens(text: str) -> list[str]:
    """The words of a text, stemmed, stop words left out."""
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in STOP_WORDS]


class TfIdf:
    """An inverted index over texts: from a word to the texts that have it, with weights of length one."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(tokens(text)) for text in texts]
        having = Counter(word for counts in counted for word in counts)
        self._idf = {word: math.log((1 + len(texts)) / (1 + count)) + 1 for word, count in having.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, counts in enumerate(counted):
            for word, weight in self._unit(counts).items():
                self._postings[word].append((number, weight))

    def best(self, question: str) -> tuple[int, float] | None:
        """The number of the nearest text and its cosine, or None where no text shares a word."""
        cosines: dict[int, float] = defaultdict(float)
        for word, asked in self._unit(Counter(tokens(question))).items():
            for number, weight in self._postings.get(word, ()):
                cosines[number] += asked * weight
        return max(cosines.items(), key=lambda item: item[1], default=None)

    def _unit(self, counts: Counter[str]) -> dict[str, float]:
        weights = {word: count * self._idf.get(word, 0.0) for word, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}
