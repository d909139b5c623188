"""The fuzzing in short: some cases of each kind, and that its checks see a fault."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st

from bot.slack.messages.controls import ButtonValue
from routing.answers import Answer, Found
from routing.route import route
from tools.fuzz import __main__ as command
from tools.fuzz import conversations, registries, registry_checks, rounds, strings, text_checks, texts
from tools.fuzz.deliveries import Case, Delivery
from tools.fuzz.rounds import SUBJECTS, Subject, bounds, check

# A seed of its own: the long runs begin with others.
SEED = 7_000_000


@pytest.mark.parametrize(("kind", "count"), [("texts", 300), ("documents", 150), ("payloads", 100)])
def test_the_first_cases_of_each_kind_find_nothing(kind: str, count: int) -> None:
    check(SUBJECTS[kind], SEED, count)


@pytest.mark.parametrize("kind", SUBJECTS)
def test_a_seed_gives_the_same_cases_again(kind: str) -> None:
    once, again = made(SUBJECTS[kind].cases), made(SUBJECTS[kind].cases)

    assert once == again
    assert len(set(once)) > 20


@st.composite
def conversation(draw: st.DrawFn, kind: str) -> list[Any]:
    return conversations.KINDS[kind](draw)


KINDS = {**texts.KINDS, **registries.KINDS, **{kind: conversation(kind) for kind in conversations.KINDS}}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_input_can_be_made(kind: str) -> None:
    assert len(set(made(KINDS[kind], 5))) >= (1 if kind == "global_shortcut" else 2)


def test_each_of_a_table_of_kinds_comes_up_and_is_counted() -> None:
    strings.MADE.clear()
    made(st.composite(lambda draw: strings.choose(draw, {"one": 1, "two": 2, "three": 3}, one=2))(), 100)

    assert set(strings.MADE) == {"one", "two", "three"}


def test_an_answer_that_leads_nowhere_is_found_and_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    def astray(*asked: Any) -> Answer:
        answer = route(*asked)
        return (
            replace(answer, place=replace(answer.place, destination="#gone")) if isinstance(answer, Found) else answer
        )

    monkeypatch.setattr(text_checks, "route", astray)

    with pytest.raises(AssertionError, match="a destination that is not in the registry") as found:
        check(SUBJECTS["texts"], SEED, 50)
    assert any(note.startswith("Failing test case") for note in found.value.__notes__)


def test_words_that_come_back_live_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.messages.wording._said", lambda matched: f"(you said: <!here> {matched})")

    with pytest.raises(AssertionError, match="<! is live in a reply"):
        check(SUBJECTS["texts"], SEED, 40)


def test_a_loader_that_breaks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(registry_checks, "parse", broken)

    with pytest.raises(KeyError):
        check(SUBJECTS["documents"], SEED, 3)


@pytest.mark.parametrize(
    ("said", "found"), [("somebody clicked: {}", "words or a secret in the log"), ("", "a good payload fails")]
)
def test_words_in_the_log_and_a_good_payload_that_fails_are_found(
    monkeypatch: pytest.MonkeyPatch, said: str, found: str
) -> None:
    async def careless(click: Any, *_: object) -> None:
        logging.getLogger("bot.careless").info(said.format(click.button.question))
        raise KeyError("x")

    monkeypatch.setattr("bot.features.escalate.handlers.escalate", careless)
    value = ButtonValue("1.1.a", conversations.MARKER, "0").encode()
    payloads = [conversations.command(conversations.ASKED), conversations.click("still_stuck", value)]
    case = Case(payloads, good=True, public=False, silent=False)
    stuck = Subject(st.just(Delivery([case], "")), SUBJECTS["payloads"].checking)

    with pytest.raises(AssertionError, match=found):
        check(stuck, SEED, 1)


def test_a_case_that_never_ends_is_a_finding() -> None:
    def endless() -> None:
        with bounds(0.05):
            while True:
                pass

    with pytest.raises(AssertionError, match=r"took more than 0\.05 seconds"):
        endless()


def test_the_command_ends_with_one_where_something_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rounds, "PER_ROUND", 20)
    monkeypatch.setattr(text_checks, "LONGEST_ANSWER", 0)

    assert command.main(["texts", "--cases", "20", "--seed", "3"]) == 1
    told = capsys.readouterr().out
    assert "a text of the wrong length" in told
    assert "to see it again: --seed 3 --round 0" in told


def made(cases: st.SearchStrategy[Any], count: int = 40) -> list[str]:
    """Some cases, as they come."""
    seen: list[str] = []
    check(Subject(cases, lambda: nullcontext(lambda case: seen.append(repr(case)))), SEED, count)
    return seen
