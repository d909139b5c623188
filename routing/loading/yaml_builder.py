"""PyYAML's events built into a tree, with every trap that YAML's grammar allows told as a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from routing.loading.findings import Finding, Positioned, Spot, TreePath, field_in_words, quoted
from routing.loading.yaml_errors import COMMENT_HINT, QUESTION_MARK
from routing.loading.yaml_nodes import ListNode, MapNode, Node, Pair, ScalarNode
from routing.loading.yaml_source import has_unwanted_character

DEEPEST = 20
MOST_NODES = 100_000
MOST_ALIASED_NODES = 10_000
_MOST_FINDINGS = 1_000
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
_COMMENT_FOR_A_VALUE = re.compile(r"\s*:?\s*(#[^\s#!]\S*)")
_COMMENT_BEHIND_TEXT = re.compile(r"\s+(#[^\s#!]\S*)")


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet. `key` waits for its value; with `skips` the value is left out."""

    start: Spot
    is_map: bool
    is_flow: bool
    anchor: str | None
    nodes_before: int
    items: list[Node] = field(default_factory=list)
    pairs: dict[str, Pair] = field(default_factory=dict)
    key: ScalarNode | None = None
    key_end: Spot | None = None
    skips: bool = False
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an anchor stands for: the node, how many nodes it is made of and how many levels."""

    node: Node
    nodes: int
    height: int


class Builder:
    """Builds the tree from events. `stopped` means that the rest of the file is not worth reading."""

    def __init__(self, lines: Sequence[str], file: str = "") -> None:
        self._file = file
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.stopped = False
        self._lines_with_hash = {number: line for number, line in enumerate(lines, start=1) if "#" in line}
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}  # None while the anchored collection is still open
        self._nodes = 0
        self._aliased = 0
        self._documents = 0

    @property
    def nodes(self) -> int:
        """How many values there are so far, those of aliases counted each time."""
        return self._nodes

    def take(self, event: Event) -> None:
        """Take the next event of the file."""
        if isinstance(event, ScalarEvent):
            self._check_properties(event)
            self._put(self._scalar(event), event.anchor, nodes=1, height=0)
            if self._open and self._open[-1].key is not None:
                self._open[-1].key_end = _spot(event, at_end=True)
        elif isinstance(event, CollectionStartEvent):
            self._start(event)
        elif isinstance(event, CollectionEndEvent):
            self._end()
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(_spot(event), "a second document starts here", "a registry is one document: delete '---'")

    def _start(self, event: CollectionStartEvent) -> None:
        self._check_properties(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        is_map, is_flow = isinstance(event, MappingStartEvent), bool(event.flow_style)
        self._open.append(_Open(_spot(event), is_map, is_flow, event.anchor, self._nodes))
        if len(self._open) > DEEPEST:
            self._stop(
                _spot(event), f"this is nested more than {DEEPEST} levels deep", "a registry needs fewer than 10"
            )

    def _end(self) -> None:
        done = self._open.pop()
        line, column = done.start.line, done.start.column
        file = self._file
        node = (
            MapNode(done.pairs, line, column, file) if done.is_map else ListNode(tuple(done.items), line, column, file)
        )
        self._put(node, done.anchor, nodes=self._nodes - done.nodes_before + 1, height=done.height)

    def _alias(self, event: AliasEvent) -> None:
        at, name = _spot(event), event.anchor or ""
        anchored = self._anchors.get(name)
        if anchored is None:
            kind = "refers to itself" if name in self._anchors else "names an anchor that is not in the file above it"
            self._report(at, f"the alias {quoted('*' + name)} {kind}", "write the thing itself")
            self._put(ScalarNode("", at.line, at.column, empty=True, told=True), None, nodes=1, height=0)
            return
        self._nodes += anchored.nodes - 1
        self._aliased += anchored.nodes
        if self._aliased > MOST_ALIASED_NODES:
            what = f"the aliases of this file stand for more than {MOST_ALIASED_NODES:,} values"
            self._stop(at, what, "write the things themselves")
        elif len(self._open) + anchored.height > DEEPEST:
            self._stop(at, f"this is nested more than {DEEPEST} levels deep", "a registry needs fewer than 10")
        else:
            node = anchored.node
            here = replace(node, line=at.line, column=at.column) if isinstance(node, ScalarNode) else node
            self._put(here, None, nodes=anchored.nodes, height=anchored.height)

    def _put(self, node: Node, anchor: str | None, *, nodes: int, height: int) -> None:
        """Put a finished node where it belongs: at the top, in a list, or in a map as a key or a value."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(node, f"the file holds more than {MOST_NODES:,} values", "is it really a registry?")
        if anchor is not None:
            self._anchors[anchor] = _Anchored(node, nodes, height)
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.height = max(parent.height, height + 1)
        if not parent.is_map:
            parent.items.append(node)
        elif parent.key is None:
            self._put_key(parent, node)
        else:
            if not parent.skips:
                parent.pairs[parent.key.text] = Pair(parent.key, node)
            parent.key, parent.key_end, parent.skips = None, None, False

    def _put_key(self, parent: _Open, node: Node) -> None:
        """Take a node as the key of the value to come. Where it will not do, the value is read and left out."""
        parent.key = ScalarNode("", node.line, node.column)
        parent.skips = True
        if not isinstance(node, ScalarNode):
            self._report(node, "a list or a group of fields cannot be a key", "write a word before the ':'")
        elif node.text == "<<":
            self._report(node, "merge keys (<<) are not allowed", "write the fields themselves")
        elif not node.text:
            self._report(node, "a ':' has no key before it", "write a word before the ':'")
        else:
            parent.key = node
            parent.skips = node.text in parent.pairs
            if parent.skips:
                first = parent.pairs[node.text].key.line
                self._report(node, f"the key {quoted(node.text)} is here twice", f"it is on line {first} already")

    def _scalar(self, event: ScalarEvent) -> ScalarNode:
        at, is_plain = _spot(event), not event.style
        if is_plain and (comment := self._comment(event)) is not None:
            self._report_comment(comment[0], comment[1], event.value)
            empty = event.value in _NOTHING
            return ScalarNode(event.value, at.line, at.column, empty, told=not event.value, file=self._file)
        if is_plain and "?" in event.value and self._open and self._open[-1].is_flow:
            # libyaml and ruamel.yaml read `[who?, what?]`, PyYAML's own parser does not
            self._report(at, QUESTION_MARK, "put it in quotes")
        if event.style == '"' and has_unwanted_character(event.value):
            self._report(at, "a text holds an invisible character, written as \\…", "delete it")
            return ScalarNode("", at.line, at.column, empty=True, told=True)
        if is_plain and event.value in _NOTHING and self._open and self._open[-1].key is not None:
            at = Spot(self._open[-1].key.line, self._open[-1].key.column)  # an empty value is seen at its key
        return ScalarNode(event.value, at.line, at.column, is_plain and event.value in _NOTHING, file=self._file)

    def _comment(self, event: ScalarEvent) -> tuple[Spot, str] | None:
        """The comment that took the place, or the end, of an unquoted text, if it looks like part of the text."""
        spot = _spot(event, at_end=bool(event.value))
        if not event.value and self._open and self._open[-1].key_end is not None:
            spot = self._open[-1].key_end  # libyaml and the Python parser see an empty value in different places
        line = self._lines_with_hash.get(spot.line)
        if line is None:
            return None
        found = (_COMMENT_BEHIND_TEXT if event.value else _COMMENT_FOR_A_VALUE).match(line, spot.column - 1)
        return None if found is None else (Spot(spot.line, found.start(1) + 1), found[1])

    def _report_comment(self, at: Spot, comment: str, before: str) -> None:
        if before:
            hint = "put the text in quotes: # starts a comment"
            self._report(at, f"{quoted(comment)} is a comment, so the text ends before it", hint)
        else:
            label = field_in_words(self._place())
            what = f"{label} is empty" if label else "nothing stands here"
            self._report(at, f"{what}, because {quoted(comment)} is a comment", COMMENT_HINT)

    def _check_properties(self, event: ScalarEvent | CollectionStartEvent) -> None:
        """Refuse tags, and anchors that are there twice (PyYAML refuses them too, ruamel.yaml takes the last)."""
        if event.tag is not None:
            self._report(_spot(event), f"tags such as {quoted(event.tag)} are not allowed", "delete it")
        if event.anchor is not None and event.anchor in self._anchors:
            self._report(_spot(event), f"the anchor {quoted('&' + event.anchor)} is here twice", "rename one of them")

    def _place(self) -> TreePath:
        """The path to the value that is being read: in a map that waits for a key, to the map."""
        path: list[str | int] = []
        for one in self._open:
            if not one.is_map:
                path.append(len(one.items))
            elif one.key is not None and one.key.text:
                path.append(one.key.text)
        return tuple(path)

    def _report(self, at: Positioned, what: str, hint: str) -> None:
        self.findings.append(Finding(at, self._place(), what, hint))
        self.stopped = self.stopped or len(self.findings) >= _MOST_FINDINGS

    def _stop(self, at: Positioned, what: str, hint: str) -> None:
        self._report(at, what, hint)
        self.stopped = True


def _spot(event: Event, *, at_end: bool = False) -> Spot:
    mark = event.end_mark if at_end else event.start_mark
    return Spot(1, 1) if mark is None else Spot(mark.line + 1, mark.column + 1)
