"""The one door to the router: a question and a time go in, an answer comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from routing.answers import Answer, Evidence, Found, Nobody, Place, Reason, Several
from routing.matching.candidates import Candidate, sureness, weigh
from routing.matching.evidence import evidence, guidance, of_entry, place, shared_by
from routing.matching.exclusions import excluded_by
from routing.matching.index import Index
from routing.matching.matcher import Ranking, rank
from routing.parsing.parts import parts_of
from routing.parsing.question import Question
from routing.parsing.segments import readable
from routing.parsing.urgency import Urgency
from routing.registry.directory import destination_of, steps
from routing.registry.hours import duty_guidance
from routing.registry.schema import Exclusion, Urgent

# Below this a place is a guess, and "I don't know" is the better answer.
SURE_ENOUGH = 0.48
# Two places this close are both shown, for the asker to pick.
AS_GOOD_AS = 0.93
# A message falls into two questions when each part is as sure as this by itself.
SURE_OF_A_PART = 0.5
# A question whose words weigh less than this says nothing to go by: "help", "it's broken".
TOO_VAGUE = 0.45
# What is shouted is a trifle when the words for something not ours outweigh all others this much.
TRIFLE = 1.3
# Beside an urgent answer, an entry is only worth a line when the words clearly speak for it.
CLEARLY = 1.5
# The urgent path and an exclusion are rules of the registry, not guesses.
URGENT_IS_SURE = 0.95
VAGUE_IS_SURE = 0.9
# What came near but not near enough is worth less than its words alone say.
NEAR = 0.5
QUESTION_BACK = "What is it about: which system, page or task?"


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the router made of a question on the way to its answer, for `whoask ask --explain`."""

    question: Question
    urgency: Urgency
    options: tuple[Candidate, ...]
    rejected: frozenset[str]
    ranking: Ranking
    sureness: float


def route(question: str, index: Index, now: datetime) -> Answer:
    """Answer a question in plain text. Takes well under a millisecond; the same input gives the same answer.

    `now`, aware of its time zone, says whether anybody is on duty: only the guidance of an urgent answer depends on it.
    """
    return decide(analyse(question, index), index, now)


def analyse(question: str, index: Index) -> Analysis:
    """Read a question and weigh what speaks for each place."""
    asked = index.parser.parse(readable(question))
    rejected = index.rejections.rejected(asked.sentences)
    ranking = rank(asked, index)
    options = weigh(ranking, asked, rejected, index)
    return Analysis(
        question=asked,
        urgency=index.urgency.listen(asked.spoken, asked.text),
        options=options,
        rejected=rejected,
        ranking=ranking,
        sureness=sureness(options, ranking),
    )


def decide(thought: Analysis, index: Index, now: datetime) -> Answer:
    """From the weights to an answer: the urgent path first, where there is one, then where the words lead."""
    if not _is_urgent(thought):
        return _two_questions(thought, index) or _calm(thought, index)
    if (path := index.registry.urgent) is not None:
        return _urgent(thought, path, index, now)
    return replace(_calm(thought, index), urgent=True)


def _is_urgent(thought: Analysis) -> bool:
    """A trifle is not, however it is shouted."""
    if not thought.urgency.urgent or not thought.options:
        return thought.urgency.urgent
    best, *others = thought.options
    rival = max((option.score for option in others), default=0.0)
    return best.is_ours or best.score <= TRIFLE * rival


def _two_questions(thought: Analysis, index: Index) -> Several | None:
    """Both places of a message that asks two things of two teams, each part being clear by itself."""
    if thought.rejected or not thought.options:
        return None
    first = thought.options[0].destination
    for texts in parts_of(thought.question.text):
        parts = [analyse(text, index) for text in texts]
        if any(_why_nobody(part) is not None or part.sureness < SURE_OF_A_PART for part in parts):
            continue
        found = [
            (place(part.options[0], index.registry, part.sureness), text)
            for part, text in zip(parts, texts, strict=True)
        ]
        named = [one.destination for one, _ in found]
        if len(set(named)) > 1 and first in named:
            found.sort(key=lambda part: part[0].destination != first)
            places, said = tuple(one for one, _ in found), tuple(text for _, text in found)
            return Several(places, steps(index.registry), notes=_notes(thought), parts=said)
    return None


def _calm(thought: Analysis, index: Index) -> Answer:
    """In this order: what is nobody's, what is excluded, what is too unsure, what is found."""
    if (reason := _why_nobody(thought)) is not None:
        sure = thought.sureness if thought.options and reason is not Reason.VAGUE else VAGUE_IS_SURE
        return _nobody(reason, sure, thought, index)
    if (exclusion := excluded_by(thought.options[0].best, thought.question, index)) is not None:
        return _excluded(exclusion, thought, index)
    if thought.sureness < SURE_ENOUGH:
        return _nobody(Reason.UNKNOWN, 1.0 - thought.sureness, thought, index)
    return _found(thought, index)


