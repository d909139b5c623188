from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.demo.guide import Guide, Part, guide
from bot.registry.files import registry_file
from routing.answers import Found
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.route import route
from tests.builders import small_index

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


def attempts(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part["kind"] == "try"]


@pytest.fixture(scope="module")
def shipped() -> Index:
    return build_index(load(registry_file(None)))


def test_of_the_shipped_registry_it_offers_a_calm_question_a_typo_and_an_urgent_one(shipped: Index) -> None:
    calm, typo, urgent = attempts(guide(shipped, general="C1", now=NOW))
    assert calm["do"] == "command"
    assert calm["text"].startswith("/whoask ")
    assert (typo["room"], typo["do"]) == ("dm", "say")
    assert urgent["text"].startswith("@whoask ")
    assert urgent["room"] == "C1"


def test_the_bot_answers_all_three_of_them(shipped: Index) -> None:
    calm, typo, urgent = (
        part["text"].removeprefix("/whoask ").removeprefix("@whoask ")
        for part in attempts(guide(shipped, general="C1", now=NOW))
    )
    assert isinstance(route(calm, shipped, NOW), Found)
    assert isinstance(route(typo, shipped, NOW), Found)
    assert route(urgent, shipped, NOW).urgent
    assert not route(calm, shipped, NOW).urgent


def test_the_typo_is_no_word_of_the_registrys_examples(shipped: Index) -> None:
    typo = attempts(guide(shipped, general="C1", now=NOW))[1]["text"]
    examples = {
        words
        for team in shipped.registry.teams.values()
        for topic in team.responsibilities.values()
        for words in topic.asked
    }
    assert typo not in examples


def test_a_registry_without_examples_offers_only_what_it_can_answer() -> None:
    registry = small_index().registry
    silent = {key: team.model_copy(update={"responsibilities": {}}) for key, team in registry.teams.items()}
    bare = build_index(registry.model_copy(update={"teams": silent}))
    assert all("urgent" in part["note"] for part in attempts(guide(bare, general="C1", now=NOW)))


def test_it_says_what_to_try_next_and_how_to_install_it() -> None:
    headings = [part["text"] for part in guide(small_index(), general="C1", now=NOW) if part["kind"] == "heading"]
    assert headings == ["Try it", "Then", "Use it for real"]


def test_the_panel_is_empty_until_there_is_a_registry_and_worked_out_once_for_each(shipped: Index) -> None:
    panel = Guide(general="C1")
    assert panel.show(None, NOW) == []
    first = panel.show(shipped, NOW)
    assert first == guide(shipped, general="C1", now=NOW)
    assert panel.show(shipped, NOW) is first
    assert panel.show(small_index(), NOW) is not first
