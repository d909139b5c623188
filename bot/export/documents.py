"""The page and the sheet, each one file that any browser opens: what the templates beside this make of a registry.

The page has the whole registry, most urgent first. The sheet has what fits on two sides of A4, black on white.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.export.contacts import Contact, by_name, contacts
from bot.export.links import link, linked
from bot.slack.messages.wording import ladder_line
from routing.registry.directory import became_sentence, current_team, destination_of, rung_at, steps
from routing.registry.schema import Guidance, Hours, Registry

_HERE = Path(__file__).parent
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Not strftime's: those follow the locale of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """A registry's file name and version, and when the copy was written, in the registry's own time zone."""

    file: str
    version: str
    written: datetime
    zone: str

    @property
    def moment(self) -> str:
        """The date and the time of day: 21 November 2026 at 06:00."""
        return f"{self.written.day} {_MONTHS[self.written.month - 1]} {self.written.year} at {self.written:%H:%M}"


def page(registry: Registry, origin: Origin) -> str:
    """The page as a file's text. The same registry and the same moment give the same text."""
    return _document("page", registry, origin)


def printout(registry: Registry, origin: Origin) -> str:
    """The sheet as a file's text."""
    return _document("sheet", registry, origin)


def _document(name: str, registry: Registry, origin: Origin) -> str:
    """A whole page that stands alone.

    Its policy allows the one style sheet by its hash and nothing else: no script, no picture, no other style. Should
    an escape ever be missed, what slips through is dead text. `'unsafe-inline'` would let a style attribute in.
    """
    style = (_HERE / f"{name}.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    teams = by_name(registry)
    former = registry.former_names.items()
    not_ours = ((key.replace("-", " ").capitalize(), entry) for key, entry in registry.not_ours.items())
    html = _ENVIRONMENT.get_template(f"{name}.html").render(
        registry=registry,
        origin=origin,
        teams=teams,
        owners=[*((key, team.name) for key, team in teams), (None, "Everybody")],
        contacts=contacts(registry),
        style=Markup(style),  # noqa: S704 - a file of ours
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        became_sentences=[became_sentence(registry, named(name, was.channel), name) for name, was in former],
        former_names=partial(former_names, registry),
        guidance_of=partial(guidance_of, registry),
        not_ours_by_name=sorted(not_ours, key=lambda entry: entry[0]),
        rung_at=partial(rung_at, registry),
        steps=partial(steps, registry),
        words=partial(wordlist, registry),
    )
    return f"{html.strip()}\n"


def days(hours: Hours) -> str:
    """The days in words, each run of days by its ends.

    >>> days(Hours(days=("monday", "tuesday", "wednesday", "saturday"), opens="9:00", closes="17:00"))
    'Monday to Wednesday, Saturday'
    """
    numbers = sorted({_WEEK.index(day) for day in hours.days})
    runs = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])  # days in a row keep their distance
    names = ([_WEEK[day].capitalize() for _, day in run] for _, run in runs)
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in names)


def anchor(kind: str, *keys: str) -> str:
    """The id of an entry on the page. Keys never hold two hyphens in a row, so no two entries share one."""
    return "--".join((kind, *keys))


def by_owner(told: Iterable[Contact]) -> dict[str, list[str]]:
    """The sentences of contacts under the names they belong to, each name once."""
    sentences: dict[str, list[str]] = {}
    for contact in told:
        sentences.setdefault(contact.whose, []).append(contact.sentence)
    return sentences


def former_names(registry: Registry, team: str) -> list[str]:
    """What a team was called before, with the channel where there is one."""
    former = registry.former_names.items()
    return [named(name, was.channel) for name, was in former if current_team(registry, name) == team]


def guidance_of(registry: Registry, team: str | None) -> list[tuple[str, Guidance]]:
    """How to go about things with a team; None stands for what is for everybody."""
    return [(key, guide) for key, guide in registry.guidance.items() if guide.team == team]


def named(name: str, channel: str | None) -> str:
    """A name, with its channel in brackets where it has one."""
    return f"{name} ({channel})" if channel else name


def wordlist(registry: Registry) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Every name and keyword A to Z, by letter: the word, what it belongs to, and the id of its entry."""
    words = {(word.casefold(), entry): (word, owner, entry) for word, owner, entry in _words(registry)}
    for letter, entries in groupby(sorted(words.items()), lambda item: _letter(item[0][0])):
        yield letter, [entry for _, entry in entries]


def _letter(word: str) -> str:
    return word[0].upper() if word[0].isalpha() else "Numbers and signs"


def _words(registry: Registry) -> Iterator[tuple[str, str, str]]:
    for key, team in registry.teams.items():
        for name in (team.name, *team.names):
            yield name, "team", anchor("team", key)
        for topic_key, topic in team.responsibilities.items():
            for word in topic.keywords:
                yield word, team.name, anchor("does", key, topic_key)
    for name in registry.former_names:
        if (now := current_team(registry, name)) is not None:
            yield name, "former name of a team", anchor("team", now)
    for key, guide in registry.guidance.items():
        for word in guide.keywords:
            yield word, "guidance", anchor("how", key)


_ENVIRONMENT.filters.update(linked=linked, days=days)
_ENVIRONMENT.globals.update(
    anchor=anchor, by_owner=by_owner, destination_of=destination_of, ladder_line=ladder_line, link=link
)
