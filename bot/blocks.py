"""An answer as Block Kit: the right place first, then why, then what to do, then the ladder in small print.

The same sentences as bot/plaintext.py, which goes beside the blocks; here they are laid out instead of left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from slack_sdk.models.blocks import Block

from bot.plaintext import EXCLUDED, NO_TEAM, NOT_OURS, VAGUE, ladder_line
from bot.sheet import Line, Sheet, drawn
from routing.answers import Answer, Evidence, Found, Nobody, Place, Reason, Several
from routing.registry import Registry

OPENINGS = {
    Reason.UNKNOWN: NO_TEAM,
    Reason.NOT_OURS: NOT_OURS,
    Reason.EXCLUDED: EXCLUDED,
    Reason.VAGUE: VAGUE,
}


def render(
    answer: Answer, registry: Registry, channels: Mapping[str, str] | None = None, *, first: Sequence[str] = ()
) -> list[Block]:
    """An answer as blocks, within Slack's limits. `first` are sentences of the desk's own to show before the rest.

    `channels` has the ids of channel names: those become links, all others stay text.
    """
    sheet = _sheet(answer)
    foot = ladder_line(answer.ladder, registry)
    return drawn(Sheet(sheet.headline, (*_lines(first), *sheet.lines), sheet.points, foot), channels)


def _sheet(answer: Answer) -> Sheet:
    match answer:
        case Found():
            return _found(answer)
        case Several():
            return _several(answer)
        case Nobody():
            return _nobody(answer)
        case _:
            assert_never(answer)


def _found(answer: Found) -> Sheet:
    place = answer.place
    where = place.destination if place.name == place.destination else f"{place.destination} ({place.name})"
    lines = (*_lines(answer.notes), *map(_why, place.because), *_caveats([place]))
    return Sheet(f"Urgent: ask {where} now" if answer.urgent else f"Ask {where}", lines, _lines(answer.guidance))


def _several(answer: Several) -> Sheet:
    urgent = "Urgent: " if answer.urgent else ""
    headline = f"{urgent}It could be one of these. Pick the one that fits best."
    lines = (*map(_option, answer.places), *_caveats(answer.places), *_lines(answer.notes))
    return Sheet(headline, lines, _lines(answer.guidance))


def _nobody(answer: Nobody) -> Sheet:
    lines = (
        *map(_why, answer.because),
        *_lines([answer.question_back] if answer.question_back else []),
        *(Line(f"The nearest I have is {_option(near).text}") for near in answer.nearest[:1]),
        Line(f"The general channel is {answer.fallback}."),
        *_lines(answer.notes),
    )
    headline = f"Urgent: {OPENINGS[answer.reason]}" if answer.urgent else OPENINGS[answer.reason]
    return Sheet(headline, lines, _lines(answer.guidance))


def _why(evidence: Evidence) -> Line:
    return Line(evidence.text, aside=_said(evidence.matched))


def _option(place: Place) -> Line:
    start = f"{place.destination} ({place.name})"
    if not place.because:
        return Line(start)
    return Line(f"{start}: {place.because[0].text}", aside=_said(place.because[0].matched))


def _caveats(places: Iterable[Place]) -> tuple[Line, ...]:
    return _lines(dict.fromkeys(reason.caveat for place in places for reason in place.because if reason.caveat))


def _said(matched: Sequence[str]) -> str:
    """The asker's own words that led here, without the signs that Slack's mentions are made of."""
    words = [word.replace("<", "").replace(">", "") for word in matched]
    return f"(you said: {', '.join(words)})" if words else ""


def _lines(sentences: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(sentence) for sentence in sentences)
