"""The answer as an external user sees it: without our contacts and groups."""

from __future__ import annotations

import re
from dataclasses import replace

from routing.answers import Answer, Evidence, Found, Nobody, Place, Several

# A group's handle in a sentence, without the full stop behind it; not the @ inside an e-mail address.
_GROUP = re.compile(r"(?<![\w.])@[a-z0-9](?:[a-z0-9_.\-]*[a-z0-9_\-])?|\bmailing list\b", re.IGNORECASE)


def for_external_user(answer: Answer) -> Answer:
    """The answer without the ladder's contacts and any group's handle; a sentence that names one is left out whole.

    A channel that is the answer stays: it is what was asked for. A group that is the answer becomes its name.
    """
    ladder = tuple(replace(step, contact=None) for step in answer.ladder)
    notes, guidance = _without_groups(answer.notes), _without_groups(answer.guidance)
    match answer:
        case Found():
            alternatives = tuple(map(_place, answer.alternatives))
            place = _place(answer.place)
            return replace(
                answer, place=place, ladder=ladder, notes=notes, guidance=guidance, alternatives=alternatives
            )
        case Several():
            places = tuple(map(_place, answer.places))
            return replace(answer, places=places, ladder=ladder, notes=notes, guidance=guidance)
        case Nobody():
            nearest = tuple(map(_place, answer.nearest))
            because = tuple(why for why in answer.because if not _GROUP.search(why.text))
            return replace(answer, ladder=ladder, notes=notes, guidance=guidance, nearest=nearest, because=because)


def _place(place: Place) -> Place:
    destination = place.name if place.destination.startswith("@") else place.destination
    return replace(place, destination=destination, because=tuple(_evidence(why, place.name) for why in place.because))


def _evidence(evidence: Evidence, place: str) -> Evidence:
    """The evidence; where its text names a group, a sentence that only names the place."""
    return replace(evidence, text=f"This is for {place}.") if _GROUP.search(evidence.text) else evidence


def _without_groups(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences if not _GROUP.search(sentence))
