"""The one door to the router: a question and a time go in, an answer comes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from routing.answers import Answer, Evidence, Found, Nobody, Place, Reason, Several
from routing.confidence import Reading, confidence
from routing.directory import destination_of, steps
from routing.duty import duty_guidance
from routing.entries import Entry, Kind
from routing.exclusions import excluded_by
from routing.index import Index
from routing.matcher import Match, Ranking, rank
from routing.places import Option, evidence, guidance, of_entry, place, shared_by
from routing.question import Question, read
from routing.registry import Exclusion, Urgent
from routing.urgency import Urgency

# Below this a place is a guess, and "I don't know" is the better answer.
SURE_ENOUGH = 0.48
# Two places this close are both shown, for the asker to pick.
AS_GOOD_AS = 0.93
# A question whose words weigh less than this says nothing to go by: "help", "it's broken".
TOO_VAGUE = 0.45
# How much the next entries for the same place add to it.
SECOND_OPINION = 0.25
# How much counts that its words are said of this place and of no other, in whatever entry.
LEANING = 0.2
# Naming a team speaks for it, an old name more so: then the question is often what became of it.
NAMED, NAMED_AS_OF_OLD = 0.45, 1.3
NAMED_ALONE = 0.2
# What is shouted is a trifle when the words for something not ours outweigh all others this much.
TRIFLE = 1.3
# Beside an urgent answer, an entry is only worth a line when the words clearly speak for it.
CLEARLY = 1.5
# The urgent path and an exclusion are rules of the registry, not guesses.
URGENT_IS_SURE = 0.95
# What came near but not near enough is worth less than its words alone say.
NEAR = 0.5
QUESTION_BACK = "What is it about: which system, page or task?"


@dataclass(frozen=True, slots=True)
class Thought:
    """Everything the router made of a question on the way to its answer, for `whoask ask --explain`."""

    question: Question
    urgency: Urgency
    options: tuple[Option, ...]
    rejected: frozenset[str]
    ranking: Ranking
    sureness: float


def route(question: str, index: Index, now: datetime) -> Answer:
    """Answer a question in plain text. Takes well under a millisecond; the same input gives the same answer.

    `now`, aware of its time zone, says whether anybody is on duty: only the guidance of an urgent answer depends on it.
    """
    return decide(think(question, index), index, now)


def think(question: str, index: Index) -> Thought:
    """Read a question and weigh what speaks for each place."""
    asked = read(question, index)
    rejected = index.rejections.rejected(asked.sentences)
    ranking = rank(asked, index)
    options = _climbed(_options(ranking, asked, rejected, index), asked, index)
    return Thought(
        question=asked,
        urgency=index.listener.listen(asked.spoken, question),
        options=tuple(options),
        rejected=rejected,
        ranking=ranking,
        sureness=_sureness(options),
    )


def decide(thought: Thought, index: Index, now: datetime) -> Answer:
    """From the weights to an answer: urgent first, then what says nothing, what is not ours, what is excluded."""
    options = thought.options
    not_ours = bool(options) and options[0].best.kind is Kind.NOT_OURS
    trifle = not_ours and options[0].score > TRIFLE * max((option.score for option in options[1:]), default=0.0)
    if thought.urgency.urgent and not trifle and (urgent := index.registry.urgent) is not None:
        return _urgent(thought, urgent, index, now)
    if not options or max(thought.ranking.mass, options[0].score) < TOO_VAGUE:
        return _nobody(Reason.VAGUE, 0.9, thought, index)
    if not_ours:
        said = index.registry.not_ours[options[0].best.key].say
        nobody = _nobody(Reason.NOT_OURS, thought.sureness, thought, index)
        return replace(nobody, notes=(*nobody.notes, said)) if said else nobody
    if (exclusion := excluded_by(options[0].best, thought.question, index)) is not None:
        return _excluded(exclusion, thought, index)
    if thought.sureness < SURE_ENOUGH:
        return _nobody(Reason.UNKNOWN, 1.0 - thought.sureness, thought, index)
    return _found(thought, index)


def _options(ranking: Ranking, asked: Question, rejected: frozenset[str], index: Index) -> list[Option]:
    """The matches by destination. A second entry for the same place makes it a little likelier, so does its name."""
    by_place: dict[str, list[Match]] = {}
    for match in ranking.matches:
        if match.entry.destination not in rejected:
            by_place.setdefault(match.entry.destination, []).append(match)
    for mention in asked.mentions:
        entry = index.named_entries.get(mention.destination)
        if entry is not None and mention.destination not in rejected:
            by_place.setdefault(mention.destination, []).append(_named(entry, mention.said))
    strongest = max((matches[0].score for matches in by_place.values()), default=0.0)
    named = {m.destination: NAMED_AS_OF_OLD if m.became else NAMED for m in asked.mentions}
    options = [
        _option(where, matches, ranking, named.get(where, 0.0), strongest) for where, matches in by_place.items()
    ]
    return sorted(options, key=lambda option: (-option.score, option.best.number))


def _named(entry: Entry, said: str) -> Match:
    """A place that is only named, with the name as its evidence."""
    return Match(entry, 0.0, ((said, NAMED, {entry.number: 1.0}),))


def _option(where: str, matches: list[Match], ranking: Ranking, named: float, strongest: float) -> Option:
    """A place's score. Its name counts for less where the words speak much more for another one.

    "How do I page an engineer of X from an incident" names X, and is not a question for X.
    """
    best = matches[0].score
    second = SECOND_OPINION * sum(match.score for match in matches[1:3])
    fair = min(1.0, (best + NAMED_ALONE) / strongest) if strongest else 1.0
    return Option(where, best + second + LEANING * ranking.leaning.get(where, 0.0) + named * fair, tuple(matches))


def _climbed(options: list[Option], asked: Question, index: Index) -> list[Option]:
    """For a question about the ladder, the rung that comes next instead of the one whose words matched."""
    if not options or options[0].best.kind not in {Kind.RUNG, Kind.LADDER}:
        return options
    rung = index.climber.rung(asked.sentences)
    if rung is None:
        return options
    best = options[0]
    contact = index.climber.contact(rung) or best.destination
    return [
        Option(contact, best.score, best.matches),
        *(other for other in options[1:] if other.destination != contact),
    ]


def _sureness(options: list[Option]) -> float:
    if not options:
        return 0.0
    best, *others = options
    runner_up = max((option.score for option in others), default=0.0)
    not_ours = max((_own_words(option, best) for option in others if option.best.kind is Kind.NOT_OURS), default=0.0)
    earned = tuple(amount for _, amount in best.matches[0].earned)
    return confidence(Reading(best.score, runner_up, not_ours, earned))


def _own_words(option: Option, best: Option) -> float:
    """What an option's words add up to without those it shares with the best: both puppets have "puppet"."""
    shared = {said for said, _ in best.matches[0].earned}
    return sum(amount for said, amount in option.matches[0].earned if said not in shared)