def _why_nobody(thought: Analysis) -> Reason | None:
    """Why no place fits at all, or null where one may."""
    best = thought.options[0] if thought.options else None
    if max(thought.ranking.mass, best.score if best else 0.0) < TOO_VAGUE:
        return Reason.VAGUE
    if best is None:
        return Reason.UNKNOWN
    if best.is_ours:
        return None
    # What fitted better may be where the asker has just been: then it is not for us to say that it is nobody's.
    return Reason.UNKNOWN if thought.rejected else Reason.NOT_OURS


def _found(thought: Analysis, index: Index) -> Found | Several:
    registry = index.registry
    best = thought.options[0]
    ours = [option for option in thought.options if option.is_ours]
    places = tuple(place(option, registry, thought.sureness * option.score / best.score) for option in ours[:3])
    ladder = steps(registry, best.best.team)
    notes = _notes(thought)
    advice = (*shared_by(best.best.topic, registry), *guidance(best.best.topic, registry))
    close = sum(option.score >= AS_GOOD_AS * best.score for option in ours[1:3])
    if close and len({option.destination for option in ours[: 1 + close]}) > 1:
        return Several(places[: 1 + close], ladder, notes=notes, guidance=advice)
    return Found(places[0], ladder, notes=notes, guidance=advice, alternatives=places[1:])


def _urgent(thought: Analysis, urgent: Urgent, index: Index, now: datetime) -> Found:
    """Something needs attention now: to the urgent path, whatever else the words speak for."""
    registry = index.registry
    team = registry.teams[urgent.team]
    where = destination_of(team)
    again = "ask again, and say that it cannot wait."
    heard = tuple(said for said, added in thought.urgency.heard if added > 0)[:4]
    why = Evidence("urgent", f"This sounds urgent, and urgent things go to {team.name}.", heard)
    same_place = next((option for option in thought.options if option.destination == where), None)
    more = evidence(same_place, registry)[:1] if same_place and same_place.score >= CLEARLY else ()
    ours = [option for option in thought.options if option.is_ours and option is not same_place]
    return Found(
        place=Place(where, urgent.team, team.name, URGENT_IS_SURE, (why, *more)),
        ladder=steps(registry, urgent.team),
        urgent=True,
        notes=(*_notes(thought), *([f"You have asked there already: {again}"] if where in thought.rejected else [])),
        guidance=duty_guidance(urgent, registry, now),
        alternatives=tuple(place(option, registry, thought.sureness) for option in ours[:2]),
    )


def _excluded(exclusion: Exclusion, thought: Analysis, index: Index) -> Found | Nobody:
    """What a team expressly does not do. Asked of the team by name it is still theirs to explain."""
    best = thought.options[0]
    registry = index.registry
    no = of_entry(best.best, (), registry)
    why = Evidence(no.responsibility, exclusion.what, _typed(thought), no.source, no.edition, no.caveat)
    if best.best.team in {mention.team for mention in thought.question.mentions}:
        spot = replace(place(best, registry, thought.sureness), because=(why,))
        return Found(spot, steps(registry, best.best.team), notes=_notes(thought))
    return replace(_nobody(Reason.EXCLUDED, URGENT_IS_SURE, thought, index), because=(why,))


def _nobody(reason: Reason, sure: float, thought: Analysis, index: Index) -> Nobody:
    registry = index.registry
    nearest = [option for option in thought.options if option.is_ours][:2]
    near = reason in {Reason.UNKNOWN, Reason.VAGUE}
    return Nobody(
        reason=reason,
        confidence=round(sure, 3),
        fallback=registry.fallback,
        ladder=steps(registry),
        notes=(*_notes(thought), *_direction(reason, thought, index)),
        question_back=QUESTION_BACK if reason is Reason.VAGUE else None,
        nearest=tuple(place(option, registry, thought.sureness * NEAR) for option in nearest) if near else (),
    )


def _direction(reason: Reason, thought: Analysis, index: Index) -> Iterator[str]:
    """What the registry says of what is not ours, and that the general channel is where the asker has been."""
    registry = index.registry
    own = registry.not_ours.get(thought.options[0].best.key) if reason is Reason.NOT_OURS else None
    if own is not None and (said := own.say):
        yield said
    if registry.fallback in thought.rejected:
        yield f"You have asked in {registry.fallback} already, so take it to the ladder."


def _notes(thought: Analysis) -> tuple[str, ...]:
    return tuple(mention.became for mention in thought.question.mentions if mention.became)


def _typed(thought: Analysis) -> tuple[str, ...]:
    return tuple(said for said, _ in thought.options[0].matches[0].earned)[:5]
