from __future__ import annotations

from bot.features.home.prompts import LONGEST_TITLE, MOST_PROMPTS, prompts
from tests.builders import changed_index, small_index


def test_each_team_gives_one_of_its_examples() -> None:
    assert [prompt["message"] for prompt in prompts(small_index().registry)] == [
        "Who renews our TLS certificates?",
        "The site is down, who leads?",
    ]


def test_a_whole_question_comes_before_a_few_words() -> None:
    registry = changed_index(
        ("- Who renews our TLS certificates?", "- tls renewal\n          - Who renews it?")
    ).registry

    assert prompts(registry)[0]["message"] == "Who renews it?"


def test_there_are_four_at_most() -> None:
    registry = small_index().registry
    team = registry.teams["platform-engineering"]
    many = registry.model_copy(update={"teams": {f"team-{number}": team for number in range(9)}})

    assert len(prompts(many)) <= MOST_PROMPTS


def test_a_long_example_has_a_short_title() -> None:
    long = f"The site is down, {'and down ' * 20}who leads?"
    registry = changed_index(("The site is down, who leads?", long)).registry
    title = prompts(registry)[1]["title"]

    assert len(title) <= LONGEST_TITLE
    assert prompts(registry)[1]["message"] == long


def test_a_registry_without_examples_gives_none() -> None:
    registry = small_index().registry

    assert prompts(registry.model_copy(update={"teams": {"developers": registry.teams["developers"]}})) == []
