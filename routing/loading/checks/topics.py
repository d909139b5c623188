"""Where in the tree of a registry the things stand that a question can be about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.loading.checks.findings import TreePath
from routing.loading.document.nodes import MapNode, Node, pairs, text


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
