"""Whoask and what it is measured against, behind one call: a question goes in, a guess comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import bm25s
from rapidfuzz import fuzz, process, utils

from routing.answers import Answer, Found, Nobody, Several
from routing.evaluation import NOBODY
from routing.matching.index import Index
from routing.route import route
from tools.bench.texts import Text
from tools.bench.tfidf import TfIdf, tokens

# A working day: only the guidance of an urgent answer depends on it.
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Guess:
    """Where a question should go ("nobody" included), and how much speaks for it, by the contender's own measure."""

    leads_to: str
    score: float


class Contender(Protocol):
    """Somebody who answers. `says_dont_know` is false where a don't-know can only be had from a threshold."""

    @property
    def name(self) -> str: ...

    @property
    def says_dont_know(self) -> bool: ...

    def guess(self, question: str) -> Guess: ...


@dataclass(frozen=True, slots=True)
class Whoask:
    index: Index
    name: str = "whoask"
    says_dont_know: bool = True

    def guess(self, question: str) -> Guess:
        return guess_of(route(question, self.index, NOON))


def guess_of(answer: Answer) -> Guess:
    match answer:
        case Found(place=place):
            return Guess(place.destination, place.confidence)
        case Several(places=places):
            return Guess(places[0].destination, places[0].confidence)
        case Nobody(confidence=confidence):
            return Guess(NOBODY, confidence)


class Scan:
    """rapidfuzz compares the question with every text. Texts are lowered and stripped once, beforehand."""

    says_dont_know = False

    def __init__(self, texts: Sequence[Text], scorer: Callable[..., float]) -> None:
        self.name = f"rapidfuzz {scorer.__name__}"
        self._texts = texts
        self._choices = [utils.default_process(text.text) for text in texts]
        self._scorer = scorer

    def guess(self, question: str) -> Guess:
        best = process.extractOne(utils.default_process(question), self._choices, scorer=self._scorer)
        return Guess(self._texts[best[2]].leads_to, best[1]) if best else Guess(NOBODY, 0.0)


class Bm25:
    """bm25s, with stems and without stop words."""

    name = "bm25s"
    says_dont_know = False

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = texts
        self._search = bm25s.BM25()
        self._search.index([tokens(text.text) for text in texts], show_progress=False)

    def guess(self, question: str) -> Guess:
        asked = tokens(question)
        if not asked:
            return Guess(NOBODY, 0.0)
        found = self._search.retrieve([asked], k=1, show_progress=False)
        return Guess(self._texts[int(found.documents[0, 0])].leads_to, float(found.scores[0, 0]))


class Cosine:
    """A plain tf-idf (tools/bench/tfidf.py)."""

    name = "tf-idf cosine"
    says_dont_know = False

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = texts
        self._search = TfIdf([text.text for text in texts])

    def guess(self, question: str) -> Guess:
        best = self._search.best(question)
        return Guess(self._texts[best[0]].leads_to, best[1]) if best else Guess(NOBODY, 0.0)


def alternatives(texts: Sequence[Text]) -> tuple[Contender, ...]:
    """Everybody but whoask."""
    return (Scan(texts, fuzz.token_set_ratio), Scan(texts, fuzz.WRatio), Bm25(texts), Cosine(texts))
