"""The Home tab as blocks: within Slack's limits, whatever the registry and the store hold."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.answering.services import RegistryState
from bot.features.home.directory import all_teams
from bot.features.home.view import MOST_PROBLEMS, MOST_TEAMS, STORE_DOWN, Home, LastAnswer, home_view
from bot.store.questions import Counts, QuestionRecord
from localslack.block_rules import check_view
from routing.errors import Problem
from routing.matching.index import build_index
from routing.registry.schema import Channels, Registry, Team
from tests.builders import small_index

INDEX = small_index()
NOON = datetime(2025, 11, 25, 12, 0, tzinfo=UTC)
LONGEST = "word " * 119


def blocks_of(home: Home) -> list[dict[str, Any]]:
    view = home_view(home)
    check_view(view)
    return list(view["blocks"])


def shown(home: Home) -> str:
    return json.dumps(blocks_of(home), ensure_ascii=False)


def home(registry: Registry = INDEX.registry, **more: Any) -> Home:
    index = build_index(registry) if registry is not INDEX.registry else INDEX
    state, teams = RegistryState(NOON), all_teams(index)
    return replace(Home(registry=registry, state=state, now=NOON, questions=[], teams=teams), **more)


def asked(number: int, **more: Any) -> QuestionRecord:
    return replace(
        QuestionRecord(
            key=f"key {number}",
            surface="command",
            workspace="T1",
            asker="a",
            channel="C1",
            thread=None,
            text=f"question {number} {LONGEST * 5}",
            asked_at=NOON,
            answered_at=NOON,
            outcome="found",
            destination="#leads",
            team=None,
            responsibility=None,
            sorted_at=None,
        ),
        **more,
    )


def large(teams: int) -> Registry:
    made = {
        f"team-{number}": Team(name=f"Team {number:03}", about=LONGEST, channels=Channels(ask=f"#team-{number}"))
        for number in range(teams)
    }
    return INDEX.registry.model_copy(update={"teams": {**INDEX.registry.teams, **made}})


def test_a_registry_of_300_teams_fits_and_says_how_many_are_left_out() -> None:
    problems = tuple(Problem("teams.yaml", line, 1, "teams", "wrong " * 80) for line in range(1, 40))
    whole = home(
        large(300),
        state=RegistryState(NOON, problems),
        questions=[asked(number) for number in range(5)],
        last_answer=LastAnswer(LONGEST * 5, LONGEST, sent=True),
        keeper=True,
        counts=Counts(7, 2, 1),
    )
    seen = shown(whole)

    assert "The 303 teams of GOV.UK" in seen
    assert f"… and {303 - MOST_TEAMS} more. Search above." in seen
    assert f"… and {39 - MOST_PROBLEMS} more." in seen
    assert len(blocks_of(whole)) < 40


def test_every_channel_that_is_known_is_a_link() -> None:
    seen = shown(home(channels={"#govuk-developers": "C1", "#leads": "C2"}, questions=[asked(1)]))

    assert '{"type": "channel", "channel_id": "C1"}' in seen or '"channel_id": "C1"' in seen
    assert '"channel_id": "C2"' in seen


def test_the_registry_says_when_it_was_loaded_in_its_own_time_zone() -> None:
    summer = datetime(2025, 7, 1, 12, 30, tzinfo=UTC)

    assert "I loaded the registry on Tuesday 1 July at 1:30pm." in shown(home(state=RegistryState(summer)))
    assert "I loaded" not in shown(home(state=RegistryState()))


def test_everybody_learns_that_the_newest_registry_is_bad_and_only_a_keeper_how() -> None:
    state = RegistryState(NOON, (Problem("teams.yaml", 7, 3, "teams", "is wrong"),))

    assert "Its newest version has a fault" in shown(home(state=state))
    assert "is wrong" not in shown(home(state=state))
    assert "teams.yaml:7:3" in shown(home(state=state, keeper=True))


def test_where_the_workspaces_own_registry_was_never_good_the_home_tab_says_which_one_is_used() -> None:
    state = RegistryState(NOON, (Problem("T0123ABC.yaml", 7, 3, "teams", "is wrong"),), lent=True)

    assert "This workspace's own registry has a fault, so I use the one of all workspaces." in shown(home(state=state))
    assert "Its newest version" not in shown(home(state=state))


def test_without_hours_nothing_is_said_of_them() -> None:
    assert "Opening hours" not in shown(home())
    assert "Open now, until 5pm." in shown(home(opening="Open now, until 5pm."))


@pytest.mark.parametrize("keeper", [True, False])
def test_without_the_store_it_says_so(keeper: bool) -> None:  # noqa: FBT001
    assert shown(home(questions=None, keeper=keeper)).count(STORE_DOWN) == 1 + keeper


def test_a_long_search_fits_into_the_names_of_fields() -> None:
    blocks_of(home(search="x" * 100))
