"""An answer in words: the right place, then why, then what to do, then the ladder in small print.

Sentences are made here alone: blocks.py renders the layout as blocks, `answer_text` as plain text for the terminal, for
JSON and as the fallback text in Slack.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from bot.slack.messages.layout import Layout, Line
from routing.answers import Answer, Evidence, Found, Nobody, Place, Reason, Several, Step

OPENINGS = {
    Reason.UNKNOWN: "I don't know who handles this.",
    Reason.NOT_OURS: "I don't know. This looks like something that none of our teams handle.",
    Reason.EXCLUDED: "I don't know who handles this. Our pages say who does not:",
    Reason.VAGUE: "I need a bit more to go on.",
}
# Long enough for a ticket's six steps, short enough to be read in ten seconds. Part of the command line's contract.
LONGEST_ANSWER = 1_200
# So much of each of two questions is repeated beside its place.
LONGEST_PART = 80


def layout_of(answer: Answer) -> Layout:
    """The layout of an answer."""
    foot = ladder_line(answer.ladder)
    match answer:
        case Found():
            return _found(answer, foot)
        case Several():
            return _several(answer, foot)
        case Nobody():
            return _nobody(answer, foot)
        case _:
            assert_never(answer)


def ladder_line(ladder: Sequence[Step]) -> str:
    """The ladder in one line. A rung with a channel is named by it, one with a group by both its names.

    >>> ladder_line([Step(1, "Your tech lead", None), Step(2, "Leads", "#leads"), Step(3, "Senior tech", "@senior")])
    'Still stuck? 1 your tech lead → 2 #leads → 3 senior tech (@senior)'
    """
    return f"Still stuck? {' → '.join(f'{step.step} {_rung(step)}' for step in ladder)}"


def _rung(step: Step) -> str:
    who = f"{step.who[:1].lower()}{step.who[1:]}"
    if step.contact is None:
        return who
    if step.contact.startswith("#"):
        return step.contact
    return f"{who} ({step.contact})"


def _found(answer: Found, foot: str) -> Layout:
    where = _named(answer.place)
    first, *others = answer.place.because or (None,)
    lines = (
        *map(Line, answer.notes),
        *_why(first),
        *(line for other in others for line in _why(other, spare=True)),
    )
    return Layout(f"Urgent: ask {where} now" if answer.urgent else f"Ask {where}", _once(lines), _points(answer), foot)


def _several(answer: Several, foot: str) -> Layout:
    urgent = "Urgent: " if answer.urgent else ""
    caveats = (Line(why.caveat) for place in answer.places for why in place.because[:1] if why.caveat)
    if answer.parts:
        options = [_part(said, place) for said, place in zip(answer.parts, answer.places, strict=True)]
        headline = f"{urgent}You ask two things. Each has a place of its own."
    else:
        options = [*map(_option, answer.places)]
        headline = f"{urgent}It could be one of these. Pick the one that fits best."
    lines = (*options, *caveats, *map(Line, answer.notes))
    return Layout(headline, _once(lines), _points(answer), foot)


def _nobody(answer: Nobody, foot: str) -> Layout:
    lines = (
        *map(Line, answer.notes),
        *(line for why in answer.because for line in _why(why)),
        *([Line(answer.question_back)] if answer.question_back else []),
        *(Line(f"The nearest I have is {_option(near).text}") for near in answer.nearest[:1]),
        Line(f"You can ask in {answer.fallback}, the general channel."),
    )
    urgent = "Urgent: " if answer.urgent else ""
    return Layout(f"{urgent}{OPENINGS[answer.reason]}", _once(lines), _points(answer), foot)


def _points(answer: Answer) -> tuple[Line, ...]:
    return tuple(map(Line, answer.guidance))


def _why(evidence: Evidence | None, *, spare: bool = False) -> list[Line]:
    if evidence is None:
        return []
    caveat = [Line(evidence.caveat, spare=spare)] if evidence.caveat else []
    return [Line(evidence.text, aside=_said(evidence.matched), spare=spare), *caveat]


def _option(place: Place) -> Line:
    start = _named(place)
    if not place.because:
        return Line(start)
    return Line(f"{start}: {place.because[0].text}", aside=_said(place.because[0].matched))


def _part(said: str, place: Place) -> Line:
    """One of two questions, with its place; of a long one the beginning."""
    quoted = said if len(said) <= LONGEST_PART else f"{said[: LONGEST_PART - 1].rstrip()}…"
    whole = quoted.encode("utf-8", "replace").decode("utf-8")  # JSON can carry half a surrogate pair
    return replace(_option(place), aside=_said([f"“{whole.replace('@', '')}”"]))


def _named(place: Place) -> str:
    return place.destination if place.name == place.destination else f"{place.destination} ({place.name})"


def _said(matched: Sequence[str]) -> str:
    """The asker's own words that matched, without the signs that Slack's mentions are made of."""
    words = [word.replace("<", "").replace(">", "") for word in matched]
    return f"(you said: {', '.join(words)})" if words else ""


def _once(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Each sentence once: several reasons may share a caveat."""
    return tuple({line.text: line for line in reversed(list(lines))}.values())[::-1]


def answer_text(answer: Answer, *, first: Sequence[Line] = ()) -> str:
    """An answer as plain text of at most 1,200 characters: what matters least is left out first, the ladder never.

    `first` is put before it, and does not count.
    """
    layout = layout_of(answer)
    while len(text := _text(layout)) > LONGEST_ANSWER and (shorter := _shorter(layout)) is not None:
        layout = shorter
    text = text if len(text) <= LONGEST_ANSWER else text[: LONGEST_ANSWER - 1] + "…"
    return "\n".join([*(line.whole for line in first), text])


def _text(layout: Layout) -> str:
    points = (point.whole for point in layout.points)
    return "\n".join([layout.headline, *(line.whole for line in layout.lines), *points, layout.foot])


def _shorter(layout: Layout) -> Layout | None:
    """The layout without its last spare line, else its last point, else its last line; None where none is left."""
    spare = [number for number, line in enumerate(layout.lines) if line.spare]
    if spare:
        return replace(layout, lines=layout.lines[: spare[-1]] + layout.lines[spare[-1] + 1 :])
    if layout.points:
        return replace(layout, points=layout.points[:-1])
    return replace(layout, lines=layout.lines[:-1]) if layout.lines else None
