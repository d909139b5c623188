from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.demo.guide import Part
from bot.demo.keeper import Keeper, last_question
from bot.registry.current import Current
from localslack import LocalSlack
from routing.errors import Problem
from tests.builders import changed_index, small_index
from tests.journeys.harness import ALICE, BOB, seed

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
QUESTION = "who renews our TLS certificates?"
BEFORE = small_index()
AFTER = changed_index(('ask: "#govuk-platform-engineering"', 'ask: "#certificate-desk"'))


def texts(parts: list[Part]) -> list[str]:
    return [part["text"] for part in parts if part["kind"] in {"text", "code", "heading"}]


def watching() -> Keeper:
    keeper = Keeper(Path("teams.yaml"))
    keeper.look(Current(BEFORE, NOW))
    return keeper


def test_before_anything_is_asked_it_says_so() -> None:
    assert "You have not asked anything yet." in texts(watching().show(""))


def test_the_last_question_is_shown_with_its_answer() -> None:
    (now,) = [part for part in watching().show(QUESTION) if part["kind"] == "blocks"]
    assert now["caption"] == "Now"
    assert "#govuk-platform-engineering" in str(now["blocks"])


def test_a_saved_change_shows_the_answers_before_and_now_side_by_side() -> None:
    keeper = watching()
    assert keeper.look(Current(AFTER, NOW))
    parts = keeper.show(QUESTION)
    assert "It went to #govuk-platform-engineering. Now it goes to #certificate-desk." in texts(parts)
    before, now = parts[-1]["parts"]
    assert "#govuk-platform-engineering" in str(before)
    assert "#certificate-desk" in str(now)


def test_a_change_that_matters_to_another_question_leaves_this_answer_the_same() -> None:
    keeper = watching()
    keeper.look(Current(AFTER, NOW))
    assert "The answer is the same as before." in texts(keeper.show("the site is down, who leads?"))


def test_a_bad_file_shows_each_problem_with_its_line_and_the_good_one_goes_on() -> None:
    keeper = watching()
    problem = Problem("teams.yaml", 14, 7, "team 'payments'", "has no channels", "add channels")
    assert keeper.look(Current(BEFORE, NOW, (problem,)))
    parts = keeper.show(QUESTION)
    assert "The file has a problem. whoask goes on with the last good one." in texts(parts)
    assert "line 14: team 'payments': has no channels (add channels)" in texts(parts)
    assert "#govuk-platform-engineering" in str(parts[-1])


def test_looking_again_at_the_same_registry_is_no_news() -> None:
    keeper = watching()
    assert not keeper.look(Current(BEFORE, NOW))


async def test_the_last_question_is_whatever_anybody_asked_last_at_any_door() -> None:
    async with LocalSlack.start(seed()) as slack:
        assert last_question(slack) == ""
        await slack.command(ALICE, "C1", "/whoask", "who owns DNS?")
        assert last_question(slack) == "who owns DNS?"
        await slack.say(BOB, "C1", "@whoask who owns the CDN?")
        assert last_question(slack) == "who owns the CDN?"
        await slack.say(ALICE, slack.dm(ALICE), "who owns Jenkins?")
        await slack.say(ALICE, "C1", "lunch?")
        assert last_question(slack) == "who owns Jenkins?"
