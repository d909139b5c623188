"""An answer as plain text, as a person would read it: for the terminal, for JSON and beside the blocks in Slack."""

from __future__ import annotations

from dataclasses import replace

from bot.slack.messages.layout import Layout
from bot.slack.messages.wording import layout_of
from routing.answers import Answer

# Long enough for a ticket's six steps, short enough to be read in ten seconds. Part of the command line's contract.
LONGEST_TEXT = 1_200


def render(answer: Answer) -> str:
    """The whole reply, at most 1,200 characters: what matters least is left out first, the ladder never."""
    sheet = layout_of(answer)
    while len(text := _text(sheet)) > LONGEST_TEXT and (shorter := _shorter(sheet)) is not None:
        sheet = shorter
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _text(sheet: Layout) -> str:
    points = (point.whole for point in sheet.points)
    return "\n".join([sheet.headline, *(line.whole for line in sheet.lines), *points, sheet.foot])


def _shorter(sheet: Layout) -> Layout | None:
    """The sheet without its last spare line, or else without its last point, or else without its last line."""
    spare = [number for number, line in enumerate(sheet.lines) if line.spare]
    if spare:
        return replace(sheet, lines=sheet.lines[: spare[-1]] + sheet.lines[spare[-1] + 1 :])
    if sheet.points:
        return replace(sheet, points=sheet.points[:-1])
    return replace(sheet, lines=sheet.lines[:-1]) if sheet.lines else None
