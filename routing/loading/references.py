"""Checks between the parts of a registry: every name that one part gives must be there in another.

The checks read the tree of the file, not the validated values: so they run, and tell everything at once, although
some other part of the file is wrong.

The check of the hours in a registry: whoever opens must close later on the same day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from zoneinfo import ZoneInfo, available_timezones

from routing.loading.conflicts import findings_of_conflicts
from routing.loading.findings import Finding, TreePath, did_you_mean, nearest, quoted
from routing.loading.yaml_nodes import MapNode, Node, Pair, ScalarNode, every_topic, pairs, text, texts, value
from routing.registry.schema import Channels

_LONGEST_WAY = 6


def findings_of_references(root: MapNode) -> Iterator[Finding]:
    """Everything that does not fit together in a file, in no particular order."""
    return chain(
        _time_zone(root),
        _teams(root),
        _ladder(root),
        _topics(root),
        _names_of_teams(root),
        _also_asked(root),
        _sources(root),
        _former_names(root),
        findings_of_hours(root),
        findings_of_conflicts(root),
    )


def _time_zone(root: MapNode) -> Iterator[Finding]:
    zone = text(root, "time_zone")
    if zone is None:
        return
    try:
        ZoneInfo(zone.text)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all ("../x"); a directory ("Europe"), too long
        hint = _zone_hint(zone.text)
        yield Finding(zone, ("time_zone",), f"unknown time zone {quoted(zone.text)}", hint)


def _zone_hint(name: str) -> str:
    """People write the city alone. The list of zones is slow to read, so it is read only when it is needed."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    cities = {zone.rsplit("/", 1)[1].replace("_", " "): zone for zone in zones}
    regions = {zone.split("/", 1)[0] for zone in zones}
    by_city = None if name in regions else cities.get(nearest(name, cities) or "")
    meant = nearest(name, zones) if "/" in name else by_city
    return f"did you mean {quoted(meant)}?" if meant else "time zones look like 'Europe/London'"


def _teams(root: MapNode) -> Iterator[Finding]:
    for key, pair in pairs(root, "teams").items():
        channels = value(pair.value, "channels")
        if isinstance(channels, MapNode) and not channels.pairs:
            hint = "add at least 'ask: \"#channel\"'"
            yield Finding(pairs(pair.value)["channels"].key, ("teams", key), "has no channel at all", hint)
        for name, responsibility in pairs(pair.value, "responsibilities").items():
            yield from _role(responsibility.value, channels, ("teams", key, "responsibilities", name))


def _role(responsibility: Node, channels: Node | None, place: TreePath) -> Iterator[Finding]:
    role = text(responsibility, "role")
    if role is not None and role.text in Channels.model_fields and role.text not in pairs(channels):
        there = ", ".join(name for name in pairs(channels) if name in Channels.model_fields)
        hint = f"the team has {there}" if there else ""
        yield Finding(role, place, f"role {quoted(role.text)} names a channel that the team does not have", hint)


def _ladder(root: MapNode) -> Iterator[Finding]:
    teams, rungs = pairs(root, "teams"), pairs(root, "ladder", "rungs")
    for key, pair in rungs.items():
        if key in teams:
            what = f"there is a team {quoted(key)} too, so nobody knows which of them a ladder means"
            yield Finding(pair.key, ("ladder", "rungs", key), what, "rename the rung")
    steps: list[tuple[ScalarNode, str, TreePath]] = [
        (step, "order", ("ladder",)) for step in texts(root, "ladder", "order")
    ]
    for key, pair in teams.items():
        steps.extend((step, "ladder", ("teams", key)) for step in texts(pair.value, "ladder"))
    for step, label, place in steps:
        yield from _step(step, label, place, teams, rungs)


def _step(
    step: ScalarNode, label: str, place: TreePath, teams: Mapping[str, Pair], rungs: Mapping[str, Pair]
) -> Iterator[Finding]:
    """A step is a rung or a team; which of the two somebody meant shows in what it reads most like."""
    if step.text in teams or step.text in rungs:
        return
    choice = nearest(step.text, chain(rungs, teams))
    kind = "team or rung" if choice is None else "rung" if choice in rungs else "team"
    hint = f"did you mean {quoted(choice)}?" if choice else "a ladder names rungs of 'ladder: rungs' and teams"
    yield Finding(step, place, f"{label} names unknown {kind} {quoted(step.text)}", hint)


