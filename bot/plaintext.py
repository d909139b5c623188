"""An answer as plain text, as a person would read it: for the terminal, for JSON and beside the blocks in Slack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from routing.answers import Answer, Evidence, Found, Nobody, Place, Reason, Several, Step
from routing.registry import Registry

# Long enough for a ticket's six steps, short enough to be read in ten seconds. Part of the command line's contract.
LONGEST_TEXT = 1_200
# The headline and the ladder always stay.
SHORTEST = 2

NO_TEAM = "I don't know who handles this."
NOT_OURS = "I don't know. This looks like something that none of our teams handle."
EXCLUDED = "I don't know who handles this. Our pages say who does not:"
VAGUE = "I need a bit more to go on."


def render(answer: Answer, registry: Registry) -> str:
    """The whole reply, at most 1,200 characters: what matters least is left out first."""
    match answer:
        case Found():
            parts = _found(answer)
        case Several():
            parts = _several(answer)
        case Nobody():
            parts = _nobody(answer)
        case _:
            assert_never(answer)
    return _fitted([*parts, ladder_line(answer.ladder, registry)])


def ladder_line(ladder: Sequence[Step], registry: Registry) -> str:
    """The ladder in one line. A rung with a contact is named by it, and by its own name where that is a group.

    >>> ladder_line(steps, registry)                                                          # doctest: +SKIP
    'Still stuck? 1 your tech lead (TL) → 2 #govuk-tech-leads → 3 senior tech team (@govuk-senior-tech-people)'
    """
    return f"Still stuck? {' → '.join(f'{step.step} {_rung(step, registry)}' for step in ladder)}"


def _rung(step: Step, registry: Registry) -> str:
    if step.contact is None:
        return step.who[:1].lower() + step.who[1:]
    if step.contact.startswith("#"):
        return step.contact
    rung = next((rung for rung in registry.ladder.rungs.values() if rung.contact == step.contact), None)
    mail = f", or the {rung.mailing_list.name} mailing list" if rung and rung.mailing_list else ""
    return f"{step.who[:1].lower()}{step.who[1:]} ({step.contact}{mail})"


def _found(answer: Found) -> list[str]:
    place = answer.place
    headline = f"Ask {place.destination} ({place.name})"
    if answer.urgent:
        headline = f"Urgent: ask {place.destination} ({place.name}) now"
    first, *others = place.because or (None,)
    return [
        headline,
        *answer.notes,
        *_why(first),
        *answer.guidance,
        *(line for other in others for line in _why(other)),
    ]


def _several(answer: Several) -> list[str]:
    options = [
        f"{number}. {place.destination} ({place.name}): {place.because[0].text}{_said(place.because[0].matched)}"
        for number, place in enumerate(answer.places, start=1)
    ]
    caveats = _unique(evidence.caveat for place in answer.places for evidence in place.because[:1])
    return [
        "It could be one of these. Pick the one that fits best.",
        *options,
        *caveats,
        *answer.notes,
        *answer.guidance,
    ]


def _nobody(answer: Nobody) -> list[str]:
    opening = {
        Reason.UNKNOWN: NO_TEAM,
        Reason.NOT_OURS: NOT_OURS,
        Reason.EXCLUDED: EXCLUDED,
        Reason.VAGUE: VAGUE,
    }[answer.reason]
    because = [line for evidence in answer.because for line in _why(evidence)]
    asking = [answer.question_back] if answer.question_back else []
    near = [f"The nearest I have is {_near(answer.nearest[0])}"] if answer.nearest else []
    return [opening, *because, *asking, *near, f"The general channel is {answer.fallback}.", *answer.notes]


def _near(place: Place) -> str:
    why = f": {place.because[0].text}" if place.because else "."
    return f"{place.destination}{why}"


def _why(evidence: Evidence | None) -> list[str]:
    if evidence is None:
        return []
    caveat = [evidence.caveat] if evidence.caveat else []
    return [evidence.text + _said(evidence.matched), *caveat]


def _said(matched: Sequence[str]) -> str:
    return f" (you said: {', '.join(matched)})" if matched else ""


def _unique(lines: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(line for line in lines if line))


def _fitted(lines: list[str]) -> str:
    """The lines in order without repeats; while they are too long, the last but one (never the ladder) is dropped."""
    kept = _unique(lines)
    while len(text := "\n".join(kept)) > LONGEST_TEXT and len(kept) > SHORTEST:
        del kept[-2]
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
