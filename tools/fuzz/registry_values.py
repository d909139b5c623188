"""Registries that say something else, in good YAML: values changed, moved, left out, of another type."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import yaml

from routing.loading.yaml_nodes import plain
from routing.loading.yaml_reader import read_yaml
from tests.builders import SMALL_REGISTRY
from tools.fuzz.registry_sources import TINY, words
from tools.fuzz.strings import ADDRESSES, NUMBERS, repeated

# Fields that take any words.
FREE = {"organisation", "title", "earlier", "name", "about", "names", "what", "keywords", "asked", "also", "who", "how",
        "formerly", "when", "say", "in_hours", "out_of_hours", "cues", "steps", "note"}  # fmt: skip


@cache
def _tree(source: str) -> dict[str, Any]:
    root = read_yaml(source.encode()).root
    assert root
    tree = plain(root)
    assert isinstance(tree, dict)
    return tree


def meant(rng: Random) -> str:
    """Good YAML that says something else: values changed, moved, left out, of another type."""
    tree: Any = _copy(_tree(SMALL_REGISTRY if rng.random() < 0.6 else TINY))
    if rng.random() < 0.4:
        tree = _reworded(rng, tree, rng.choice((0.05, 0.3, 1.0)))
    else:
        for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 5, 10))):
            tree = _changed(rng, tree)
    made: str = yaml.dump(
        _encodable(tree),
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        allow_unicode=rng.random() < 0.8,
        sort_keys=rng.random() < 0.2,
        default_flow_style=rng.random() < 0.1,
        default_style=rng.choice((None, None, None, '"', "'", "|", ">")),
        width=rng.choice((40, 80, 10_000)),
        indent=rng.choice((2, 2, 4, 9)),
    )
    return made


def _encodable(part: Any) -> Any:
    """Without half surrogate pairs, which libyaml does not write."""
    if isinstance(part, dict):
        return {_encodable(key): _encodable(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_encodable(item) for item in part]
    return part.encode("utf-8", "replace").decode() if isinstance(part, str) else part


def _copy(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _copy(value) for key, value in part.items()}
    return [_copy(item) for item in part] if isinstance(part, list) else part


def _reworded(rng: Random, part: Any, share: float, field: str = "") -> Any:
    """With other words in a share of the fields that may say anything: mostly still a registry."""
    if isinstance(part, dict):
        return {key: _reworded(rng, value, share, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_reworded(rng, item, share, field) for item in part]
    return (words(rng) or part) if field in FREE and rng.random() < share else part


def _holders(part: Any) -> list[Any]:
    """Every group and list that holds something."""
    inner = list(part.values() if isinstance(part, dict) else part if isinstance(part, list) else ())
    return ([part] if inner else []) + [holder for one in inner for holder in _holders(one)]


def _changed(rng: Random, tree: Any) -> Any:
    holders = _holders(tree)
    if not holders:
        return _value(rng, tree)
    holder, other = rng.choice(holders), rng.choice(holders)
    at, there = _place(rng, holder), _place(rng, other)
    match rng.randrange(9):
        case 0:
            del holder[at]
        case 1:
            holder[at] = _copy(other[there])
        case 2:
            holder[at], other[there] = _copy(other[there]), _copy(holder[at])
        case 3 if isinstance(holder, dict):
            holder[_key(rng, at)] = holder.pop(at)
        case 4 if isinstance(holder, dict):
            holder[_key(rng, at)] = _copy(holder[at])
        case 5 if isinstance(holder, list):
            holder.extend([_copy(holder[at])] * rng.randint(1, 40))
        case _:
            holder[at] = _value(rng, holder[at])
    return tree


def _place(rng: Random, holder: Any) -> Any:
    return rng.choice(list(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))


def _key(rng: Random, key: str) -> str:
    others = (
        "platform",
        "lead",
        "second-line",
        "what",
        "name",
        "asked",
        "except",
        "wait",
        "hours",
        "-",
        "a",
        words(rng),
    )
    return rng.choice((rng.choice(others), f"{key}s", key[:-1], key.upper(), key + "-2", ""))


def _value(rng: Random, old: Any) -> Any:
    """Something in place of a value: mostly another text, sometimes another type."""
    return words(rng) if rng.random() < 0.4 else rng.choice(INSTEAD)(rng, old)


def _plain(rng: Random, _: Any) -> Any:
    return rng.choice((None, None, [], {}, "", " ", True, 0, -1, 1.5, [[]], {"a": {}}, [None], {"": ""}))


def _wrapped(rng: Random, old: Any) -> Any:
    return rng.choice(([old], {"what": old}))


def _listed(rng: Random, _: Any) -> Any:
    return [words(rng) for _ in range(rng.randint(1, 30))]


def _odd(rng: Random, _: Any) -> Any:
    return rng.choice((*NUMBERS, *ADDRESSES, f"#{words(rng)}"[:80], repeated(rng, rng.choice((70, 130, 610, 3_000)))))


def _deep(rng: Random, _: Any) -> Any:
    made: Any = "x"
    for _ in range(rng.choice((3, 12, 18, 19, 20, 21, 25, 60))):
        made = [made] if rng.random() < 0.5 else {"a": made}
    return made


# What can stand in place of a value.
INSTEAD: tuple[Callable[[Random, Any], Any], ...] = (_plain, _wrapped, _listed, _odd, _odd, _deep)