def _topics(root: MapNode) -> Iterator[Finding]:
    guidance, teams = pairs(root, "guidance"), pairs(root, "teams")
    for topic in every_topic(root):
        for name in texts(topic.node, "guidance"):
            yield from _unknown(name, "", "guidance", topic.place, guidance)
        for name in texts(topic.node, "together_with"):
            yield from _unknown(name, "together_with", "team", topic.place, teams)


def _names_of_teams(root: MapNode) -> Iterator[Finding]:
    teams = pairs(root, "teams")
    yield from _unknown(text(root, "urgent", "team"), "", "team", ("urgent",), teams)
    for key, pair in pairs(root, "guidance").items():
        yield from _unknown(text(pair.value, "team"), "", "team", ("guidance", key), teams)
    for keyword, pair in pairs(root, "tie_breaks").items():
        yield from _unknown(text(pair.value), "", "team", ("tie_breaks", keyword), teams)


def _also_asked(root: MapNode) -> Iterator[Finding]:
    """Further questions stand under the key of their entry, which must then be the only one of that name."""
    topics = Counter(str(topic.place[-1]) for topic in every_topic(root))
    for key, pair in pairs(root, "also_asked").items():
        place = ("also_asked", key)
        if key not in topics and key not in pairs(root, "teams"):
            what = f"unknown entry {quoted(key)}"
            yield Finding(pair.key, place, what, did_you_mean(key, chain(topics, pairs(root, "teams"))))
        elif topics[key] > 1:
            yield Finding(pair.key, place, f"{topics[key]} entries are called {quoted(key)}", "rename all but one")


def _sources(root: MapNode) -> Iterator[Finding]:
    sources = pairs(root, "sources")
    yield from _unknown(text(root, "ladder", "source"), "", "source", ("ladder",), sources)
    for topic in every_topic(root):
        yield from _unknown(text(topic.node, "source"), "", "source", topic.place, sources)
    for name, pair in pairs(root, "former_names").items():
        yield from _unknown(text(pair.value, "source"), "", "source", ("former_names", name), sources)


def _unknown(
    name: ScalarNode | None, label: str, kind: str, place: TreePath, known: Mapping[str, Pair]
) -> Iterator[Finding]:
    """A finding where a name is given that is not among the known ones."""
    if name is not None and name.text not in known:
        what = f"{label} names unknown {kind} {quoted(name.text)}" if label else f"unknown {kind} {quoted(name.text)}"
        yield Finding(name, place, what, did_you_mean(name.text, known))


def _former_names(root: MapNode) -> Iterator[Finding]:
    teams, former = pairs(root, "teams"), pairs(root, "former_names")
    became = {name: node for name, pair in former.items() if (node := text(pair.value, "became")) is not None}
    for name, node in became.items():
        if node.text not in teams and node.text not in former:
            what = f"became names unknown team or former name {quoted(node.text)}"
            yield Finding(node, ("former_names", name), what, did_you_mean(node.text, chain(teams, former)))
    for circle in circles({name: node.text for name, node in became.items() if node.text not in teams}):
        way = " → ".join(quoted(name) for name in [*circle[:_LONGEST_WAY], circle[0]])
        what = f"became goes round in a circle: {way}"
        yield Finding(became[circle[0]], ("former_names", circle[0]), what, "let the newest of them name a team")


def circles(links: Mapping[str, str]) -> Iterator[list[str]]:
    """Every circle among links from one name to the next, each once, from the first of it in their order."""
    seen: set[str] = set()
    for name in links:
        way: dict[str, None] = {}
        here = name
        while here in links and here not in seen:
            seen.add(here)
            way[here] = None
            here = links[here]
        if here in way:
            yield list(way)[list(way).index(here) :]


_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def findings_of_hours(root: MapNode) -> Iterator[Finding]:
    """Hours that are over before they begin. Those that cross midnight are among them: a day has its own hours."""
    for part in ("ladder", "urgent"):
        opens, closes = text(root, part, "hours", "opens"), text(root, part, "hours", "closes")
        if opens is None or closes is None:
            continue
        start, end = _TIME.fullmatch(opens.text), _TIME.fullmatch(closes.text)
        if start and end and (int(start[1]), int(start[2])) >= (int(end[1]), int(end[2])):
            what = f"closes at {closes.text}, which is not after it opens at {opens.text}"
            yield Finding(closes, (part,), what, "times run from 0:00 to 23:59 of one day")
