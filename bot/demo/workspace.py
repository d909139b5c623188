"""The demo's workspace, as the registry describes it: every channel and group it names, and a few people."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE, ASK_QUESTION
from localslack import App, Channel, Command, Seed, Shortcut, User, Usergroup
from routing.registry.directory import destination_of
from routing.registry.schema import Registry

ASKER, KEEPER = "U0ASKER", "U0KEEPER"
PEOPLE = (
    User(ASKER, "alex", "Alex, who asks"),
    User("U0OTHER", "sam", "Sam, who asks too"),
    User(KEEPER, "robin", "Robin, who keeps the registry"),
    User("U0GUEST", "kit", "Kit, a guest", guest=True),
)
# As in manifest.json.
COMMAND = Command(
    "/whoask", hint="[your question, or help]", description="Find out whom to ask. Only you see the answer"
)
SHORTCUTS = (
    Shortcut(ASK_ABOUT_MESSAGE, "Whom to ask about this?", "message"),
    Shortcut(ASK_QUESTION, "Ask whoask", "global"),
)


def workspace(registry: Registry) -> Seed:
    """A workspace for the registry. The bot and the guest are in the general channel, the others in all."""
    app = App(name="whoask", commands=(COMMAND,), shortcuts=SHORTCUTS)
    regulars = frozenset(person.id for person in PEOPLE if not person.guest)
    ids = {team.channels.ask: team.slack_id for team in registry.teams.values() if team.slack_id}
    general = frozenset({app.user_id, *(person.id for person in PEOPLE)})
    purposes = {destination_of(team): team.about or team.name for team in reversed(registry.teams.values())}
    return Seed(
        domain="whoask-demo",
        app=app,
        users=PEOPLE,
        channels=tuple(
            Channel(
                id=ids.get(name) or f"C0DEMO{number:03d}",
                name=name.removeprefix("#"),
                members=general if name == registry.fallback else regulars,
                purpose=purposes.get(name, ""),
            )
            for number, name in enumerate(_once(_channels(registry)), start=1)
        ),
        usergroups=tuple(
            Usergroup(f"S0DEMO{number:03d}", name.removeprefix("@"))
            for number, name in enumerate(_once(_groups(registry)), start=1)
        ),
    )


def examples(registry: Registry) -> tuple[str, ...]:
    """Three questions that the registry itself gives as examples, from three teams where there are as many."""
    asked = [
        topic.asked[0]
        for team in registry.teams.values()
        for topic in list(team.responsibilities.values())[:1]
        if topic.asked
    ]
    return tuple(_once(asked[place] for place in (0, len(asked) // 2, -1))) if asked else ()


def _once(names: Iterator[str]) -> Iterator[str]:
    return iter(dict.fromkeys(names))


def _channels(registry: Registry) -> Iterator[str]:
    """Every channel that exists today. Former ones are left out: in Slack a renamed channel has only its new name."""
    yield registry.fallback
    for team in registry.teams.values():
        roles = team.channels
        yield from (name for name in (roles.ask, roles.team, roles.alerts, roles.deploys) if name)
    yield from (name for name in _contacts(registry) if name.startswith("#"))


def _groups(registry: Registry) -> Iterator[str]:
    return (name for name in _contacts(registry) if name.startswith("@"))


def _contacts(registry: Registry) -> Iterator[str]:
    return (rung.contact for rung in registry.ladder.rungs.values() if rung.contact)
