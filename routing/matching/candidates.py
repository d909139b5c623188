"""The places a question may belong to, weighed against one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import nlargest

from routing.matching.confidence import Reading, confidence, explained
from routing.matching.entries import Entry, Kind
from routing.matching.index import Index
from routing.matching.learned import WORTH
from routing.matching.matcher import Match, Ranking
from routing.matching.near import Near
from routing.parsing.question import Question

# How much the next entries for the same place add to it.
SECOND_OPINION = 0.25
# How much counts that its words are said of this place and of no other, in whatever entry.
LEANING = 0.2
# Naming a team speaks for it, an old name more so: then the question is often what became of it.
NAMED, NAMED_AS_OF_OLD = 0.45, 1.3
NAMED_ALONE = 0.2
# Being near in meaning is told when it is this much of a score.
NEAR_COUNTS = 0.2
# Words that are nobody's in most organisations may be somebody's here, so they count for less than the registry's own.
OFF_TOPIC = 0.6
# So many places for which the examples speak are looked at though no word does.
MOST_LEARNED = 3
# Less than this is what a word adds that hardly says anything.
NOTHING = 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """A destination with everything that speaks for it, the strongest first. What is not ours has none: it is empty.

    `near` is how much of the score is for being near in meaning, whatever the words; `nearness` shows why.
    """

    destination: str
    score: float
    matches: tuple[Match, ...]
    near: float = 0.0
    nearness: Near | None = None

    @property
    def near_words(self) -> list[tuple[str, str, float]]:
        """The asker's words and those of the place that they are near to in meaning, where that counts at all."""
        if not self.is_ours or self.nearness is None or self.near < NEAR_COUNTS * self.score:
            return []
        return self.nearness.pairs(self.destination)

    @property
    def best(self) -> Entry:
        """The entry that speaks for it most."""
        return self.matches[0].entry

    @property
    def is_ours(self) -> bool:
        """Whether it is a place at all."""
        return bool(self.destination)


def weigh(ranking: Ranking, asked: Question, rejected: frozenset[str], index: Index) -> tuple[Candidate, ...]:
    """Every option, the likeliest first; places where the asker has just been are left out."""
    by_place: dict[str, list[Match]] = {}
    for match in ranking.matches:
        if match.entry.destination not in rejected:
            by_place.setdefault(match.entry.destination, []).append(match)
    for mention in asked.mentions:
        entry = index.named_entries.get(mention.destination)
        if entry is not None and mention.destination not in rejected:
            by_place.setdefault(mention.destination, []).append(_named(entry, mention.said))
    if (near := ranking.near) is not None:
        for where in near.nearest():
            if where not in by_place and where not in rejected and near.worth(where):
                by_place[where] = [Match(near.entry(where), 0.0, ())]
    for where in nlargest(MOST_LEARNED, ranking.learned, key=ranking.learned.__getitem__):
        if where not in by_place and where not in rejected:
            by_place[where] = [Match(index.named_entries[where], 0.0, ())]
    strongest = max((matches[0].score for matches in by_place.values()), default=0.0)
    named = {m.destination: NAMED_AS_OF_OLD if m.became else NAMED for m in asked.mentions}
    options = [
        _option(where, matches, ranking, named.get(where, 0.0), strongest) for where, matches in by_place.items()
    ]
    options.sort(key=lambda option: (-option.score, option.best.number))
    return tuple(_climbed(_ours_first(options), asked, index))


def sureness(options: tuple[Candidate, ...], ranking: Ranking | None = None) -> float:
    """How sure the first option is, from 0 to 1. Where examples taught, it is how much of the question they explain."""
    if not options:
        return 0.0
    near = ranking.near if ranking else None
    if ranking is not None and ranking.learned and options[0].is_ours:
        return explained(options[0].score, ranking.mass)
    best, *others = options
    not_ours = max((_own_words(option, best) for option in others if not option.is_ours), default=0.0)
    ours = max((option.score for option in others if option.is_ours), default=0.0)
    earned = tuple(amount for _, amount in best.matches[0].earned)
    reading = Reading(best.score, max(ours, not_ours), not_ours, earned)
    if near is not None:
        reading = replace(
            reading,
            near=near.to_place(best.destination),
            near_nobodys=near.to_nobodys,
            fresh=near.made_by.fresh,
        )
    return confidence(reading)


def _named(entry: Entry, said: str) -> Match:
    """A place that is only named, with the name as its evidence."""
    return Match(entry, 0.0, ((said, NAMED, {entry.number: 1.0}),))


def _option(where: str, matches: list[Match], ranking: Ranking, named: float, strongest: float) -> Candidate:
    """A second entry for the same place makes it a little likelier, so do its leaning and its name.

    The name counts for less where the words speak much more for another place: "How do I page an engineer of X from
    an incident" names X, and is not a question for X.
    """
    best = matches[0].score
    second = SECOND_OPINION * sum(match.score for match in matches[1:3])
    fair = min(1.0, (best + NAMED_ALONE) / strongest) if strongest else 1.0
    if matches[0].entry.kind is Kind.OFF_TOPIC:
        best, second = OFF_TOPIC * best, OFF_TOPIC * second
    worth = ranking.near.worth(where) if ranking.near else 0.0
    worth += WORTH * max(0.0, ranking.learned.get(where, 0.0))
    score = best + second + LEANING * ranking.leaning.get(where, 0.0) + named * fair + worth
    return Candidate(where, score, tuple(matches), worth, ranking.near)


def _ours_first(options: list[Candidate]) -> list[Candidate]:
    """Of a word that we and others share ("backups"), ours is meant, unless some other word speaks for the others."""
    ours = next((option for option in options if option.is_ours), None)
    if ours is None or ours is options[0] or _own_words(options[0], ours) > NOTHING:
        return options
    return [ours, *(option for option in options if option is not ours)]


def _own_words(option: Candidate, other: Candidate) -> float:
    """What an option's words add up to without those it shares with another: both puppets have "puppet"."""
    shared = {said for said, _ in other.matches[0].earned}
    return sum(amount for said, amount in option.matches[0].earned if said not in shared)


def _climbed(options: list[Candidate], asked: Question, index: Index) -> list[Candidate]:
    """For a question about the ladder, the rung that comes next instead of the one whose words matched."""
    if not options or options[0].best.kind not in {Kind.RUNG, Kind.LADDER}:
        return options
    rung = index.ladder_rungs.rung(asked.sentences)
    contact = index.ladder_rungs.contact(rung) if rung is not None else None
    best, *others = options
    if contact is None or contact == best.destination:
        return options
    there = next((option.matches for option in others if option.destination == contact), ())
    entry = there[0].entry if there else index.named_entries.get(contact, best.best)
    says = tuple((said, amount, {entry.number: 1.0}) for said, amount in best.matches[0].earned)
    matches = (Match(entry, best.score, says), *there[1:])
    return [Candidate(contact, best.score, matches), *(option for option in others if option.destination != contact)]
