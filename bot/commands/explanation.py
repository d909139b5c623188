"""What `whoask ask --explain` adds: which words matched, what came second and why it lost."""

from __future__ import annotations

from collections.abc import Iterator

from routing.answers import Answer, Found, Nobody, Reason, Several
from routing.options import Option
from routing.reading.urgency import ENOUGH, Urgency
from routing.route import SURE_ENOUGH, Thought

SHOWN = 4
RULES = {
    Reason.UNKNOWN: "no place, because none is sure enough",
    Reason.VAGUE: "no place, because there is too little to go by",
    Reason.NOT_OURS: "no place, because the words speak for something that is not ours",
    Reason.EXCLUDED: "no place, because what is asked is excluded from what the first place does",
}


def explain(thought: Thought, answer: Answer) -> Iterator[str]:
    """How the router got there, line by line, in the order in which it went."""
    asked = thought.question
    yield "How I got there"
    for stretch in asked.stretches:
        yield f"  {stretch.part.name.lower():10} {stretch.text.strip()}"
    for typed, meant in asked.mended:
        yield f"  I read “{typed}” as “{meant}”."
    for place in sorted(thought.rejected):
        yield f"  I left {place} out, because you have been there or said it is not that."
    yield _urgency(thought.urgency)
    for number, option in enumerate(thought.options[:SHOWN], start=1):
        yield from _option(number, option, thought)
    if thought.options:
        enough = "enough" if thought.sureness >= SURE_ENOUGH else "not enough"
        yield f"  I am {thought.sureness:.2f} sure of the first, and {SURE_ENOUGH} is needed: {enough}."
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


def _option(number: int, option: Option, thought: Thought) -> Iterator[str]:
    name = option.destination if option.is_ours else "not ours"
    yield f"  {number}. {name}  {option.score:.2f}{_why_lost(number, option, thought)}"
    for match in option.matches[:2]:
        earned = ", ".join(f"{said} {amount:.2f}" for said, amount in match.earned[:6])
        yield f"       {match.entry.key} ({match.score:.2f}): {earned}"


def _why_lost(number: int, option: Option, thought: Thought) -> str:
    if number == 1:
        return ""
    best = thought.options[0]
    own = {said for said, _ in option.matches[0].earned}
    missing = [said for said, _ in best.matches[0].earned if said not in own][:3]
    without = f" and has nothing for {', '.join(f'“{said}”' for said in missing)}" if missing else ""
    return f"  lost by {best.score - option.score:.2f}{without}"
