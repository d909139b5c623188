"""An answer as the JSON object that other tools read (docs/command-line.md): keys are added, never taken away."""

from __future__ import annotations

from typing import Any, assert_never

from bot.replies.plaintext import render
from routing.answers import Answer, Evidence, Found, Nobody, Place, Several


def as_json(question: str, answer: Answer) -> dict[str, Any]:
    """The whole answer as plain values."""
    return {
        "question": question,
        **_outcome(answer),
        "guidance": list(answer.guidance),
        "notes": list(answer.notes),
        "ladder": [{"step": step.step, "who": step.who, "contact": step.contact} for step in answer.ladder],
        "text": render(answer),
    }


def _outcome(answer: Answer) -> dict[str, Any]:
    match answer:
        case Found():
            return _at("found", answer.urgent, answer.place, answer.alternatives)
        case Several():
            return _at("several", answer.urgent, answer.places[0], answer.places[1:])
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


def _alternative(place: Place) -> dict[str, Any]:
    return {"destination": place.destination, "team": place.team, "confidence": place.confidence}
