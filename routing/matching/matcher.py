"""Which entries a question speaks for, how strongly, and by which of its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from operator import itemgetter

from routing.matching.entries import Entry
from routing.matching.index import Index
from routing.matching.index_builder import Phrase, neighbours, pair_key, turns_of
from routing.matching.near import Near
from routing.parsing.question import Question, Segment
from routing.parsing.tokens import Term

# What a whole keyword phrase, a pair of words and a turn of phrase add to what their words say one by one.
PHRASE_BONUS = 0.5
PAIR_BONUS = 1.2
TURN_BONUS = 0.4
# An answer shows three entries of a place, and three make its score.
KEPT = 3
# The words of a keyword phrase may stand this far apart.
NEAR = 7
# How much a word that the registry does not know counts towards a question having something to go by (`mass`).
UNKNOWN = 0.9
# With so many entries to choose from, a word that is commoner than those before it only adds to them.
ENOUGH = 500
# So many of the best entries are looked at, to find the best few of each destination.
MOST_MATCHES = 100

# The asker's word, what it is worth, and the entries it speaks for, each with a strength.
Says = tuple[str, float, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Match:
    """An entry the question speaks for, and everything that the question says for whatever entry.

    `turns` is what turns of phrase added ("how many", "used to be"): too little alone to be worth repeating.
    """

    entry: Entry
    score: float
    says: Sequence[Says]
    turns: float = 0.0

    @property
    def earned(self) -> tuple[tuple[str, float], ...]:
        """The asker's words and what each added to the score, the most first. Worked out for the few that are shown."""
        number = self.entry.number
        earned: dict[str, float] = {}
        for said, worth, posting in self.says:
            if number in posting:
                earned[said] = earned.get(said, 0.0) + worth * posting[number]
        return tuple(sorted(earned.items(), key=itemgetter(1), reverse=True))


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best matches of each destination, the best first.

    `mass` is how much the question's words could have earned at the most; `leaning` what they say of each destination
    as a whole, whatever the entry.
    """

    matches: tuple[Match, ...]
    mass: float
    leaning: dict[str, float]
    near: Near | None = None
    learned: Mapping[str, float] = field(default_factory=dict)


def rank(question: Question, index: Index) -> Ranking:
    """Add up what every term of the question says for every entry that has it."""
    says: list[Says] = []
    turns: dict[int, float] = defaultdict(float)
    best_weight: dict[str, tuple[float, Term]] = {}
    for segment in question.segments:
        weight = segment.kind.value
        for term in segment.terms:
            if term.telling and best_weight.get(term.name, (0.0, term))[0] < weight:
                best_weight[term.name] = (weight, term)
        says += _pairs(segment, index)
        says += _phrases(segment, index)
        _add_turns(segment, index, turns)
    says += _domains(question, index)
    mass = 0.0
    leaning: dict[str, float] = defaultdict(float)
    single: list[Says] = []
    for name, (weight, term) in best_weight.items():
        for where, amount in index.leanings.get(name, ()):
            leaning[where] += weight * amount
        telling = index.telling.get(name)
        if telling is None:
            mass += weight * term.telling * UNKNOWN
            continue
        mass += weight * telling
        single.append((term.said, weight * telling, index.postings[name]))
    says += sorted(single, key=lambda said: len(said[2]))
    return Ranking(
        tuple(_best(says, turns, index)),
        mass,
        leaning,
        index.nearness.of(question),
        index.learned.of(question.sentences),
    )


def _best(says: Sequence[Says], turns: Mapping[int, float], index: Index) -> Iterator[Match]:
    """The best few entries of each destination, the best first: nobody looks at the others."""
    scores = _scores(says)
    for number in turns.keys() & scores.keys():
        scores[number] += turns[number]
    taken: dict[str, int] = defaultdict(int)
    for score, number in nsmallest(MOST_MATCHES, [(-score, number) for number, score in scores.items()]):
        entry = index.entries[number]
        taken[entry.destination] += 1
        if taken[entry.destination] <= KEPT:
            yield Match(entry, -score, says, turns.get(number, 0.0))


def _scores(says: Sequence[Says]) -> dict[int, float]:
    """The sum for each entry. Phrases, pairs and rare words choose the entries; common words only add to them.

    That keeps the cost of a question from growing with a registry in which its common words are everywhere.
    """
    scores: dict[int, float] = defaultdict(float)
    for _, worth, posting in says:
        if len(scores) < ENOUGH:
            for number, strength in posting.items():
                scores[number] += worth * strength
        else:
            for number in posting.keys() & scores.keys():
                scores[number] += worth * posting[number]
    return scores


def _pairs(segment: Segment, index: Index) -> Iterator[Says]:
    for one, other in neighbours(segment.terms):
        posting = index.pairs.get(pair_key(one, other))
        if posting is not None:
            telling = (index.telling.get(one.name, 0.0) + index.telling.get(other.name, 0.0)) / 2
            worth = segment.kind.value * telling * PAIR_BONUS / 2
            yield one.said, worth, posting
            yield other.said, worth, posting


def _add_turns(segment: Segment, index: Index, turns: dict[int, float]) -> None:
    """Turns of phrase such as "how many" or "used to be" say little alone and tell alike entries apart."""
    worth = segment.kind.value * TURN_BONUS
    for turn in turns_of(segment.terms):
        for entry, strength in index.turns.get(turn, ()):
            turns[entry] += worth * strength


def _phrases(segment: Segment, index: Index) -> Iterator[Says]:
    said = {term.name: term.said for term in segment.terms}
    names = [term.name for term in segment.terms]
    for at, name in enumerate(names):
        following = index.phrases.get(name)
        if following is None:
            continue
        for near in dict.fromkeys(names[max(0, at - NEAR) : at + NEAR + 1]):
            for phrase in following.get(near, ()):
                if _stands_in(phrase, names, at):
                    worth = segment.kind.value * phrase.weight * PHRASE_BONUS / len(phrase.parts)
                    yield from ((said[part], worth, {phrase.entry: 1.0}) for part in phrase.parts)


def _stands_in(phrase: Phrase, names: list[str], at: int) -> bool:
    if phrase.exact:
        return tuple(names[at : at + len(phrase.parts)]) == phrase.parts
    near = names[max(0, at - NEAR) : at + NEAR + 1]
    return all(part in near for part in phrase.parts)


def _domains(question: Question, index: Index) -> Iterator[Says]:
    for domain in question.domains:
        yield from ((domain, 0.35, {entry: 1.0}) for pattern, entry in index.domains if under(domain, pattern))


def under(domain: str, pattern: str) -> bool:
    """Whether a host name falls under a pattern such as `*.example.org` (which covers `example.org` itself)."""
    if pattern.startswith("*."):
        return domain == pattern or domain == pattern[2:] or domain.endswith(pattern[1:])
    return domain == pattern
