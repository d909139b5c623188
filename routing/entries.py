"""Everything a question can be about, as one flat list: what the index is built from and what an answer names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from routing.directory import current_team, destination_of
from routing.registry import Guidance, NotOurs, Registry, Responsibility, Team, Topic


class Kind(Enum):
    """What an entry is, which decides what an answer from it says."""

    RESPONSIBILITY = auto()
    GUIDANCE = auto()
    TEAM = auto()
    RUNG = auto()
    LADDER = auto()
    NOT_OURS = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be about. `destination` is empty for what is not ours; `team` is null outside teams.

    `rung` is the place on the default ladder, from 0, for an entry of the ladder.
    """

    number: int
    kind: Kind
    key: str
    topic: Topic
    destination: str
    team: str | None
    place_name: str
    names: tuple[str, ...] = ()
    rung: int | None = None


def entries(registry: Registry) -> list[Entry]:
    """All entries of a registry, in its own order, numbered from 0."""
    return [
        Entry(number, **fields)  # type: ignore[arg-type]
        for number, fields in enumerate(_all_fields(registry))
    ]


def _all_fields(registry: Registry) -> Iterator[dict[str, object]]:
    for key, team in registry.teams.items():
        yield from _of_team(key, team, registry)
    for key, guidance in registry.guidance.items():
        yield _of_guidance(key, guidance, registry)
    yield from _of_ladder(registry)
    for key, not_ours in registry.not_ours.items():
        yield _of_not_ours(key, not_ours)


def _of_team(key: str, team: Team, registry: Registry) -> Iterator[dict[str, object]]:
    former = [
        said
        for old, name in registry.former_names.items()
        if current_team(registry, old) == key
        for said in (old, name.channel)
        if said
    ]
    about = team.about or f"This is the channel of {team.name}."
    also = (f"Read more: {team.read_more}",) if team.read_more else ()
    yield {
        "kind": Kind.TEAM,
        "key": key,
        "topic": Responsibility(what=about, also=also),
        "destination": destination_of(team),
        "team": key,
        "place_name": team.name,
        "names": (team.name, *team.names, *former, *filter(None, team.channels.model_dump().values())),
    }
    for name, responsibility in team.responsibilities.items():
        yield {
            "kind": Kind.RESPONSIBILITY,
            "key": name,
            "topic": responsibility,
            "destination": destination_of(team, responsibility.role),
            "team": key,
            "place_name": team.name,
        }


def _of_guidance(key: str, guidance: Guidance, registry: Registry) -> dict[str, object]:
    team = registry.teams.get(guidance.team) if guidance.team else None
    return {
        "kind": Kind.GUIDANCE,
        "key": key,
        "topic": guidance,
        "destination": destination_of(team) if team else registry.fallback,
        "team": guidance.team,
        "place_name": team.name if team else registry.fallback,
    }


def _of_ladder(registry: Registry) -> Iterator[dict[str, object]]:
    order = [key for key in registry.ladder.order if key in registry.ladder.rungs]
    first_contact = next((rung.contact for key in order if (rung := registry.ladder.rungs[key]).contact), None)
    for place, key in enumerate(order):
        rung = registry.ladder.rungs[key]
        for name, topic in rung.topics.items():
            yield {
                "kind": Kind.RUNG,
                "key": name,
                "topic": topic,
                "destination": rung.contact or first_contact or registry.fallback,
                "team": None,
                "place_name": rung.who,
                "names": (*rung.names, *rung.formerly),
                "rung": place,
            }
    for name, topic in registry.ladder.topics.items():
        yield {
            "kind": Kind.LADDER,
            "key": name,
            "topic": topic,
            "destination": first_contact or registry.fallback,
            "team": None,
            "place_name": "The escalation ladder",
        }


def _of_not_ours(key: str, not_ours: NotOurs) -> dict[str, object]:
    what = not_ours.say or "This looks like something that no team here handles."
    return {
        "kind": Kind.NOT_OURS,
        "key": key,
        "topic": Topic(what=what, keywords=not_ours.keywords, asked=not_ours.asked),
        "destination": "",
        "team": None,
        "place_name": "",
    }
