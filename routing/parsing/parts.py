"""Where a message may fall into two questions: "I need a new badge, and who pays my train ticket?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from routing.parsing.segments import SegmentKind, part_of

# A new sentence or line, or an "and" between the two.
_JOINT = re.compile(
    r"[.?!;\n]+\s+(?:(?:also|and|plus)\b,?\s*)?|,?\s+(?:and|plus|as\ well\ as)\s+(?:also\s+)?|,\s+(?:also|plus)\s+",
    re.IGNORECASE | re.VERBOSE,
)
# Two questions in one message are short, and each has a few words.
LONGEST, FEWEST_WORDS, MOST_JOINTS = 400, 3, 4


def parts_of(text: str) -> Iterator[tuple[str, str]]:
    """Each way to part a message in two, the first joint first."""
    if len(text) > LONGEST:
        return
    for joint in list(_JOINT.finditer(text))[:MOST_JOINTS]:
        one, other = text[: joint.start()].strip(), text[joint.end() :].strip()
        if min(len(one.split()), len(other.split())) < FEWEST_WORDS:
            continue
        # Of two sentences, one is mostly what the other is about, unless both ask.
        if "and" in joint[0].lower() or {part_of(one), part_of(other)} == {SegmentKind.ASK}:
            yield one, other
