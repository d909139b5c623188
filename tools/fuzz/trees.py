"""Payloads and registries with something wrong in them: a value missing, moved, doubled, hostile or of another type."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tools.fuzz.strings import ADDRESSES, NUMBERS, choose, repeated

# As deep as Slack's own payloads go; below that nothing is changed.
DEEPEST = 10
CHANGES = {change: change for change in ("remove", "copy", "swap", "rename", "again", "multiply", "wrap", "replace")}
WRAPPERS = ("", "id", "value", "what")
PLAIN: tuple[Any, ...] = (
    None, None, [], {}, "", " ", True, False, 0, 1, -1, 1.5, 10**30, 1e308, [[]], [None], {"": None}, {"a": {}},
)  # fmt: skip
DEPTHS = (2, 3, 12, 18, 19, 20, 21, 25, 30, 60, 200)


def _deep(shape: str, depth: int) -> Any:
    """Lists and objects within each other."""
    made: Any = "x"
    for level in range(depth):
        made = [made] if shape[level % len(shape)] == "[" else {"elements": made}
    return made


@dataclass(frozen=True, slots=True)
class Spoiler:
    """Spoils trees of JSON. `words` are put into them; `keys` are other names for what is there.

    `private` is a text that is left out of what is moved.
    """

    words: st.SearchStrategy[str]
    keys: st.SearchStrategy[str]
    private: str = ""

    def spoilt(self, draw: st.DrawFn, tree: Any, times: int) -> Any:
        """A copy of a tree with so many things wrong, one after the other."""
        tree = json.loads(json.dumps(tree))
        for _ in range(times):
            self._spoil(draw, tree)
        return tree

    def _spoil(self, draw: st.DrawFn, tree: Any) -> None:
        places = _places(tree)
        if not places:
            return
        (holder, at), (other, there) = draw(st.sampled_from(places)), draw(st.sampled_from(places))
        match choose(draw, CHANGES, replace=5):
            case "remove":
                del holder[at]
            case "copy":
                holder[at] = self._moved(other[there])
            case "swap":
                holder[at], other[there] = self._moved(other[there]), self._moved(holder[at])
            case "wrap":
                name = draw(st.sampled_from(WRAPPERS))
                holder[at] = {name: holder[at]} if name else [holder[at]]
            case "rename" if isinstance(holder, dict):
                holder[self._key(draw, at)] = self._moved(holder.pop(at))
            case "again" if isinstance(holder, dict):
                holder[self._key(draw, at)] = self._moved(holder[at])
            case "multiply" if isinstance(holder, list):
                holder.extend([self._moved(holder[at])] * draw(st.integers(1, 40)))
            case _:
                holder[at] = draw(choose(draw, _values(self.words), **{"words": 5, "plain value": 3}))

    def _moved(self, part: Any) -> Any:
        return json.loads(json.dumps(part).replace(self.private, ""))

    def _key(self, draw: st.DrawFn, key: str) -> str:
        return draw(st.one_of(self.keys, st.sampled_from((f"{key}s", key[:-1], key.upper(), f"{key}-2", ""))))


@cache
def _values(words: st.SearchStrategy[str]) -> dict[str, st.SearchStrategy[Any]]:
    """What can stand in place of a value."""
    return {
        "words": words,
        "words in a list": st.lists(words, max_size=30),
        "number or address": st.sampled_from((*NUMBERS, *ADDRESSES)),
        "long text": st.one_of(*map(repeated, (70, 130, 610, 3_000, 40_000))),
        "plain value": st.sampled_from(PLAIN).map(deepcopy),
        "deep": st.builds(_deep, st.sampled_from(("[", "{", "[{", "[[{")), st.sampled_from(DEPTHS)),
    }


def _places(part: Any, depth: int = 0) -> list[tuple[Any, Any]]:
    """Every place in a tree: the object or list that holds it, and its name or number there."""
    if depth == DEEPEST or not isinstance(part, dict | list):
        return []
    inner = list(part.items() if isinstance(part, dict) else enumerate(part))
    return [place for name, value in inner for place in ((part, name), *_places(value, depth + 1))]
