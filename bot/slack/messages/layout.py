"""The view model of every reply: headline, lines, points, small print. Rendered as blocks or as text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the registry or of whoask. `aside` is the asker's own words, never made into a link.

    `spare` lines are left out first where not all fit.
    """

    text: str
    aside: str = ""
    spare: bool = False

    @property
    def whole(self) -> str:
        """The sentence with its aside."""
        return f"{self.text} {self.aside}" if self.aside else self.text


@dataclass(frozen=True, slots=True)
class Layout:
    """A reply before it is rendered."""

    headline: str
    lines: tuple[Line, ...] = ()
    points: tuple[Line, ...] = ()
    foot: str = ""
