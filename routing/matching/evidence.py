"""From what matched to what is said: places with their evidence, guidance and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routing.answers import Evidence, Place
from routing.matching.candidates import Candidate
from routing.matching.entries import Entry
from routing.matching.matcher import Match
from routing.registry.directory import destination_of
from routing.registry.schema import Guidance, Registry, Responsibility, Topic

MOST_EVIDENCE = 3
# An answer repeats so many of the asker's words, of which so many may be only near to the place's.
MOST_WORDS, MOST_NEAR_WORDS = 5, 2
# Further entries for the same place are worth saying when they matched at least this well, beside the best.
WORTH_SAYING = 0.6
# A word that earned less than this is not worth repeating to the asker.
WORTH_REPEATING = 0.08


def place(option: Candidate, registry: Registry, confidence: float) -> Place:
    """An option as the asker sees it."""
    best = option.best
    return Place(
        destination=option.destination,
        team=best.team,
        name=best.place_name,
        confidence=round(confidence, 3),
        because=evidence(option, registry),
    )


def evidence(option: Candidate, registry: Registry) -> tuple[Evidence, ...]:
    """Why a place: its best entry, and the others that matched nearly as well."""
    least = WORTH_SAYING * option.matches[0].score
    said = [match for match in option.matches if match.score >= least and option.is_ours]
    said = said[:MOST_EVIDENCE] or list(option.matches[:1])
    first, *others = said
    words = _words(first)
    near = [f"{word}, near “{other}”" for word, other, _ in _first_of_each(option.near_words) if word not in words]
    best = of_entry(first.entry, (*words, *near[:MOST_NEAR_WORDS])[:MOST_WORDS], registry)
    return (best, *(of_entry(match.entry, _words(match), registry) for match in others))


def of_entry(entry: Entry, matched: tuple[str, ...], registry: Registry) -> Evidence:
    """One entry as evidence, with the caveat of an earlier edition where it comes from one."""
    topic = entry.topic
    source = registry.sources.get(topic.source) if topic.source else None
    return Evidence(
        responsibility=entry.key,
        text=" ".join((topic.what, *topic.also)),
        matched=matched,
        source=topic.source,
        edition=topic.edition if topic.source else None,
        caveat=source.earlier if source and topic.edition == "earlier" else None,
    )


def guidance(topic: Topic, registry: Registry) -> tuple[str, ...]:
    """What to do at the place: the steps of the entry itself and the guidance it points to."""
    own = _steps(topic) if isinstance(topic, Guidance) else ()
    pointed = [registry.guidance[key] for key in topic.guidance]
    return (*own, *(line for other in pointed for line in (other.what, *_steps(other))))


def shared_by(topic: Topic, registry: Registry) -> tuple[str, ...]:
    """A sentence for each other team that shares a responsibility."""
    if not isinstance(topic, Responsibility):
        return ()
    teams = [registry.teams[key] for key in topic.together_with]
    return tuple(f"{team.name} ({destination_of(team)}) shares this." for team in teams)


def _steps(guide: Guidance) -> tuple[str, ...]:
    return tuple(f"{number}. {step}" for number, step in enumerate(guide.steps, start=1))


def _first_of_each(pairs: Iterable[tuple[str, str, float]]) -> Iterator[tuple[str, str, float]]:
    """The best pair of each of the asker's words."""
    seen: set[str] = set()
    for pair in pairs:
        if pair[0] not in seen:
            seen.add(pair[0])
            yield pair


def _words(match: Match) -> tuple[str, ...]:
    """The asker's words that earned it, the most telling first, at most five."""
    return tuple(said for said, amount in match.earned if amount >= WORTH_REPEATING)[:MOST_WORDS]
