"""Cases of payloads: a conversation, and what can be wrong with one of its payloads."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from tools.fuzz.conversations import KINDS
from tools.fuzz.payload_shapes import Case
from tools.fuzz.strings import NUMBERS, TOKENS, letters, repeated, scrap
from tools.fuzz.texts import text

# As deep as Slack's own payloads go; below that nothing is changed.
DEEPEST = 10
# How Slack can answer: as it should, with a word for no, with a fault, or with something that nobody expects.
ANSWERS = (
    "channel_not_found", "not_in_channel", "invalid_blocks", "expired_trigger_id", "hash_conflict", "missing_scope",
    "ratelimited", "fatal_error", "bare", "list", "text", "empty", "gone",
)  # fmt: skip


def make(number: int, rng: Random, base: str) -> Case:
    """A case. `base` is the address of the Slack that the payloads come from."""
    case = Case(number, rng, base=base)
    case.payloads = list(rng.choice(KINDS)(case))
    if rng.random() < 0.12:
        case.slack, case.good = rng.choice(ANSWERS), False
    if rng.random() < 0.1:  # Slack delivers at least once
        case.payloads.insert(rng.randrange(len(case.payloads)), rng.choice(case.payloads))
    if rng.random() < 0.8:
        at = rng.randrange(len(case.payloads))
        payload = json.loads(json.dumps(case.payloads[at]))
        for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
            payload = _spoilt(rng, payload, case)
        case.payloads[at], case.good = payload, False
    return case


def _places(part: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to everything in a payload, as deep as Slack's own go."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    deeper = () if len(way) == DEEPEST else inner
    return [way, *(place for name, value in deeper for place in _places(value, (*way, name)))]


def _spoilt(rng: Random, payload: Any, case: Case) -> Any:
    """A payload with one thing wrong: a field missing, of another type, moved, hostile or far too large."""
    places = _places(payload)
    way = rng.choice(places)
    if not way:
        whole: tuple[Any, ...] = (None, [], {}, "", "text", 1, [payload], {"payload": payload}, {"type": payload})
        return payload if rng.random() < 0.95 else rng.choice(whole)
    holder, name = _at(payload, way[:-1]), way[-1]
    old = holder[name]
    match rng.randrange(5):
        case 0:
            del holder[name]
        case 1 if isinstance(holder, dict):
            others = ("type", "subtype", "user", "channel", "text", "id", "value", "new_field")
            holder[rng.choice(others)] = json.loads(_without_words(old, case))
        case 2:
            holder[name] = json.loads(_without_words(_at(payload, rng.choice(places)), case))
        case _:
            holder[name] = rng.choice(INSTEAD)(rng, old, case)
    return payload


def _at(payload: Any, way: tuple[Any, ...]) -> Any:
    for name in way:
        payload = payload[name]
    return payload


def _without_words(part: Any, case: Case) -> str:
    """A part of a payload to put elsewhere. Ids are logged, and Slack never has what people type in their place."""
    return json.dumps(part).replace(case.marker, "")


def _hostile(rng: Random, _old: Any, case: Case) -> str:
    made = rng.choice(
        (
            scrap(rng),
            letters(rng, 20),
            rng.choice(TOKENS),
            rng.choice(NUMBERS),
            repeated(rng, rng.choice((500, 3_000, 40_000))),
            json.dumps({"k": [1], "q": {}, "n": None}),
            json.dumps({"k": case.trigger, "q": "x" * 5_000, "n": "9" * 5_000}),
            "[" * 3_000,
            text(rng),
        )
    )
    return made.replace("http", "hxxp")  # nothing is called but this process


def _deep(rng: Random, _old: Any, _case: Case) -> Any:
    made: Any = "x"
    for _ in range(rng.choice((2, 30, 200))):
        made = [made] if rng.random() < 0.5 else {"elements": made}
    return made


def _wrapped(rng: Random, old: Any, _case: Case) -> Any:
    return rng.choice(([], {}, [old], {"id": old}, [None], [[]], {"": None}, {"value": old}))


def _plain(rng: Random, _old: Any, _case: Case) -> Any:
    return rng.choice((None, None, None, 0, 1, -1, True, False, 1.5, 10**30, 1e308, "", " ", "\u0000", "null", "0"))


# What can stand in place of a value.
INSTEAD: tuple[Callable[[Random, Any, Case], Any], ...] = (
    _hostile,
    _hostile,
    _deep,
    _wrapped,
    _wrapped,
    _plain,
    _plain,
)
