"""The nodes of a YAML tree, each with its file, line and column (from 1), and the ways to look into one.

The look-ups never fail: what is missing, or is of another kind than asked for, is None or empty. That lets checks
between parts go on when some part is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routing.loading.findings import TreePath


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A text. `empty`: nothing stands there, or `null` (unlike "" in quotes). `told`: it is a finding already."""

    text: str
    line: int
    column: int
    empty: bool = False
    told: bool = False
    file: str = ""


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its value."""

    key: ScalarNode
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """A group of fields, each under its key, in the order of the file."""

    pairs: Mapping[str, Pair]
    line: int
    column: int
    file: str = ""


Node = ScalarNode | ListNode | MapNode


def plain(node: Node) -> object:
    """The tree as dicts, lists and texts; None where nothing stands."""
    if isinstance(node, ScalarNode):
        return None if node.empty else node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key: plain(pair.value) for key, pair in node.pairs.items()}


def every_node(node: Node) -> Iterator[tuple[TreePath, Node]]:
    """A node and all below it, each with its path."""
    waiting: list[tuple[TreePath, Node]] = [((), node)]
    while waiting:
        place, here = waiting.pop()
        yield place, here
        if isinstance(here, ListNode):
            waiting.extend(((*place, index), item) for index, item in enumerate(here.items))
        elif isinstance(here, MapNode):
            waiting.extend(((*place, key), pair.value) for key, pair in here.pairs.items())


def pairs(node: Node | None, *names: str) -> Mapping[str, Pair]:
    """The fields of a node, or of the one found by following field names from it."""
    found = value(node, *names)
    return found.pairs if isinstance(found, MapNode) else {}


def value(node: Node | None, *names: str) -> Node | None:
    """The node found by following field names."""
    for name in names:
        pair = node.pairs.get(name) if isinstance(node, MapNode) else None
        node = None if pair is None else pair.value
    return node


def text(node: Node | None, *names: str) -> ScalarNode | None:
    """The text found by following field names, unless it is empty."""
    found = value(node, *names)
    return found if isinstance(found, ScalarNode) and found.text.strip() and not found.empty else None


def texts(node: Node | None, *names: str) -> tuple[ScalarNode, ...]:
    """The texts of the list found by following field names."""
    found = value(node, *names)
    if not isinstance(found, ListNode):
        return ()
    return tuple(item for item in found.items if text(item) is not None and isinstance(item, ScalarNode))


def value_at(root: Node, place: TreePath) -> Node | None:
    """The node at a path."""
    node: Node | None = root
    for part in place:
        if isinstance(node, MapNode):
            pair = node.pairs.get(str(part))
            node = None if pair is None else pair.value
        elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            return None
    return node


@dataclass(frozen=True, slots=True)
class TopicNode:
    """A responsibility, a topic or guidance, and the key of the team that it sends people to, if it is a team."""

    node: Node
    place: TreePath
    team: str | None


def every_topic(root: MapNode) -> Iterator[TopicNode]:
    """Everything in a registry that a question can be about, in the order of its parts."""
    for key, team in pairs(root, "teams").items():
        for name, pair in pairs(team.value, "responsibilities").items():
            yield TopicNode(pair.value, ("teams", key, "responsibilities", name), key)
    for name, pair in pairs(root, "ladder", "topics").items():
        yield TopicNode(pair.value, ("ladder", "topics", name), None)
    for key, rung in pairs(root, "ladder", "rungs").items():
        for name, pair in pairs(rung.value, "topics").items():
            yield TopicNode(pair.value, ("ladder", "rungs", key, "topics", name), None)
    for name, pair in pairs(root, "guidance").items():
        asked = text(pair.value, "team")
        yield TopicNode(pair.value, ("guidance", name), None if asked is None else asked.text)
