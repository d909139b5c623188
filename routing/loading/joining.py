"""One tree of a registry from those of its files, with the lists of `examples` where they belong.

Every node knows its file, so whatever is checked on the whole tree is told at the right place. A part that is there
twice is a fault that names both places; examples only ever add to a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import get_origin

from pydantic import ValidationError

from routing.loading.fields import findings_of
from routing.loading.findings import Finding, TreePath, did_you_mean, line_of, quoted
from routing.loading.yaml_nodes import ListNode, MapNode, Node, Pair, plain, texts, value
from routing.registry.schema import Examples, Registry

# The parts of a registry that are groups of named things: several files may each bring some of them.
_GROUPS = frozenset(name for name, field in Registry.model_fields.items() if get_origin(field.annotation) is dict)
# In `examples`: the groups whose keys are those of entries, and what one of them is called.
_KINDS = {
    "teams": "team",
    "responsibilities": "responsibility",
    "guidance": "guidance",
    "rungs": "rung",
    "topics": "topic",
    "not_ours": "entry of not_ours",
}
_LISTS = frozenset({"asked", "keywords"})


def joined(roots: Iterable[MapNode]) -> tuple[MapNode, list[Finding]]:
    """The tree of a whole registry, the named file's first, and what keeps its files from fitting together."""
    files = list(roots)
    findings: list[Finding] = []
    root = _merged(files, findings)
    for file in files:
        if (examples := file.pairs.get("examples")) is not None:
            findings += _shape(examples)
            if isinstance(examples.value, MapNode):
                root = _with_fields(root, examples.value, ("examples",), findings)
    return root, findings


def _merged(files: list[MapNode], findings: list[Finding]) -> MapNode:
    whole: dict[str, Pair] = {}
    for file in files:
        for name, pair in file.pairs.items():
            if name in {"include", "examples"}:
                continue
            there = whole.setdefault(name, pair)
            if there is pair:
                continue
            if name in _GROUPS and isinstance(there.value, MapNode) and isinstance(pair.value, MapNode):
                findings += _twice(there.value, pair.value, (name,))
                fresh = {key: one for key, one in pair.value.pairs.items() if key not in there.value.pairs}
                whole[name] = replace(there, value=replace(there.value, pairs={**there.value.pairs, **fresh}))
            else:
                findings += [_here_twice(there, pair, ())]
    return replace(files[0], pairs=whole)


def _twice(there: MapNode, more: MapNode, place: TreePath) -> Iterator[Finding]:
    for key in there.pairs.keys() & more.pairs.keys():
        yield _here_twice(there.pairs[key], more.pairs[key], (*place, key))


def _here_twice(first: Pair, again: Pair, place: TreePath) -> Finding:
    hint = f"it is on {line_of(first.key, again.key)} already"
    return Finding(again.key, place, f"the key {quoted(again.key.text)} is here twice", hint)


def _shape(examples: Pair) -> Iterator[Finding]:
    """What is wrong with how `examples` are written. Their texts are checked with the entries that they go to."""
    alone = MapNode({"examples": examples}, examples.key.line, examples.key.column, examples.key.file)
    try:
        Examples.model_validate(plain(examples.value))
        yield from findings_of([], alone)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        for detail in details:
            detail["loc"] = ("examples", *detail["loc"])
        yield from findings_of(details, alone)


def _with_fields(node: MapNode, more: MapNode, place: TreePath, findings: list[Finding]) -> MapNode:
    """A part of the registry with what `examples` adds to its fields."""
    fields = dict(node.pairs)
    for name, pair in more.pairs.items():
        there, here = value(node, name), (*place, name)
        if name in _LISTS and isinstance(pair.value, ListNode):
            if there is None or isinstance(there, ListNode):
                fields[name] = Pair(node.pairs.get(name, pair).key, _longer(there, pair.value))
        elif isinstance(pair.value, MapNode) and (name in _KINDS or name == "ladder"):
            grown = _with_entries if name in _KINDS else _with_fields
            if there is None and name in _KINDS:
                grown(MapNode({}, pair.key.line, pair.key.column), pair.value, here, findings)
            elif isinstance(there, MapNode):
                fields[name] = replace(node.pairs[name], value=grown(there, pair.value, here, findings))
    return replace(node, pairs=fields)


def _with_entries(node: MapNode, more: MapNode, place: TreePath, findings: list[Finding]) -> MapNode:
    """A group of named entries with what `examples` adds to some of them."""
    entries = dict(node.pairs)
    for key, pair in more.pairs.items():
        entry = entries.get(key)
        if entry is None:
            kind = _KINDS[str(place[-1])]
            findings.append(Finding(pair.key, place, f"unknown {kind} {quoted(key)}", did_you_mean(key, entries)))
        elif isinstance(entry.value, MapNode) and isinstance(pair.value, MapNode):
            entries[key] = replace(entry, value=_with_fields(entry.value, pair.value, (*place, key), findings))
    return replace(node, pairs=entries)


def _longer(there: ListNode | None, more: ListNode) -> Node:
    """A list with further texts. What is no text is a fault of its own, and left out."""
    return replace(there or more, items=(*(there.items if there else ()), *texts(more)))
