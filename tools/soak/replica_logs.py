"""What the replicas themselves say: for which questions the store did not say in time whether they were first.

A store that is late counts as down for that question, and only the replica knows (bot/answering/claims.py).
"""

from __future__ import annotations

import re
from pathlib import Path

MISSED = re.compile(r"the store missed the claim of (\S+): answering from memory")


def late_claims(logs: Path) -> frozenset[str]:
    """The keys of those questions."""
    files = logs.glob("replica-*.log")
    return frozenset(
        key for file in files for key in MISSED.findall(file.read_text(encoding="utf-8", errors="replace"))
    )
