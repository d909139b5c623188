"""What somebody of another organisation is shown: the answer, without our contacts and groups."""

from __future__ import annotations

import re
from dataclasses import replace

from routing.answers import Answer, Evidence, Found, Nobody, Place, Several

# A group's handle in a sentence; not the @ inside an e-mail address.
_GROUP = re.compile(r"(?<![\w.])@[a-z0-9][a-z0-9_.\-]*")


def for_stranger(answer: Answer) -> Answer:
    """The answer with the ladder's contacts and every group's handle left out; a sentence that needs one goes whole.

    A channel that is the answer stays: that is what was asked for. A group that is the answer becomes its name.
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
            nearest, because = tuple(map(_place, answer.nearest)), tuple(map(_evidence, answer.because))
            return replace(answer, ladder=ladder, notes=notes, guidance=guidance, nearest=nearest, because=because)


def _place(place: Place) -> Place:
    destination = place.name if place.destination.startswith("@") else place.destination
    return replace(place, destination=destination, because=tuple(map(_evidence, place.because)))


def _evidence(evidence: Evidence) -> Evidence:
    return replace(evidence, text=_GROUP.sub("a group", evidence.text))


def _without_groups(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences if not _GROUP.search(sentence))
