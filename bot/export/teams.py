"""The teams A to Z, and how to go about things with each: what the page has and the sheet has no room for."""

from __future__ import annotations

from collections.abc import Iterator

from bot.export.contacts import by_name
from bot.export.markup import Markup, Part, element, joined, link, link_to, said
from bot.export.passages import place, points, summary
from routing.registry.directory import current_team, destination_of
from routing.registry.schema import Guidance, Registry, Responsibility, Team, Topic

ROLES = {"ask": "Ask in", "team": "Team channel", "alerts": "Alerts", "deploys": "Deploys"}


def teams(registry: Registry) -> Markup:
    """Every team: where to ask it, what it does and what it does not."""
    return joined(_team(key, team, registry) for key, team in by_name(registry))


def guidance(registry: Registry) -> Markup:
    """How to go about things: by team, A to Z, and last what is for everybody."""
    owners: list[tuple[str | None, str]] = [(key, team.name) for key, team in by_name(registry)]
    return joined(part for key, name in (*owners, (None, "Everybody")) for part in _guides(key, name, registry))


def anchor(kind: str, *keys: str) -> str:
    """The id of an entry on the page. Keys never hold two hyphens in a row, so no two entries share one."""
    return "--".join((kind, *keys))


def caveats(registry: Registry) -> tuple[str, ...]:
    """What to bear in mind with entries of earlier editions, each sentence once."""
    told = [source.earlier for source in registry.sources.values() if source.earlier]
    return tuple(dict.fromkeys(told))


def _team(key: str, team: Team, registry: Registry) -> Markup:
    rows: list[tuple[str, Part]] = [
        *((ROLES[role], place(channel)) for role, channel in team.channels if channel),
        ("Also called", ", ".join(team.names)),
        ("Formerly", ", ".join(_former(key, registry))),
        ("Read more", link(team.read_more) if team.read_more else ""),
    ]
    does = [_responsibility(key, name, topic, registry) for name, topic in team.responsibilities.items()]
    does_not = [said(exclusion.what) for topic in team.responsibilities.values() for exclusion in topic.exclusions]
    return element(
        "section",
        joined(
            (
                element("h3", team.name),
                element("p", said(team.about)) if team.about else "",
                summary(rows),
                *((element("h4", "What they do"), element("ul", joined(does))) if does else ()),
                *((element("h4", "What they do not do"), points(does_not)) if does_not else ()),
            )
        ),
        id=anchor("team", key),
    )


def _former(key: str, registry: Registry) -> Iterator[str]:
    for name, was in registry.former_names.items():
        if current_team(registry, name) == key:
            yield f"{name} ({was.channel})" if was.channel else name


def _responsibility(team: str, key: str, topic: Responsibility, registry: Registry) -> Markup:
    where = f" Ask in {destination_of(registry.teams[team], topic.role)}." if topic.role else ""
    sharing = [registry.teams[other].name for other in topic.together_with]
    shared = f" Shared with {', '.join(sharing)}." if sharing else ""
    guides = (link_to(anchor("how", name), registry.guidance[name].what) for name in topic.guidance)
    return element(
        "li",
        *_sentences(topic, registry),
        where + shared,
        *(joined((" ", guide), "") for guide in guides),
        id=anchor("does", team, key),
    )


def _guides(team: str | None, owner: str, registry: Registry) -> Iterator[Markup]:
    guides = [(key, guide) for key, guide in registry.guidance.items() if guide.team == team]
    if guides:
        yield element("h3", owner)
        yield element("ul", joined(_guide(key, guide, registry) for key, guide in guides))


def _guide(key: str, guide: Guidance, registry: Registry) -> Markup:
    steps = [element("li", said(step)) for step in guide.steps]
    not_about = points(said(exclusion.what) for exclusion in guide.exclusions)
    ordered = element("ol", joined(steps)) if steps else ""
    return element("li", *_sentences(guide, registry), ordered, not_about, id=anchor("how", key))


def _sentences(topic: Topic, registry: Registry) -> Iterator[Part]:
    yield said(" ".join((topic.what, *topic.also)))
    source = registry.sources.get(topic.source) if topic.source else None
    if source is not None and source.earlier and topic.edition == "earlier":
        yield joined((" ", element("span", "(earlier edition)", class_="aside")), "")
