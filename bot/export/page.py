"""The page: the whole registry as one file that any browser opens, most urgent first.

The index at the page's end, as in a book: the words people use, and where each is answered.

It is long and few read it, so it is folded. A browser's search looks inside and unfolds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bot.export.contacts import by_name, contacts
from bot.export.markup import Markup, Part, document, element, joined, link_to, said
from bot.export.origin import Origin
from bot.export.passages import contact_rows, ladder, points, summary, urgent_path
from bot.export.teams import anchor, caveats, guidance, teams
from routing.registry.directory import became_sentence, current_team
from routing.registry.schema import NotOurs, Registry

# Enough to see what is meant: the keywords of one entry can fill a screen.
MOST_EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that its contents list names, with links to what is in it."""

    key: str
    title: str
    body: Markup
    entries: tuple[Markup, ...] = ()


def page(registry: Registry, origin: Origin) -> str:
    """The page as a file's text. The same registry and the same moment give the same text."""
    sections = tuple(_sections(registry))
    title = f"Who to ask at {registry.organisation}"
    return document(
        f"{title} when Slack is down",
        Path(__file__).with_name("page.css").read_text(encoding="utf-8"),
        element("header", joined((element("h1", title), _opening(origin)))),
        element("nav", joined((element("h2", "Contents"), _contents(sections))), aria_label="Contents"),
        element("main", joined(_drawn(section) for section in sections)),
        element("footer", element("p", _out_of_date(origin))),
    )


def _opening(origin: Origin) -> Markup:
    rows = (
        ("Written", f"{origin.moment} ({origin.zone})"),
        ("Registry", f"{origin.file}, version {origin.version}"),
    )
    use = "For when Slack is down. To find a word, search this page with your browser."
    return joined((element("p", use, class_="lead"), summary(rows)))


def _out_of_date(origin: Origin) -> str:
    """How to tell an old copy."""
    return (
        f"The version is the start of the SHA-256 of {origin.file}. If sha256sum {origin.file} prints another, the "
        "registry has changed since: write a new copy with whoask export."
    )


def _contents(sections: tuple[Section, ...]) -> Markup:
    return points(joined((link_to(section.key, section.title), points(section.entries))) for section in sections)


def _drawn(section: Section) -> Markup:
    return element("section", joined((element("h2", section.title), section.body)), id=section.key)


def _sections(registry: Registry) -> Iterator[Section]:
    if registry.urgent is not None:
        without_slack = element(
            "p", "Addresses that work without Slack: ", link_to("contacts", "contacts that are not Slack"), "."
        )
        yield Section("urgent", "Something urgent", joined((urgent_path(registry.urgent, registry), without_slack)))
    yield Section("ladder", "When you are stuck", ladder(registry))
    yield Section("contacts", "Contacts that are not Slack", _contacts(registry))
    names = tuple(link_to(anchor("team", key), team.name) for key, team in by_name(registry))
    yield Section("teams", "Teams", joined((*_before_the_teams(registry), teams(registry))), names)
    if registry.former_names:
        yield Section("former-names", "Former names", points(map(said, _became(registry))))
    if registry.guidance:
        yield Section("guidance", "How to go about things", guidance(registry))
    if registry.not_ours:
        yield Section("not-ours", "What nobody here handles", _not_ours(registry))
    yield Section("words", "Index", wordlist(registry))


def _contacts(registry: Registry) -> Markup:
    found = contacts(registry)
    groups = (
        ("Mailing lists", found.mailing_lists),
        ("Pages and tools", found.tools),
        ("Where this comes from", found.sources),
    )
    told = [(element("h3", title), contact_rows(some)) for title, some in groups if some]
    return joined(part for pair in told for part in pair) if told else element("p", "The registry names none.")


def _before_the_teams(registry: Registry) -> Iterator[Part]:
    yield element("p", f"If you do not know which team, ask in {registry.fallback}.")
    for caveat in caveats(registry):
        yield element("p", "Where it says “earlier edition”: ", said(caveat))


def _became(registry: Registry) -> Iterator[str]:
    for name, was in registry.former_names.items():
        yield became_sentence(registry, f"{name} ({was.channel})" if was.channel else name, name)


def _not_ours(registry: Registry) -> Markup:
    rows = ((key.replace("-", " ").capitalize(), _what(not_ours)) for key, not_ours in registry.not_ours.items())
    none = "None of our teams handle these, even where a word sounds like something that one of them does."
    return joined((element("p", none), summary(sorted(rows, key=lambda row: row[0]))))


def _what(not_ours: NotOurs) -> Markup:
    examples = f"Such as {', '.join(not_ours.keywords[:MOST_EXAMPLES])}."
    return joined((*([element("p", said(not_ours.say))] if not_ours.say else []), element("p", examples)))


def wordlist(registry: Registry) -> Markup:
    """Every name and keyword A to Z, with a link to its entry."""
    words = {(word.casefold(), name): (word, place) for word, place, name in _words(registry)}
    letters = groupby(sorted(words.items()), lambda entry: _letter(entry[0][0]))
    parts = (
        part
        for letter, entries in letters
        for part in (
            element("h3", letter),
            element("ul", joined(_entry(word, place, name) for (_, name), (word, place) in entries)),
        )
    )
    return element("details", element("summary", "Show every word"), joined(parts))


def _entry(word: str, place: str, name: str) -> Markup:
    return element("li", link_to(name, word), f" {place}")


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
