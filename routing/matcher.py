"""Which entries a question speaks for, how strongly, and by which of its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from routing.entries import Entry
from routing.index import Index
from routing.question import Question, Stretch
from routing.strengths import Phrase, neighbours, pair_key, turns_of
from routing.vocabulary import Term

# What a whole keyword phrase, a pair of words and a turn of phrase add to what their words say one by one.
PHRASE_BONUS = 0.5
PAIR_BONUS = 1.2
TURN_BONUS = 0.4
# An answer shows three entries of a place, and three make its score.
KEPT = 3
# The words of a keyword phrase may stand this far apart.
NEAR = 7
# A word nobody knows, in a place where something is asked, speaks against us: the question is about something else.
UNKNOWN = 0.9


@dataclass(frozen=True, slots=True)
class Match:
    """An entry the question speaks for. `earned` leads from the asker's words to what each added to `score`.

    `turns` is what turns of phrase added ("how many", "used to be"): too little alone to be worth repeating.
    """

    entry: Entry
    score: float
    earned: tuple[tuple[str, float], ...]
    turns: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best matches of each destination, the best first.

    `mass` is how much the question's words could have earned at the most; `leaning` what they say of each destination
    as a whole, whatever the entry.
    """

    matches: tuple[Match, ...]
    mass: float
    leaning: dict[str, float]


def rank(question: Question, index: Index) -> Ranking:
    """Add up what every term of the question says for every entry that has it."""
    earned: dict[int, dict[str, float]] = defaultdict(dict)
    turns: dict[int, float] = defaultdict(float)
    best_weight: dict[str, tuple[float, Term]] = {}
    mass = 0.0
    for stretch in question.stretches:
        for term in stretch.terms:
            if term.telling and best_weight.get(term.name, (0.0, term))[0] < stretch.part.value:
                best_weight[term.name] = (stretch.part.value, term)
        _add_pairs(stretch, index, earned)
        _add_turns(stretch, index, turns)
        _add_phrases(stretch, index, earned)
    leaning: dict[str, float] = defaultdict(float)
    for name, (weight, term) in best_weight.items():
        for where, amount in index.leanings.get(name, ()):
            leaning[where] += weight * amount
        telling = index.telling.get(name)
        if telling is None:
            mass += weight * term.telling * UNKNOWN
            continue
        mass += weight * telling
        for entry, strength in index.postings[name]:
            _earn(earned[entry], term.said, weight * telling * strength)
    _add_domains(question, index, earned)
    return Ranking(tuple(_best(earned, turns, index)), mass, leaning)


def _best(earned: dict[int, dict[str, float]], turns: dict[int, float], index: Index) -> Iterator[Match]:
    """The best few entries of each destination, the best first: nobody looks at the others."""
    scores = [(-sum(words.values()) - turns[number], number) for number, words in earned.items()]
    scores.sort()
    taken: dict[str, int] = defaultdict(int)
    for score, number in scores:
        entry = index.entries[number]
        taken[entry.destination] += 1
        if taken[entry.destination] <= KEPT:
            by_amount = sorted(earned[number].items(), key=itemgetter(1), reverse=True)
            yield Match(entry, -score, tuple(by_amount), turns[number])


def _add_pairs(stretch: Stretch, index: Index, earned: dict[int, dict[str, float]]) -> None:
    for one, other in neighbours(stretch.terms):
        for entry, strength in index.pairs.get(pair_key(one, other), ()):
            telling = (index.telling.get(one.name, 0.0) + index.telling.get(other.name, 0.0)) / 2
            _earn(earned[entry], one.said, stretch.part.value * telling * strength * PAIR_BONUS / 2)
            _earn(earned[entry], other.said, stretch.part.value * telling * strength * PAIR_BONUS / 2)


def _add_turns(stretch: Stretch, index: Index, turns: dict[int, float]) -> None:
    """Turns of phrase such as "how many" or "used to be" say little alone and tell alike entries apart."""
    for turn in turns_of(stretch.terms):
        for entry, strength in index.turns.get(turn, ()):
            turns[entry] += stretch.part.value * strength * TURN_BONUS


def _add_phrases(stretch: Stretch, index: Index, earned: dict[int, dict[str, float]]) -> None:
    said = {term.name: term.said for term in stretch.terms}
    names = [term.name for term in stretch.terms]
    for at, term in enumerate(stretch.terms):
        for phrase in index.phrases.get(term.name, ()):
            if _stands_in(phrase, names, at):
                for part in phrase.parts:
                    _earn(
                        earned[phrase.entry],
                        said[part],
                        stretch.part.value * phrase.weight * PHRASE_BONUS / len(phrase.parts),
                    )


def _stands_in(phrase: Phrase, names: list[str], at: int) -> bool:
    if phrase.exact:
        return tuple(names[at : at + len(phrase.parts)]) == phrase.parts
    near = names[max(0, at - NEAR) : at + NEAR + 1]
    return all(part in near for part in phrase.parts)


def _add_domains(question: Question, index: Index, earned: dict[int, dict[str, float]]) -> None:
    for domain in question.domains:
        for pattern, entry in index.domains:
            if under(domain, pattern):
                _earn(earned[entry], domain, 0.35)


def under(domain: str, pattern: str) -> bool:
    """Whether a host name falls under a pattern such as `*.example.org` (which covers `example.org` itself)."""
    if pattern.startswith("*."):
        return domain == pattern or domain == pattern[2:] or domain.endswith(pattern[1:])
    return domain == pattern


def _earn(words: dict[str, float], said: str, amount: float) -> None:
    words[said] = words.get(said, 0.0) + amount
