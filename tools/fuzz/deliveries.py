"""Conversations as they may arrive: several at once, with payloads spoilt or doubled, and a Slack that says no."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tools.fuzz.conversations import KINDS, MARKER, PUBLIC, SILENT, TRIGGER, Draw, pick
from tools.fuzz.strings import NUMBERS, SCRAP, TOKENS, choose, letters
from tools.fuzz.texts import texts
from tools.fuzz.trees import Spoiler

# How Slack can answer: with a word for no, with a fault, or with something that nobody expects.
ANSWERS = (
    "channel_not_found", "not_in_channel", "invalid_blocks", "expired_trigger_id", "hash_conflict", "missing_scope",
    "ratelimited", "fatal_error", "bare", "list", "text", "empty", "gone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """Payloads that are delivered one after the other.

    `good` says that nothing is wrong with them, `public` that something may be said in the channel for all to read,
    `silent` that nobody asks.
    """

    payloads: list[Any]
    good: bool
    public: bool
    silent: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """Conversations at the same time. `slack` is how Slack answers our calls: "" as it should."""

    cases: list[Case]
    slack: str


HOSTILE = st.one_of(
    SCRAP,
    letters(20),
    st.sampled_from((*TOKENS, *NUMBERS)),
    st.sampled_from(
        (
            json.dumps({"k": [1], "q": {}, "n": None}),
            json.dumps({"k": TRIGGER, "q": "x" * 5_000, "n": "9" * 5_000}),
            "[" * 3_000,
            "null",
        )
    ),
    texts(),
)
FIELDS = st.sampled_from(("type", "subtype", "user", "channel", "text", "id", "value", "new_field"))
# Ids are logged, and Slack never has what people type in their place: so it is not moved there.
SPOILER = Spoiler(HOSTILE, FIELDS, private=MARKER)


@st.composite
def cases(draw: Draw) -> Case:
    """A conversation. In four of five a payload is spoilt, and in one of ten one comes twice."""
    kind = choose(draw, KINDS, asked=2, mention=2, direct=2, posted=2)
    had: list[Any] = kind(draw)
    if draw(st.integers(0, 9)) == 9:  # Slack delivers at least once
        had.insert(draw(st.integers(0, len(had) - 1)), pick(draw, *had))
    spoilt = draw(st.integers(0, 4)) > 0
    if spoilt:
        at = draw(st.integers(0, len(had) - 1))
        had[at] = SPOILER.spoilt(draw, had[at], pick(draw, 1, 1, 1, 2, 3, 8))
        if draw(st.integers(0, 19)) == 19:
            had[at] = pick(draw, None, [], {}, "", "text", 1, [had[at]], {"payload": had[at]}, {"type": had[at]})
    return Case(had, good=not spoilt, public=kind in PUBLIC, silent=kind in SILENT)


def deliveries() -> st.SearchStrategy[Delivery]:
    """Some conversations at a time. In one of eight deliveries Slack answers badly."""
    return st.builds(
        Delivery, st.lists(cases(), min_size=1, max_size=4), st.one_of(*[st.just("")] * 7, st.sampled_from(ANSWERS))
    )