def _found(thought: Thought, index: Index) -> Found | Several:
    registry = index.registry
    best = thought.options[0]
    ours = [option for option in thought.options if option.best.kind is not Kind.NOT_OURS]
    places = tuple(place(option, registry, thought.sureness * option.score / best.score) for option in ours[:3])
    ladder = steps(registry, best.best.team)
    notes = _notes(thought)
    advice = (*shared_by(best.best.topic, registry), *guidance(best.best.topic, registry))
    close = sum(option.score >= AS_GOOD_AS * best.score for option in ours[1:3])
    if close and len({option.destination for option in ours[: 1 + close]}) > 1:
        return Several(places[: 1 + close], ladder, notes=notes, guidance=advice)
    return Found(places[0], ladder, notes=notes, guidance=advice, alternatives=places[1:])


def _urgent(thought: Thought, urgent: Urgent, index: Index, now: datetime) -> Found:
    """Something needs attention now: to the urgent path, whatever else the words speak for."""
    registry = index.registry
    team = registry.teams[urgent.team]
    where = destination_of(team)
    heard = tuple(said for said, added in thought.urgency.heard if added > 0)[:4]
    why = Evidence("urgent", f"This sounds urgent, and urgent things go to {team.name}.", heard)
    same_place = next((option for option in thought.options if option.destination == where), None)
    more = evidence(same_place, registry)[:1] if same_place and same_place.score >= CLEARLY else ()
    ours = [option for option in thought.options if option.best.kind is not Kind.NOT_OURS and option is not same_place]
    return Found(
        place=Place(where, urgent.team, team.name, URGENT_IS_SURE, (why, *more)),
        ladder=steps(registry, urgent.team),
        urgent=True,
        notes=_notes(thought),
        guidance=duty_guidance(urgent, registry, now),
        alternatives=tuple(place(option, registry, thought.sureness) for option in ours[:2]),
    )


def _excluded(exclusion: Exclusion, thought: Thought, index: Index) -> Found | Nobody:
    """What a team expressly does not do. Asked of the team by name it is still theirs to explain."""
    best = thought.options[0]
    registry = index.registry
    no = of_entry(best.best, (), registry)
    why = Evidence(no.responsibility, exclusion.what, _typed(thought), no.source, no.edition, no.caveat)
    if best.best.team in {mention.team for mention in thought.question.mentions}:
        spot = replace(place(best, registry, thought.sureness), because=(why,))
        return Found(spot, steps(registry, best.best.team), notes=_notes(thought))
    return replace(_nobody(Reason.EXCLUDED, URGENT_IS_SURE, thought, index), because=(why,))


def _nobody(reason: Reason, sureness: float, thought: Thought, index: Index) -> Nobody:
    registry = index.registry
    nearest = [option for option in thought.options if option.best.kind is not Kind.NOT_OURS][:2]
    near = reason in {Reason.UNKNOWN, Reason.VAGUE}
    return Nobody(
        reason=reason,
        confidence=round(sureness, 3),
        fallback=registry.fallback,
        ladder=steps(registry),
        notes=_notes(thought),
        question_back=QUESTION_BACK if reason is Reason.VAGUE else None,
        nearest=tuple(place(option, registry, thought.sureness * NEAR) for option in nearest) if near else (),
    )


def _notes(thought: Thought) -> tuple[str, ...]:
    return tuple(mention.became for mention in thought.question.mentions if mention.became)


def _typed(thought: Thought) -> tuple[str, ...]:
    return tuple(said for said, _ in thought.options[0].matches[0].earned)[:5]
