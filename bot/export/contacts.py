"""Every contact that is not on Slack: mailing lists, and each address that a sentence holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.export.links import addresses
from routing.registry.schema import Guidance, Registry, Team, Topic


@dataclass(frozen=True, slots=True)
class Contact:
    """A sentence with an address in it, and whose it is."""

    whose: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """All of a registry's contacts that are not Slack, each address once."""

    mailing_lists: tuple[Contact, ...]
    tools: tuple[Contact, ...]
    sources: tuple[Contact, ...]


def contacts(registry: Registry) -> Contacts:
    """The mailing lists, the addresses in sentences (the urgent team's first), and the pages it all comes from."""
    lists = tuple(_mailing_lists(registry))
    tools = tuple(_new(_sentences(registry), seen={one for told in lists for one in addresses(told.sentence)}))
    sources = tuple(Contact(source.title, source.url) for source in registry.sources.values() if source.url)
    return Contacts(lists, tools, sources)


def by_name(registry: Registry) -> list[tuple[str, Team]]:
    """The teams' keys and teams, A to Z."""
    return sorted(registry.teams.items(), key=lambda item: (item[1].name.casefold(), item[0]))


def _mailing_lists(registry: Registry) -> Iterator[Contact]:
    for rung in registry.ladder.rungs.values():
        if rung.mailing_list is not None:
            name, url = rung.mailing_list.name, rung.mailing_list.url
            yield Contact(rung.who, f"{name}: {url}" if url else name)


def _new(told: Iterable[Contact], seen: set[str]) -> Iterator[Contact]:
    """Those with an address that none before had."""
    for contact in told:
        new = set(addresses(contact.sentence)) - seen
        if new:
            seen |= new
            yield contact


def _sentences(registry: Registry) -> Iterator[Contact]:
    """Every sentence that a page shows, in the order of how urgently its address may be needed."""
    urgent = registry.urgent
    teams = sorted(by_name(registry), key=lambda item: urgent is None or item[0] != urgent.team)
    if urgent is not None:
        name = registry.teams[urgent.team].name
        yield from (Contact(name, line) for line in (*urgent.say, *urgent.in_hours, *urgent.out_of_hours))
    for key, team in teams:
        yield from (Contact(team.name, sentence) for sentence in _of_team(key, team, registry))
    general = [guide for guide in registry.guidance.values() if guide.team is None]
    yield from (Contact("Everybody", sentence) for guide in general for sentence in _of_topic(guide))
    for rung in registry.ladder.rungs.values():
        topics = (sentence for topic in rung.topics.values() for sentence in _of_topic(topic))
        yield from (Contact(rung.who, sentence) for sentence in (*filter(None, [rung.how]), *topics))
    for topic in registry.ladder.topics.values():
        yield from (Contact("Escalation", sentence) for sentence in _of_topic(topic))
    for former, was in registry.former_names.items():
        yield from (Contact(former, note) for note in filter(None, [was.note]))
    for not_ours in registry.not_ours.values():
        yield from (Contact("Not ours", say) for say in filter(None, [not_ours.say]))


def _of_team(key: str, team: Team, registry: Registry) -> Iterator[str]:
    yield from filter(None, [team.about])
    if team.read_more:
        yield f"Read more: {team.read_more}"
    for responsibility in team.responsibilities.values():
        yield from _of_topic(responsibility)
    for guide in registry.guidance.values():
        if guide.team == key:
            yield from _of_topic(guide)


def _of_topic(topic: Topic) -> Iterator[str]:
    """What an entry says. Its further sentences come with the first, because “More: …” alone says nothing."""
    yield topic.what
    steps = topic.steps if isinstance(topic, Guidance) else ()
    yield from (f"{topic.what} {sentence}" for sentence in (*topic.also, *steps))
    yield from (exclusion.what for exclusion in topic.exclusions)
