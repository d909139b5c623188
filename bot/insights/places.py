"""The places that people picked, by the code that the store has: ``team:KEY``, ``responsibility:TEAM/KEY``."""

from __future__ import annotations

from routing.answers import Evidence
from routing.index import Index
from routing.picking import pick


def place_in_words(code: str, index: Index) -> str:
    """A place as people know it; one that the registry has no more, by its code."""
    chosen = pick(index, code)
    if chosen is None:
        return f"{code} (no longer in the registry)"
    place = chosen.place
    return f"{place.destination} ({_what(place.because[0]) if code.startswith('responsibility:') else place.name})"


def _what(evidence: Evidence) -> str:
    return evidence.text.rstrip(".")
