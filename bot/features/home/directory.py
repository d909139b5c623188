"""The directory of teams: searched by present and former names, by what they do, and as a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from routing.matching.index import Index
from routing.matching.place_search import choices
from routing.registry.directory import became_sentence, current_team, destination_of, find_team
from routing.registry.schema import Team
from routing.route import analyse

# Names and sentences that are searched; a team has about ten.
MOST_CHOICES = 300


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A team in the directory. `why` is what became of the former name that matched, or what the team does."""

    name: str
    destination: str
    why: str = ""


def all_teams(index: Index) -> list[DirectoryEntry]:
    """All teams, from A to Z."""
    teams = sorted(index.registry.teams.values(), key=lambda team: team.name.casefold())
    return [_entry(team) for team in teams]


def search(index: Index, typed: str) -> list[DirectoryEntry]:
    """The teams that match, the best first: by former name, by name or work, else as a question."""
    wanted = " ".join(typed.split())
    if not wanted:
        return all_teams(index)
    found: dict[str, str] = {}
    for key, why in (*_by_former_name(index, wanted), *_by_name_or_work(index, wanted)):
        found[key] = found.get(key) or why
    for key, why in () if found else _by_question(index, wanted):
        found.setdefault(key, why)
    teams = index.registry.teams
    return [_entry(teams[key], why) for key, why in found.items()]


def _entry(team: Team, why: str = "") -> DirectoryEntry:
    return DirectoryEntry(team.name, destination_of(team), why or team.about or "")


def _by_former_name(index: Index, wanted: str) -> Iterator[tuple[str, str]]:
    registry = index.registry
    exactly = find_team(registry, wanted)
    if exactly:
        yield exactly.key, exactly.former or ""
    start = re.compile(rf"(?<!\w){re.escape(wanted.lstrip('#@'))}", re.IGNORECASE)
    for old, former in registry.former_names.items():
        said = next((name for name in (old, former.channel) if name and start.search(name)), None)
        if said and (key := current_team(registry, old)):
            yield key, became_sentence(registry, said, old)


def _by_name_or_work(index: Index, wanted: str) -> Iterator[tuple[str, str]]:
    for choice in choices(index, wanted, limit=MOST_CHOICES):
        team = index.registry.teams[choice.team]
        tasks = team.responsibilities.get(choice.key) if choice.kind == "responsibility" else None
        yield choice.team, _sentence(tasks.what) if tasks else ""


def _by_question(index: Index, wanted: str) -> Iterator[tuple[str, str]]:
    for option in analyse(wanted, index).options:
        team = option.best.team
        if option.is_ours and team:
            tasks = index.registry.teams[team].responsibilities.get(option.best.key)
            yield team, _sentence(tasks.what) if tasks else ""


def _sentence(what: str) -> str:
    return what if what.endswith((".", "!", "?")) else f"{what}."
