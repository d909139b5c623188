"""The layout that all replies share: a headline, sentences, points, small print. Drawn as blocks or written as text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the registry's or ours. `aside` is the asker's own words: shown, never made into a link.

    A `spare` line is the first to go where there is not room for all.
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
    """A reply before it is drawn."""

    headline: str
    lines: tuple[Line, ...] = ()
    points: tuple[Line, ...] = ()
    foot: str = ""
