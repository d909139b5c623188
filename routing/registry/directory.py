"""Look-ups by name: teams (under any name they have or had), their channels and their ladder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from routing.answers import Step
from routing.registry.schema import Registry, Rung, Team


@dataclass(frozen=True, slots=True)
class FoundTeam:
    """A team found by name. `former` is a sentence to show where the name given is an old one."""

    key: str
    team: Team
    former: str | None = None


def destination_of(team: Team, role: str | None = None) -> str:
    """The channel to ask a team in, or the one of a given role where an entry names one."""
    channels = team.channels
    if role is not None and (channel := getattr(channels, role)) is not None:
        return str(channel)
    return channels.ask or channels.team or channels.deploys or channels.alerts or ""


def places(registry: Registry) -> frozenset[str]:
    """Every channel and group that the registry names as a place to ask, `#channel` or `@group`."""
    channels = (channel for team in registry.teams.values() for channel in team.channels.model_dump().values())
    rungs = (rung.contact for rung in registry.ladder.rungs.values())
    return frozenset(name for name in (registry.fallback, *channels, *rungs) if name)


def find_team(registry: Registry, name: str) -> FoundTeam | None:
    """The team that goes, or went, by exactly this name, key or channel (letter case and spaces do not matter)."""
    wanted = _folded(name)
    for key, team in registry.teams.items():
        if wanted in _present_names(key, team):
            return FoundTeam(key, team)
    for old, former in registry.former_names.items():
        names = {_folded(old)} | ({_folded(former.channel)} if former.channel else set())
        if wanted in names and (now := current_team(registry, old)) is not None:
            return FoundTeam(now, registry.teams[now], became_sentence(registry, name.strip(), old))
    return None


def current_team(registry: Registry, former_name: str) -> str | None:
    """The key of the team that a former name leads to, following every step of what became what."""
    seen: set[str] = set()
    name = former_name
    while name not in registry.teams:
        if name in seen or name not in registry.former_names:
            return None
        seen.add(name)
        name = registry.former_names[name].became
    return name


def became_sentence(registry: Registry, said: str, former_name: str) -> str:
    """What an old name is now, in one sentence: channel for channel, team for team.

    >>> became_sentence(registry, "#govuk-2ndline", "2nd Line")      # doctest: +SKIP
    '#govuk-2ndline is now #govuk-2ndline-tech.'
    """
    key = current_team(registry, former_name)
    if key is None:
        return f"{said} is no longer in use."
    team = registry.teams[key]
    channel = destination_of(team)
    now = channel if said.startswith("#") else f"{team.name} ({channel})"
    note = registry.former_names[former_name].note
    return f"{said} is now {now}." + (f" {note}" if note else "")


def steps(registry: Registry, team_key: str | None = None) -> tuple[Step, ...]:
    """The ladder from its first rung: a team's own where it has one, else the default."""
    return tuple(_step(registry, number, key) for number, key in enumerate(_order(registry, team_key), start=1))


def rung_at(registry: Registry, step: int, team_key: str | None = None) -> Rung | None:
    """The rung at a step of `steps`; None where a team stands there."""
    return registry.ladder.rungs.get(_order(registry, team_key)[step - 1])


def wait_at(registry: Registry, step: int, team_key: str | None = None) -> timedelta:
    """How long to wait for an answer at a step of `steps`, in working time. Step 0 is the place asked before them."""
    key = _order(registry, team_key)[step - 1] if step else None
    rung = registry.ladder.rungs.get(key) if key else None
    number, unit = ((rung.wait if rung else None) or registry.ladder.wait).split()
    return timedelta(hours=int(number)) if unit.startswith("hour") else timedelta(minutes=int(number))


def _order(registry: Registry, team_key: str | None) -> tuple[str, ...]:
    team = registry.teams.get(team_key) if team_key else None
    return team.ladder if team is not None and team.ladder else registry.ladder.order


def _step(registry: Registry, number: int, key: str) -> Step:
    if key in registry.ladder.rungs:
        rung = registry.ladder.rungs[key]
        return Step(number, rung.who, rung.contact)
    team = registry.teams[key]
    return Step(number, team.name, destination_of(team))


def _present_names(key: str, team: Team) -> set[str]:
    channels = team.channels
    said = [
        key,
        team.name,
        *team.names,
        *filter(None, (channels.ask, channels.team, channels.alerts, channels.deploys)),
    ]
    return {_folded(name) for name in said}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split()).lstrip("#@")
