"""An answer as the JSON object that other tools read (docs/command-line.md): keys are added, never taken away.

And what `whoask ask --explain` adds: which words matched, what came second and why it lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from bot.slack.messages.wording import answer_text
from routing.answers import Answer, Evidence, Found, Nobody, Place, Reason, Several
from routing.matching.candidates import Candidate
from routing.parsing.urgency import ENOUGH, Urgency
from routing.route import SURE_ENOUGH, Analysis


def as_json(question: str, answer: Answer) -> dict[str, Any]:
    """The whole answer as plain values."""
    return {
        "question": question,
        **_outcome(answer),
        "guidance": list(answer.guidance),
        "notes": list(answer.notes),
        "ladder": [{"step": step.step, "who": step.who, "contact": step.contact} for step in answer.ladder],
        "text": answer_text(answer),
    }


def _outcome(answer: Answer) -> dict[str, Any]:
    match answer:
        case Found():
            return _at("found", answer.urgent, answer.place, answer.alternatives)
        case Several():
            several = _at("several", answer.urgent, answer.places[0], answer.places[1:])
            parts = zip(answer.parts, answer.places, strict=False)
            return {**several, "parts": [_part(said, place) for said, place in parts]}
        case Nobody():
            return {
                "outcome": "nobody",
                "urgent": answer.urgent,
                "destination": None,
                "team": None,
                "confidence": answer.confidence,
                "fallback": answer.fallback,
                "reason": answer.reason.value,
                "because": [_evidence(evidence) for evidence in answer.because],
                "alternatives": [_alternative(place) for place in answer.nearest],
            }
        case _:
            assert_never(answer)


def _at(outcome: str, urgent: bool, place: Place, others: tuple[Place, ...]) -> dict[str, Any]:  # noqa: FBT001 -- a value passed on
    return {
        "outcome": outcome,
        "urgent": urgent,
        "destination": place.destination,
        "team": place.team,
        "confidence": place.confidence,
        "fallback": None,
        "because": [_evidence(evidence) for evidence in place.because],
        "alternatives": [_alternative(other) for other in others],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "responsibility": evidence.responsibility,
        "text": evidence.text,
        "matched": list(evidence.matched),
        "source": evidence.source,
        "edition": evidence.edition,
    }


def _part(said: str, place: Place) -> dict[str, Any]:
    """One of two questions of a message."""
    because = [_evidence(evidence) for evidence in place.because]
    return {"text": said, "destination": place.destination, "team": place.team, "because": because}


def _alternative(place: Place) -> dict[str, Any]:
    return {"destination": place.destination, "team": place.team, "confidence": place.confidence}


SHOWN = 4
RULES = {
    Reason.UNKNOWN: "no place, because none is sure enough",
    Reason.VAGUE: "no place, because there is too little to go by",
    Reason.NOT_OURS: "no place, because the words speak for something that is not ours",
    Reason.EXCLUDED: "no place, because what is asked is excluded from what the first place does",
}


def explanation(analysis: Analysis, answer: Answer) -> Iterator[str]:
    """How the router got there, line by line, in the order in which it went."""
    asked = analysis.question
    yield "How I got there"
    for segment in asked.segments:
        yield f"  {segment.kind.name.lower():10} {segment.text.strip()}"
    for typed, meant in asked.mended:
        yield f"  I read “{typed}” as “{meant}”."
    for place in sorted(analysis.rejected):
        yield f"  I left {place} out, because you have been there or said it is not that."
    yield _urgency(analysis.urgency)
    for number, option in enumerate(analysis.options[:SHOWN], start=1):
        yield from _option(number, option, analysis)
    if analysis.options:
        enough = "enough" if analysis.sureness >= SURE_ENOUGH else "not enough"
        yield f"  I am {analysis.sureness:.2f} sure of the first, and {SURE_ENOUGH} is needed: {enough}."
    else:
        yield "  No word of the question is in the registry."
    yield f"  Decided: {_decided(answer)}."


def _decided(answer: Answer) -> str:
    """The rule that had the last word."""
    match answer:
        case Found(urgent=True):
            return "it is urgent, so it goes the urgent path whatever else its words speak for"
        case Found():
            return "the first place"
        case Several():
            return "places that are as good as each other, for you to pick"
        case Nobody():
            return RULES[answer.reason]


def _urgency(urgency: Urgency) -> str:
    verdict = "urgent" if urgency.urgent else "not urgent"
    heard = ", ".join(f"{said} {added:+.1f}" for said, added in urgency.heard[:6])
    return f"  How urgent it sounds: {urgency.score:.1f}, and more than {ENOUGH} is urgent: {verdict}. {heard}".rstrip()


def _option(number: int, option: Candidate, analysis: Analysis) -> Iterator[str]:
    name = option.destination if option.is_ours else "not ours"
    yield f"  {number}. {name}  {option.score:.2f}{_why_lost(number, option, analysis)}"
    if near := ", ".join(f"{said} near “{other}” {amount:.2f}" for said, other, amount in option.near_words[:4]):
        yield f"       near in meaning or taught by examples ({option.near:.2f}): {near}"
    if taught := analysis.ranking.learned.get(option.destination):
        yield f"       its example questions speak for it: {taught:.2f}"
    for match in option.matches[:2]:
        earned = ", ".join(f"{said} {amount:.2f}" for said, amount in match.earned[:6])
        yield f"       {match.entry.key} ({match.score:.2f}): {earned}"


def _why_lost(number: int, option: Candidate, analysis: Analysis) -> str:
    if number == 1:
        return ""
    best = analysis.options[0]
    own = {said for said, _ in option.matches[0].earned}
    missing = [said for said, _ in best.matches[0].earned if said not in own][:3]
    without = f" and has nothing for {', '.join(f'“{said}”' for said in missing)}" if missing else ""
    return f"  lost by {best.score - option.score:.2f}{without}"
