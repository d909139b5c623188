"""Checks for clashes in a registry: one name, channel, keyword or word must not lead to two places.

Like those in `parts.py`, these read the tree of the file, so that they run although some other part is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from routing.loading.findings import Finding, TreePath, did_you_mean, field_in_words, line_of, quoted
from routing.loading.yaml_nodes import ListNode, MapNode, ScalarNode, every_node, every_topic, pairs, text, texts

_TYPEABLE = re.compile(r"[a-z0-9]", re.IGNORECASE)
# Lists of sentences for people: saying the same thing twice in them is a matter of style.
_SENTENCES = frozenset({"say", "in_hours", "out_of_hours", "steps", "also"})
_STEPS = frozenset({"order", "ladder"})


@dataclass(frozen=True, slots=True)
class _Claim:
    """One use of a name or keyword: the key of the team it leads to, the node and the part of the registry."""

    team: str
    node: ScalarNode
    place: TreePath
    label: str


def findings_of_conflicts(root: MapNode) -> Iterator[Finding]:
    """Everything in a file that would lead to two places, or is there twice."""
    return chain(
        _names(root),
        _slack_ids(root),
        _keywords(root),
        _tie_breaks(root),
        _not_ours(root),
        _vocabulary(root),
        _word_lists(root),
    )


def _names(root: MapNode) -> Iterator[Finding]:
    """Names, keys and channels are one set of words to an asker: `/whoask team NAME` takes any of them."""
    first: dict[str, _Claim] = {}
    for claim in chain(_present_names(root), _names_of_the_past(root)):
        other = first.setdefault(_folded(claim.node.text).lstrip("#@"), claim)
        if other.team != claim.team:
            what = f"{claim.label} {quoted(claim.node.text)} leads to team {quoted(other.team)} too"
            yield Finding(claim.node, claim.place, what, f"{line_of(other.node, claim.node)} has it already")


def _present_names(root: MapNode) -> Iterator[_Claim]:
    for key, pair in pairs(root, "teams").items():
        place = ("teams", key)
        yield _Claim(key, pair.key, place, "key")
        if (name := text(pair.value, "name")) is not None:
            yield _Claim(key, name, place, "name")
        for alias in texts(pair.value, "names"):
            yield _Claim(key, alias, place, "other name")
        for role in pairs(pair.value, "channels"):
            if (channel := text(pair.value, "channels", role)) is not None:
                yield _Claim(key, channel, place, "channel")


def _names_of_the_past(root: MapNode) -> Iterator[_Claim]:
    for name, pair in pairs(root, "former_names").items():
        team = _team_today(root, name)
        if team is None:
            continue
        yield _Claim(team, pair.key, ("former_names", name), "former name")
        if (channel := text(pair.value, "channel")) is not None:
            yield _Claim(team, channel, ("former_names", name), "former channel")


def _team_today(root: MapNode, former_name: str) -> str | None:
    """The team that a former name leads to in the end, or None where it leads nowhere or in a circle.

    A chain of more than 50 renamings is taken for a circle, so that a hostile file cannot make this slow.
    """
    teams, here = pairs(root, "teams"), former_name
    for _ in range(50):
        became = text(root, "former_names", here, "became")
        if became is None:
            return None
        if became.text in teams:
            return became.text
        here = became.text
    return None


def _slack_ids(root: MapNode) -> Iterator[Finding]:
    first: dict[str, tuple[str, ScalarNode]] = {}
    for key, pair in pairs(root, "teams").items():
        if (slack_id := text(pair.value, "slack_id")) is None:
            continue
        team, other = first.setdefault(slack_id.text, (key, slack_id))
        if team != key:
            what = f"slack_id {quoted(slack_id.text)} is the one of team {quoted(team)} too"
            yield Finding(slack_id, ("teams", key), what, f"{line_of(other, slack_id)} has it already")


def _claims_of_keywords(root: MapNode) -> dict[str, dict[str, _Claim]]:
    """For every keyword, the teams that claim it, each with its first claim."""
    claims: dict[str, dict[str, _Claim]] = {}
    for topic in every_topic(root):
        if topic.team is None:
            continue
        for keyword in texts(topic.node, "keywords"):
            claim = _Claim(topic.team, keyword, topic.place, "keyword")
            claims.setdefault(_folded(keyword.text), {}).setdefault(topic.team, claim)
    return claims


def _keywords(root: MapNode) -> Iterator[Finding]:
    settled = {_folded(keyword) for keyword in pairs(root, "tie_breaks")}
    for keyword, by_team in _claims_of_keywords(root).items():
        first, *others = by_team.values()
        for claim in others if keyword not in settled else ():
            what = f"keyword {quoted(claim.node.text)} is claimed by team {quoted(first.team)} too, on"
            hint = "settle it under 'tie_breaks', or take it from one of them"
            yield Finding(claim.node, claim.place, f"{what} {line_of(first.node, claim.node)}", hint)


def _tie_breaks(root: MapNode) -> Iterator[Finding]:
    claims, first = _claims_of_keywords(root), dict[str, ScalarNode]()
    for keyword, pair in pairs(root, "tie_breaks").items():
        place, by_team = ("tie_breaks", keyword), claims.get(_folded(keyword), {})
        team = text(pair.value)
        other = first.setdefault(_folded(keyword), pair.key)
        if other is not pair.key:
            yield Finding(pair.key, place, "this keyword is settled already", f"on {line_of(other, pair.key)}")
        elif not by_team:
            yield Finding(pair.key, place, "no team claims this keyword", did_you_mean(keyword, claims))
        elif team is not None and team.text in pairs(root, "teams") and team.text not in by_team:
            what = f"team {quoted(team.text)} does not claim this keyword"
            yield Finding(team, place, what, f"claimed by {', '.join(list(by_team)[:5])}")


def _not_ours(root: MapNode) -> Iterator[Finding]:
    claims = _claims_of_keywords(root)
    for key, pair in pairs(root, "not_ours").items():
        for keyword in texts(pair.value, "keywords"):
            for claim in claims.get(_folded(keyword.text), {}).values():
                what = f"keyword {quoted(keyword.text)} is claimed by team {quoted(claim.team)} on"
                hint = "take it from one of them"
                yield Finding(keyword, ("not_ours", key), f"{what} {line_of(claim.node, keyword)}", hint)


def _vocabulary(root: MapNode) -> Iterator[Finding]:
    first: dict[str, tuple[str, ScalarNode]] = {}
    for group, pair in pairs(root, "vocabulary").items():
        for word in (pair.key, *texts(pair.value)):
            other_group, other = first.setdefault(_folded(word.text), (group, word))
            if other_group != group:
                what = f"{quoted(word.text)} is in the group {quoted(other_group)} too, on {line_of(other, word)}"
                yield Finding(word, ("vocabulary", group), what, "a word belongs to one group: join the two")
            elif other is pair.key and word is not pair.key:
                what = f"{quoted(word.text)} is the group's own name"
                yield Finding(word, ("vocabulary", group), what, "leave it out of the list")


def _word_lists(root: MapNode) -> Iterator[Finding]:
    """Lists that have a word twice, and lists of keywords without any."""
    for place, node in every_node(root):
        label = field_in_words(place) if isinstance(node, ListNode) else ""
        if not isinstance(node, ListNode) or label in _SENTENCES:
            continue
        if label == "keywords" and not node.items and place[0] != "not_ours":  # there the schema asks for one
            yield Finding(node, place, "keywords is an empty list", "write one, or delete the line")
        first: dict[str, ScalarNode] = {}
        for word in texts(node):
            if label == "keywords" and word.text.strip() and not _TYPEABLE.search(word.text):
                what = f"keyword {quoted(word.text)} holds no letter from a to z and no digit, so no question has it"
                yield Finding(word, place, what, "whoask reads English")
            other = first.setdefault(_folded(word.text), word)
            if other is not word:
                what = f"{label} has {'the step ' if label in _STEPS else ''}{quoted(word.text)} twice".lstrip()
                yield Finding(word, place, what, f"it is on {line_of(other, word)} already")


def _folded(word: str) -> str:
    return " ".join(word.casefold().split())
