"""How strongly each word and phrase of a registry speaks for each of its entries, gathered entry by entry."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from routing.matching.entries import Entry, Kind
from routing.parsing.synonyms import Synonyms
from routing.parsing.tokens import RARE, Term, tokens

# How strongly a term speaks for an entry, by where the registry has it. Several places add up without passing 1:
# each takes its share of the doubt that is left (noisy or). These figures, and the bonuses in matcher.py and
# routing/route.py, were chosen by trying changes on the open part of data/questions.yaml and keeping what helped.
KEYWORD, KEYWORD_PART, NAME, WHAT, ASKED, ALSO = 0.95, 0.2, 0.5, 0.3, 0.3, 0.05
# A word that is a keyword all by itself speaks louder than one that many example questions happen to have.
KEYWORD_MORE = 0.5
# What is not ours is known by its whole phrases ("office move") more than by their parts ("move"); what is off topic
# in every registry by whole phrases alone, because a part may be somebody's business there.
NOT_OURS_ASKED = 0.3
NOT_OURS_PARTS = {Kind.NOT_OURS: 0.2, Kind.OFF_TOPIC: 0.0}
# A turn of phrase that more entries have than this tells none of them apart.
MOST_TURNS = 10
# Nor does a word that more than this share of all entries have. What leans less than this to a place is no help either.
MOST_COMMON, LEAST_LEANING = 0.5, 0.0001

_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A keyword of several words: `parts` are the names of its terms; `exact` ones must stand in this very order."""

    entry: int
    parts: tuple[str, ...]
    exact: bool
    weight: float


def neighbours(terms: Sequence[Term]) -> Iterable[tuple[Term, Term]]:
    """Every two telling terms that follow one another, stop words left out."""
    telling = [term for term in terms if term.telling]
    return pairwise(telling)


def turns_of(terms: Sequence[Term]) -> Iterable[tuple[str, str]]:
    """Two words in a row of which at least one is a stop word: "how many", "used to", "out of"."""
    return ((one.name, other.name) for one, other in pairwise(terms) if not (one.telling and other.telling))


def pair_key(one: Term, other: Term) -> tuple[str, str]:
    """A pair is the same in either order: "certificate renewal" and "renew the certificate"."""
    return (one.name, other.name) if one.name <= other.name else (other.name, one.name)


