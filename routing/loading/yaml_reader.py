"""YAML as a plain tree with positions: every scalar a text, every trap of YAML closed.

PyYAML's events are read one by one, without recursion, so that nothing in a file can exhaust the stack: 100,000
opening brackets are one fault. Nothing is typed here: `no`, `9:30` and `1e3` stay the texts they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.events import Event

from routing.loading.findings import Finding, Spot
from routing.loading.yaml_builder import Builder
from routing.loading.yaml_errors import in_plain_words
from routing.loading.yaml_nodes import ListNode, MapNode, Node, ScalarNode
from routing.loading.yaml_source import decode

# libyaml where PyYAML was built with it: about eight times as fast. The tests run every trap through both.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole file: its top level (None where it cannot be used at all), every fault on the way there, its size."""

    root: MapNode | None
    findings: tuple[Finding, ...]
    nodes: int = 0


def read_yaml(data: bytes, file: str = "") -> Tree:
    """The tree of a file and its findings; `file` is what its nodes call it. Never raises, whatever the bytes are.

    Where YAML itself is broken, reading ends there: the findings up to that line are kept.
    """
    source, faults = decode(data)
    if faults:
        return Tree(None, faults)
    lines = source.splitlines()
    builder = Builder(lines, file)
    try:
        for event in _events(source):
            builder.take(event)
            if builder.stopped:
                break
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: escapes beyond Unicode, huge numbers
        return Tree(None, (*builder.findings, in_plain_words(error, lines)))
    if builder.stopped:
        return Tree(None, tuple(builder.findings))
    root = builder.root
    if isinstance(root, MapNode):
        return Tree(root, tuple(builder.findings), builder.nodes)
    return Tree(None, (*builder.findings, _no_registry(root)))


def _events(source: str) -> Iterator[Event]:
    loader = _LOADER(source)
    try:
        while loader.check_event():
            yield loader.get_event()  # type: ignore[no-untyped-call]  # a gap of types-PyYAML
    finally:
        loader.dispose()


def _no_registry(root: Node | None) -> Finding:
    """What is wrong with a file whose top level is not a group of fields."""
    hint = "a registry is made of fields, the first of them 'organisation: …'"
    if root is None or (isinstance(root, ScalarNode) and root.empty):
        return Finding(Spot(1, 1), "the file", "is empty", hint)
    return Finding(root, "the file", f"is a {'list' if isinstance(root, ListNode) else 'single text'}", hint)
