"""Replies that are no answers: help, the teams, one team, the ladder, a sentence to the asker."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack.messages.blocks import layout_blocks, layout_text
from bot.slack.messages.layout import Layout, Line
from bot.slack.messages.reply import Reply
from bot.slack.messages.wording import ladder_line
from routing.answers import Step
from routing.registry.directory import FoundTeam, destination_of
from routing.registry.schema import Registry

COMMAND = "/whoask"


def help_message(registry: Registry) -> Reply:
    """What whoask does and how to speak to it."""
    return _reply(
        "help",
        Layout(
            headline="Ask me whom to ask.",
            lines=(Line(f"Tell me in your own words what you need. I know the teams of {registry.organisation}."),),
            points=(
                # Slack refuses slash commands in threads: slackapi/bolt-python issue 873.
                Line(f"“{COMMAND} who can help me with …?” anywhere but in a thread. Only you see the answer."),
                Line("“@whoask who can help me with …?” in a channel or a thread. I answer in the thread."),
                Line("“Whom to ask about this?” in the menu of somebody's message. Only you see the answer."),
                Line("A direct message to me, or the box on my Home tab. I answer in the direct messages."),
                Line(f"“{COMMAND} teams” lists the teams. “{COMMAND} team NAME” shows one of them."),
                Line(
                    f"“{COMMAND} ladder” shows where to go when you are stuck. “{COMMAND} ladder NAME” is for one team."
                ),
                Line(f"“{COMMAND} forget me” removes what I keep about you."),
            ),
            foot=f"If I do not know, ask in {registry.fallback}.",
        ),
        destination=None,
    )


def teams_message(registry: Registry, channels: Mapping[str, str]) -> Reply:
    """Every team with the channel to ask it in."""
    teams = sorted(registry.teams.values(), key=lambda team: team.name.casefold())
    points = tuple(Line(f"{team.name}: {destination_of(team)}") for team in teams)
    foot = f"“{COMMAND} team NAME” shows what a team does."
    return _reply("teams", Layout(f"Teams of {registry.organisation}", points=points, foot=foot), channels)


def team_message(found: FoundTeam, steps: tuple[Step, ...], channels: Mapping[str, str]) -> Reply:
    """One team: what it does, where to ask it, and its ladder."""
    team = found.team
    destination = destination_of(team)
    opening = [found.former, team.about, f"Ask in {destination}."]
    if team.read_more:
        opening.append(f"Read more: {team.read_more}")
    layout = Layout(
        headline=team.name,
        lines=tuple(Line(sentence) for sentence in opening if sentence),
        points=tuple(Line(responsibility.what) for responsibility in team.responsibilities.values()),
        foot=ladder_line(steps),
    )
    return _reply("team", layout, channels, destination=destination)


def ladder_message(registry: Registry, steps: tuple[Step, ...], channels: Mapping[str, str]) -> Reply:
    """The ladder that everybody has, rung by rung."""
    return _reply("ladder", Layout("When you are stuck", (Line(registry.ladder.when), *_rungs(steps))), channels)


def ladder_of_team_message(
    registry: Registry, found: FoundTeam, steps: tuple[Step, ...], channels: Mapping[str, str]
) -> Reply:
    """A team's ladder, rung by rung."""
    opening = [Line(sentence) for sentence in (found.former, registry.ladder.when) if sentence]
    return _reply("ladder", Layout(f"When you are stuck with {found.team.name}", (*opening, *_rungs(steps))), channels)


def sentence(words: str, *, outcome: str) -> Reply:
    """A reply of one sentence."""
    return Reply(layout_text(Layout(words)), layout_blocks(Layout(words)), outcome)


def _rungs(steps: tuple[Step, ...]) -> tuple[Line, ...]:
    return tuple(Line(f"{step.step}. {step.who}" + (f": {step.contact}" if step.contact else "")) for step in steps)


def _reply(
    outcome: str, layout: Layout, channels: Mapping[str, str] | None = None, *, destination: str | None = None
) -> Reply:
    return Reply(layout_text(layout), layout_blocks(layout, channels), outcome, destination)
