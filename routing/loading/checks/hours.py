"""The check of the hours in a registry: whoever opens must close later on the same day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from routing.loading.checks.findings import Finding
from routing.loading.document.nodes import MapNode, text

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def findings_of_hours(root: MapNode) -> Iterator[Finding]:
    """Hours that are over before they begin. Those that cross midnight are among them: a day has its own hours."""
    for part in ("ladder", "urgent"):
        opens, closes = text(root, part, "hours", "opens"), text(root, part, "hours", "closes")
        if opens is None or closes is None:
            continue
        start, end = _TIME.fullmatch(opens.text), _TIME.fullmatch(closes.text)
        if start and end and (int(start[1]), int(start[2])) >= (int(end[1]), int(end[2])):
            what = f"closes at {closes.text}, which is not after it opens at {opens.text}"
            yield Finding(closes, (part,), what, "times run from 0:00 to 23:59 of one day")