class IndexBuilder:
    """Gathers strengths while entries are added, then hands out read-only tables."""

    def __init__(self, vocabulary: Synonyms, tie_breaks: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self._winners = {keyword.casefold(): team for keyword, team in tie_breaks.items()}
        self.typed: set[str] = set()
        self._phrases: dict[tuple[int, tuple[str, ...]], Phrase] = {}
        self._doubt: dict[str, dict[int, float]] = defaultdict(dict)
        self._pair_doubt: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
        self._turns: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
        self._own_telling: dict[str, float] = {}
        self._keywords: set[tuple[str, int]] = set()

    def add(self, entry: Entry) -> None:
        """Take in all the texts of an entry."""
        topic = entry.topic
        part_strength = NOT_OURS_PARTS.get(entry.kind, KEYWORD_PART)
        for keyword in topic.keywords:
            if self._winners.get(keyword.casefold(), entry.team) == entry.team:
                self._add_keyword(entry.number, keyword, part_strength)
            else:  # claimed by two teams and settled for the other: here it is a word like any other
                self._add_text(entry.number, keyword, WHAT)
        for name in entry.names:
            self._add_text(entry.number, name, NAME)
        if entry.kind not in NOT_OURS_PARTS:
            self._add_text(entry.number, topic.what, WHAT)
        asked_strength = NOT_OURS_ASKED if entry.kind is Kind.NOT_OURS else ASKED
        for asked in entry.asked:
            self._add_text(entry.number, asked, asked_strength, pairs=True)
        for also in topic.also:
            self._add_text(entry.number, also, ALSO)
        for exclusion in topic.exclusions:
            for keyword in exclusion.keywords:
                self._add_keyword(entry.number, keyword)

    @property
    def terms(self) -> frozenset[str]:
        """The names of the terms added so far."""
        return frozenset(self._doubt)

    def has(self, phrase: str) -> bool:
        """Whether an entry added so far has all the telling words of a phrase."""
        terms = self.vocabulary.terms(tokens(phrase))
        entries = [set(self._doubt.get(term.name, ())) for term in terms if term.telling]
        return bool(entries) and bool(set.intersection(*entries))

    def postings(self, entry_count: int) -> dict[str, dict[int, float]]:
        """From a term's name to the numbers of the entries it speaks for, each with its strength."""
        most = MOST_COMMON * entry_count
        found = {term: _strengths(doubt) if len(doubt) <= most else {} for term, doubt in self._doubt.items()}
        for term, entry in self._keywords:
            if entry in found[term]:
                found[term][entry] += KEYWORD_MORE
        return found

    def pair_postings(self) -> dict[tuple[str, str], Mapping[int, float]]:
        """The same from two telling terms that follow one another in an example question."""
        return {pair: _strengths(doubt) for pair, doubt in self._pair_doubt.items()}

    def phrase_table(self) -> dict[str, dict[str, tuple[Phrase, ...]]]:
        """Phrases by two of their parts, so that a common word does not lead to every phrase it is in."""
        table: dict[str, dict[str, tuple[Phrase, ...]]] = defaultdict(dict)
        for phrase in self._phrases.values():
            rarity = {part: len(self._doubt.get(part, ())) for part in phrase.parts}
            by_rarity = phrase.parts if phrase.exact else sorted(phrase.parts, key=rarity.__getitem__)
            first, second = by_rarity[:2]
            table[first][second] = (*table[first].get(second, ()), phrase)
        return dict(table)

    def turn_postings(self, entry_count: int) -> dict[tuple[str, str], tuple[tuple[int, float], ...]]:
        """Turns of phrase, with how much each narrows things down already in the strength."""
        whole = math.log(entry_count + 1)
        return {
            turn: tuple(
                (entry, (1.0 - left) * math.log((entry_count + 1) / len(doubt)) / whole)
                for entry, left in doubt.items()
            )
            for turn, doubt in self._turns.items()
            if len(doubt) <= MOST_TURNS
        }

    def telling(self, entry_count: int) -> dict[str, float]:
        """Inverse document frequency, from 0 to 1, times what the word says of itself."""
        whole = math.log(entry_count + 1)
        return {
            term: self._own_telling[term] * math.log((entry_count + 1) / (len(doubt) + 0.5)) / whole
            for term, doubt in self._doubt.items()
        }

    def leanings(self, everything: Sequence[Entry]) -> dict[str, tuple[tuple[str, float], ...]]:
        """To which destination each term leans, whatever the entry: near 1 when it is only ever said of one."""
        return {term: _leaning(doubt, everything, self._own_telling[term]) for term, doubt in self._doubt.items()}

    def _terms(self, text: str) -> list[Term]:
        read = tokens(_URL.sub(" ", text))
        self.typed.update(word.plain for word in read)
        return self.vocabulary.terms(read)

    def _add_keyword(self, entry: int, keyword: str, part_strength: float = KEYWORD_PART) -> None:
        terms = self._terms(keyword)
        telling = {term.name: term for term in terms if term.telling}
        if not terms:  # nothing in it that could be typed: routing/loading/checks tells the keeper
            return
        if len(terms) == 1 or (len(telling) == 1 and all(term.telling for term in terms)):
            self._add_terms(entry, terms, KEYWORD)
            self._keywords.update((name, entry) for name in telling)
            return
        if part_strength:
            self._add_terms(entry, terms, part_strength)
        exact = len(telling) <= 1
        parts = tuple(term.name for term in terms) if exact else tuple(sorted(telling))
        weight = sum(term.telling for term in telling.values()) or RARE / 2
        self._phrases.setdefault((entry, parts), Phrase(entry, parts, exact, weight))

    def _add_text(self, entry: int, text: str, strength: float, *, pairs: bool = False) -> None:
        terms = self._terms(text)
        self._add_terms(entry, terms, strength)
        if pairs:
            for turn in turns_of(terms):
                doubt = self._turns[turn]
                doubt[entry] = doubt.get(entry, 1.0) * (1.0 - strength)
            for one, other in neighbours(terms):
                doubt = self._pair_doubt[pair_key(one, other)]
                doubt[entry] = doubt.get(entry, 1.0) * (1.0 - strength)

    def _add_terms(self, entry: int, terms: Iterable[Term], strength: float) -> None:
        for term in {term.name: term for term in terms if term.telling}.values():
            doubt = self._doubt[term.name]
            doubt[entry] = doubt.get(entry, 1.0) * (1.0 - strength)
            self._own_telling[term.name] = max(term.telling, self._own_telling.get(term.name, 0.0))


def _leaning(doubt: dict[int, float], everything: Sequence[Entry], own_telling: float) -> tuple[tuple[str, float], ...]:
    by_place: dict[str, float] = defaultdict(float)
    for number, left in doubt.items():
        by_place[everything[number].destination] += 1.0 - left
    # A little of everything (0.5) keeps a term that was seen once from speaking too loudly.
    whole = sum(by_place.values()) + 0.5
    leaning = ((where, own_telling * (amount / whole) ** 2) for where, amount in by_place.items())
    return tuple((where, amount) for where, amount in leaning if amount >= LEAST_LEANING)


def _strengths(doubt: dict[int, float]) -> dict[int, float]:
    return {entry: 1.0 - left for entry, left in doubt.items()}
