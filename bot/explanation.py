"""What `whoask ask --explain` adds: which words matched, what came second and why it lost."""

from __future__ import annotations

from collections.abc import Iterator

from routing.entries import Kind
from routing.places import Option
from routing.route import SURE_ENOUGH, Thought
from routing.urgency import ENOUGH, Urgency

SHOWN = 4


def explain(thought: Thought) -> Iterator[str]:
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


def _urgency(urgency: Urgency) -> str:
    verdict = "urgent" if urgency.urgent else "not urgent"
    heard = ", ".join(f"{said} {added:+.1f}" for said, added in urgency.heard[:6])
    return f"  How urgent it sounds: {urgency.score:.1f}, and more than {ENOUGH} is urgent: {verdict}. {heard}".rstrip()


def _option(number: int, option: Option, thought: Thought) -> Iterator[str]:
    name = option.destination if option.best.kind is not Kind.NOT_OURS else "not ours"
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
