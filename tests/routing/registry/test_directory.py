"""Look-ups by name: exactly a team's name, of today or of old; its channels and its ladder."""

from __future__ import annotations

from datetime import timedelta

import pytest

from routing.answers import Step
from routing.registry.directory import became_sentence, current_team, destination_of, find_team, rung_at, steps, wait_at
from routing.registry.schema import Channels, Registry, Team
from tests.builders import changed_index, small_index

REGISTRY = small_index().registry


def former(**became: str) -> Registry:
    """The small registry, with former names that lead somewhere."""
    pattern = REGISTRY.former_names["Infrastructure"].model_copy(update={"note": None})
    names = {old.replace("_", " "): pattern.model_copy(update={"became": new}) for old, new in became.items()}
    return REGISTRY.model_copy(update={"former_names": names})


@pytest.mark.parametrize(
    ("channels", "role", "expected"),
    [
        (Channels(ask="#a", team="#t", alerts="#l", deploys="#d"), None, "#a"),
        (Channels(ask="#a", team="#t", alerts="#l", deploys="#d"), "alerts", "#l"),
        (Channels(ask="#a"), "alerts", "#a"),
        (Channels(team="#t", alerts="#l", deploys="#d"), None, "#t"),
        (Channels(alerts="#l", deploys="#d"), None, "#d"),
        (Channels(alerts="#l"), None, "#l"),
        (Channels(), None, ""),
    ],
)
def test_a_team_is_asked_where_it_reads_questions(channels: Channels, role: str | None, expected: str) -> None:
    assert destination_of(Team(name="T", channels=channels), role) == expected


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("platform-engineering", "platform-engineering"),
        ("Platform Engineering", "platform-engineering"),
        ("  platform   ENGINEERING ", "platform-engineering"),
        ("pe", "platform-engineering"),
        ("#govuk-deploys", "platform-engineering"),
        ("govuk-deploys", "platform-engineering"),
        ("Infrastructure", "platform-engineering"),
        ("#govuk-2ndline", "second-line"),
        ("2ndline", "second-line"),
        ("#govuk-2ndline-tech", "second-line"),
        ("platform", None),
        ("tech-leads", None),
        ("#", None),
        ("", None),
    ],
)
def test_a_team_is_found_by_exactly_its_name(name: str, key: str | None) -> None:
    found = find_team(REGISTRY, name)

    assert (found.key if found else None) == key


def test_a_former_name_comes_with_a_sentence_and_a_present_one_without() -> None:
    old, new = find_team(REGISTRY, " #govuk-2ndline "), find_team(REGISTRY, "second line")

    assert old
    assert old.former == "#govuk-2ndline is now #govuk-2ndline-tech."
    assert new
    assert new.former is None


def test_every_step_of_what_became_what_is_followed() -> None:
    chain = former(a="b", b="c", c="developers")

    assert current_team(chain, "a") == "developers"
    assert current_team(chain, "developers") == "developers"


@pytest.mark.parametrize(
    ("registry", "name"), [(former(a="b", b="a"), "a"), (former(a="b"), "a"), (REGISTRY, "nothing")]
)
def test_a_name_that_leads_in_a_circle_or_nowhere_has_no_team(registry: Registry, name: str) -> None:
    assert current_team(registry, name) is None
    assert became_sentence(registry, "It", name) == "It is no longer in use."
    assert find_team(registry, name) is None


def test_channel_becomes_channel_and_team_becomes_team() -> None:
    registry = former(Old="developers")

    assert became_sentence(registry, "Old", "Old") == "Old is now Developers (#govuk-developers)."
    assert became_sentence(registry, "#old", "Old") == "#old is now #govuk-developers."
    assert became_sentence(REGISTRY, "It", "Infrastructure").endswith(" Most of its work went to Replatforming.")


TECH_LEADS = ("Tech leads", "#govuk-tech-leads")
SENIOR = ("Senior tech", "@govuk-senior-tech-people")


def test_the_ladder_starts_with_the_first_rung() -> None:
    default = (Step(1, "Your tech lead", None), Step(2, *TECH_LEADS), Step(3, *SENIOR))

    assert steps(REGISTRY) == steps(REGISTRY, "developers") == steps(REGISTRY, "nothing") == default
    assert steps(REGISTRY, "second-line") == (Step(1, *TECH_LEADS), Step(2, *SENIOR))


@pytest.mark.parametrize(
    ("step", "team", "wait"),
    [
        (0, None, timedelta(hours=3)),  # the place asked
        (1, None, timedelta(hours=3)),  # the tech lead
        (2, None, timedelta(minutes=30)),  # the tech leads
        (2, "developers", timedelta(minutes=30)),
        (0, "second-line", timedelta(hours=3)),
        (1, "second-line", timedelta(minutes=30)),  # its ladder starts with them
        (2, "second-line", timedelta(hours=3)),
    ],
)
def test_a_rung_without_a_wait_of_its_own_has_the_ladders(step: int, team: str | None, wait: timedelta) -> None:
    assert wait_at(REGISTRY, step, team) == wait


def test_a_ladder_that_names_no_wait_has_two_hours() -> None:
    registry = changed_index(("  wait: 3 hours\n", "")).registry

    assert wait_at(registry, 0) == timedelta(hours=2)


def test_a_team_on_the_ladder_is_waited_for_as_long_as_anybody() -> None:
    registry = changed_index(("order: [tech-lead, tech-leads,", "order: [tech-lead, second-line,")).registry

    assert wait_at(registry, 2) == timedelta(hours=3)


def test_a_team_on_the_ladder_is_a_step_of_its_own() -> None:
    ladder = REGISTRY.ladder.model_copy(update={"order": ("tech-lead", "second-line")})

    assert steps(REGISTRY.model_copy(update={"ladder": ladder})) == (
        Step(1, "Your tech lead", None),
        Step(2, "Second line", "#govuk-2ndline-tech"),
    )


def test_a_step_is_a_rung_of_the_ladder_or_a_team() -> None:
    ladder = REGISTRY.ladder.model_copy(update={"order": ("tech-lead", "developers")})
    climbed = REGISTRY.model_copy(update={"ladder": ladder})

    assert rung_at(climbed, 1) == REGISTRY.ladder.rungs["tech-lead"]
    assert rung_at(climbed, 2) is None
    assert rung_at(REGISTRY, 1, "second-line") == REGISTRY.ladder.rungs["tech-leads"]
