"""Everything a question can be about, as one flat list: what the index is built from and what an answer names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from routing.registry.directory import current_team, destination_of
from routing.registry.schema import Guidance, NotOurs, Registry, Responsibility, Team, Topic

NOBODY_HERE = "This looks like something that no team here handles."


class Kind(Enum):
    """What an entry is, which decides what an answer from it says.

    What is `NOT_OURS` the registry says; what is `OFF_TOPIC` is so in every registry (`off_topic.py`).
    """

    RESPONSIBILITY = auto()
    GUIDANCE = auto()
    TEAM = auto()
    RUNG = auto()
    LADDER = auto()
    NOT_OURS = auto()
    OFF_TOPIC = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be about. `destination` is empty for what is not ours; `team` is null outside teams.

    `asked` are all its example questions. `number` is its place in the list of all entries, from 0.
    """

    kind: Kind
    key: str
    topic: Topic
    destination: str
    team: str | None
    place_name: str
    names: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    number: int = 0

    @property
    def texts(self) -> Iterator[str]:
        """Everything that the registry says of it, except what it is not about."""
        yield from (self.topic.what, *self.topic.keywords, *self.names, *self.asked, *self.topic.also)


def entries(registry: Registry) -> tuple[Entry, ...]:
    """All entries of a registry, in its own order."""
    more = registry.also_asked
    return tuple(
        replace(entry, number=number, asked=(*entry.topic.asked, *more.get(entry.key, ())))
        for number, entry in enumerate(_all(registry))
    )


def _all(registry: Registry) -> Iterator[Entry]:
    for key, team in registry.teams.items():
        yield _team(key, team, registry)
        for name, responsibility in team.responsibilities.items():
            where = destination_of(team, responsibility.role)
            yield Entry(Kind.RESPONSIBILITY, name, responsibility, where, key, team.name)
    for key, guidance in registry.guidance.items():
        yield _guidance(key, guidance, registry)
    yield from _ladder(registry)
    for key, not_ours in registry.not_ours.items():
        yield _not_ours(key, not_ours)


def _team(key: str, team: Team, registry: Registry) -> Entry:
    """A team as a whole: found by its names, of today and of old, and by what it says of itself."""
    former = [
        said
        for old, name in registry.former_names.items()
        if current_team(registry, old) == key
        for said in (old, name.channel)
        if said
    ]
    channels = [channel for channel in team.channels.model_dump().values() if channel]
    about = Responsibility(
        what=team.about or f"This is the channel of {team.name}.",
        asked=team.asked,
        also=(f"Read more: {team.read_more}",) if team.read_more else (),
    )
    names = (team.name, *team.names, *former, *channels)
    return Entry(Kind.TEAM, key, about, destination_of(team), key, team.name, names)


def _guidance(key: str, guidance: Guidance, registry: Registry) -> Entry:
    if guidance.team is None:
        return Entry(Kind.GUIDANCE, key, guidance, registry.fallback, None, "the general channel")
    team = registry.teams[guidance.team]
    return Entry(Kind.GUIDANCE, key, guidance, destination_of(team), guidance.team, team.name)


def _ladder(registry: Registry) -> Iterator[Entry]:
    """The topics of each rung and of the whole ladder. What has no contact leads to the first rung that has one."""
    ladder = registry.ladder
    in_order = [ladder.rungs[key] for key in ladder.order if key in ladder.rungs]
    reachable = [rung for rung in (*in_order, *ladder.rungs.values()) if rung.contact]
    first = reachable[0] if reachable else None
    for rung in ladder.rungs.values():
        there = rung if rung.contact else first
        where, who = (there.contact, there.who) if there and there.contact else (registry.fallback, rung.who)
        for name, topic in rung.topics.items():
            yield Entry(Kind.RUNG, name, topic, where, None, who, (*rung.names, *rung.formerly))
    where, who = (first.contact, first.who) if first and first.contact else (registry.fallback, "the general channel")
    for name, topic in ladder.topics.items():
        yield Entry(Kind.LADDER, name, topic, where, None, who)


def _not_ours(key: str, not_ours: NotOurs) -> Entry:
    what = not_ours.say or NOBODY_HERE
    return Entry(Kind.NOT_OURS, key, Topic(what=what, keywords=not_ours.keywords, asked=not_ours.asked), "", None, "")
