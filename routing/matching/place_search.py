"""The answer that somebody picks by hand: for a team or one of its responsibilities, as the registry has them now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from routing.answers import Found, Place
from routing.matching.entries import Entry, Kind
from routing.matching.evidence import guidance, of_entry, shared_by
from routing.matching.index import Index
from routing.registry.directory import steps

# Below this, what was typed and what is offered have little more in common than letters.
ALIKE = 70


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick. `key` is the entry's, `name` what people read; `team` is the key of its team."""

    kind: Literal["team", "responsibility"]
    key: str
    team: str
    name: str

    @property
    def code(self) -> str:
        """The choice in one word, for the store: ``team:KEY`` or ``responsibility:TEAM/KEY``."""
        return f"team:{self.key}" if self.kind == "team" else f"responsibility:{self.team}/{self.key}"


def pick(index: Index, code: str) -> Found | None:
    """The answer for a choice's code; null where the registry does not have it any more."""
    kind, _, name = code.partition(":")
    team, _, key = name.rpartition("/")
    wanted = {"team": Kind.TEAM, "responsibility": Kind.RESPONSIBILITY}.get(kind)
    same = (one for one in index.entries if one.kind is wanted and one.key == key and (one.team == team or not team))
    entry = next(same, None)
    if entry is None or not entry.destination:
        return None
    place = Place(
        destination=entry.destination,
        team=entry.team,
        name=entry.place_name,
        confidence=1.0,
        because=(of_entry(entry, (), index.registry),),
    )
    return Found(
        place=place,
        ladder=steps(index.registry, entry.team),
        notes=shared_by(entry.topic, index.registry),
        guidance=guidance(entry.topic, index.registry),
    )


# No name is longer. What is compared with every entry costs its length each time: 3,000 characters took seconds.
LONGEST_TYPED = 100


def choices(index: Index, typed: str, *, limit: int) -> list[Choice]:
    """What somebody may mean by the beginning of a word, by any part of a name, or by something like it.

    Nothing typed yet: the teams from A to Z.
    """
    wanted = " ".join(typed[:LONGEST_TYPED].casefold().split())
    offered = [entry for entry in index.entries if entry.kind in {Kind.TEAM, Kind.RESPONSIBILITY} and entry.destination]
    if not wanted:
        teams = [entry for entry in offered if entry.kind is Kind.TEAM]
        return [_choice(entry) for entry in sorted(teams, key=lambda entry: entry.place_name.casefold())][:limit]
    ranked = sorted(((_rank(entry, wanted), entry.number, entry) for entry in offered), key=lambda one: one[:2])
    found = [entry for rank, _, entry in ranked if rank < _NO_MATCH] or _alike(offered, wanted)
    return [_choice(entry) for entry in found][:limit]


_NO_MATCH = 4


def _rank(entry: Entry, wanted: str) -> int:
    """0 for a name that begins so, 1 for a word of a name, 2 for a keyword's, 3 for one of the sentence, 4 for none."""
    names = [text.casefold() for text in (entry.place_name, *entry.names) if entry.kind is Kind.TEAM]
    if any(name.lstrip("#@").startswith(wanted.lstrip("#@")) for name in names):
        return 0
    if any(_begins_a_word(name, wanted) for name in names):
        return 1
    if any(_begins_a_word(keyword.casefold(), wanted) for keyword in entry.topic.keywords):
        return 2
    return 3 if _begins_a_word(entry.topic.what.casefold(), wanted) else _NO_MATCH


def _begins_a_word(text: str, wanted: str) -> bool:
    return text.startswith(wanted) or any(sign + wanted in text for sign in " -_/#(“")


def _alike(offered: list[Entry], wanted: str) -> list[Entry]:
    """For a slip of the fingers."""
    texts = [" ".join((entry.place_name, *entry.names, *entry.topic.keywords)).casefold() for entry in offered]
    near = process.extract(wanted, texts, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=20)
    return [offered[place] for _, _, place in near]


def _choice(entry: Entry) -> Choice:
    team = entry.team or ""
    if entry.kind is Kind.TEAM:
        return Choice("team", entry.key, team, f"{entry.place_name} ({entry.destination})")
    # Many sentences begin with the team's name already, and an option has room for 75 characters.
    what = entry.topic.what
    named = what if what.startswith(entry.place_name) else f"{entry.place_name}: {what}"
    return Choice("responsibility", entry.key, team, named)
