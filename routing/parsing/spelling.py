"""Typing mistakes: a word nobody knows is taken for the registry's word it most resembles.

rapidfuzz compares it with the registry's *words*, never with every responsibility, and only with those of about its
length that share a first letter: people seldom get that one wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from routing.english import STOP_WORDS, common_words, known_words
from routing.english.near_words import near_words

SHORTEST = 3
# A word of three or four letters may have two neighbouring letters swapped (tsl, kbue), nothing else:
# with one edit of three, "pod" would be "pad", "god" and "pot".
SHORT = 4
SIMILAR_ENOUGH = 0.74
MOST_REMEMBERED = 10_000


class Spelling:
    """The words a registry uses, kept by first letter and length."""

    def __init__(self, registry_words: Iterable[str]) -> None:
        self._words = frozenset(word for word in registry_words if word.isalnum())
        self._shelves: dict[tuple[str, int], list[str]] = defaultdict(list)
        # Of two words that are equally near, the first on its shelf is meant: "wether" is "whether", not "weather".
        for words in (STOP_WORDS, self._words - STOP_WORDS, common_words() - self._words - STOP_WORDS):
            for word in sorted(words):
                if len(word) >= SHORTEST:
                    self._shelves[word[0], len(word)].append(word)
        self._known: dict[str, str | None] = {}

    def __contains__(self, word: str) -> bool:
        """Whether the registry uses a word, in lower case, as it stands."""
        return word in self._words

    def mend(self, typed: str) -> str | None:
        """The word that was meant, or null where the word is right, unknown or too unlike any other."""
        low = typed.lower()
        if low not in self._known:
            if len(self._known) > MOST_REMEMBERED:
                self._known.clear()
            self._known[low] = self._meant(low)
        return self._known[low]

    def _meant(self, low: str) -> str | None:
        if len(low) < SHORTEST or low.isdigit() or not low.isalnum() or low in self._words or low in known_words():
            return None
        if low in near_words().rows:  # a word that IT has: "admin" is not "admit"
            return None
        if len(low) <= SHORT:
            return next(
                (word for word in self._shelf(low, 0) if sorted(word) == sorted(low) and OSA.distance(word, low) == 1),
                None,
            )
        near = [word for gap in (0, -1, 1, -2, 2) for word in self._shelf(low, gap)]
        best = process.extractOne(low, near, scorer=OSA.normalized_similarity, score_cutoff=SIMILAR_ENOUGH)
        return best[0] if best else None

    def _shelf(self, low: str, gap: int) -> list[str]:
        return self._shelves.get((low[0], len(low) + gap), [])
