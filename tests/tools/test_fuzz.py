"""The fuzzing in short: some cases of each kind, and that its checks see a fault."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from routing.answers import Answer, Found
from routing.route import route
from tools.fuzz import document_checks, text_checks
from tools.fuzz.campaign import Finding, State, Subject, carry_out, numbers
from tools.fuzz.document_checks import Documents
from tools.fuzz.payload_checks import Payloads
from tools.fuzz.payloads import make
from tools.fuzz.text_checks import Texts

# A seed of its own: the long runs begin with others.
SEED = 7


@pytest.mark.parametrize(("subject", "count"), [(Texts(), 300), (Documents(), 150), (Payloads(), 150)])
def test_the_first_cases_of_each_kind_find_nothing(subject: Subject, count: int) -> None:
    assert list(subject.run(range(count), SEED)) == []


@pytest.mark.parametrize("subject", [Texts(), Documents(), Payloads()])
def test_a_case_follows_from_its_number(subject: Subject) -> None:
    shown = [subject.show(case, SEED) for case in range(20)]

    assert shown == [subject.show(case, SEED) for case in range(20)]
    assert len(set(shown)) > 15


def test_an_answer_that_leads_nowhere_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def astray(*asked: Any) -> Answer:
        answer = route(*asked)
        return (
            replace(answer, place=replace(answer.place, destination="#gone")) if isinstance(answer, Found) else answer
        )

    monkeypatch.setattr(text_checks, "route", astray)

    assert "a destination that is not in the registry" in kinds(Texts().run(range(50), SEED))


def test_words_that_come_back_live_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.messages.wording._said", lambda matched: f"(you said: <!here> {matched})")

    assert "<! is live in a reply" in kinds(Texts().run(range(40), SEED))


def test_a_loader_that_breaks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(document_checks, "parse", broken)

    assert any(kind.startswith("KeyError at test_fuzz.py") for kind in kinds(Documents().run(range(3), SEED)))


def test_words_in_the_log_and_a_good_payload_that_fails_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async def careless(click: Any, *_: object) -> None:
        logging.getLogger("bot.careless").info("somebody clicked: %s", click.button.question)
        raise KeyError("x")

    monkeypatch.setattr("bot.features.escalate.handlers.escalate", careless)

    stuck = next(case for case in range(100) if is_good_click(case, "still_stuck"))

    assert {"words in the log", "a good payload fails"} <= kinds(Payloads().run([stuck], SEED))


def is_good_click(number: int, action: str) -> bool:
    case = make(number, numbers(SEED, "payloads", number), "http://127.0.0.1")
    clicks = [payload["actions"][0] for payload in case.payloads if case.good and "actions" in payload]
    return any(click["action_id"] == action and case.marker in click["value"] for click in clicks)


@dataclass(frozen=True, slots=True)
class Even:
    """Cases of which every second is a finding."""

    name: str = "even"
    count: int = 10

    def run(self, cases: Iterable[int], seed: int) -> Iterator[Finding]:
        return (Finding(case, f"even\n{seed}") for case in cases if case % 2 == 0)

    def show(self, case: int, seed: int) -> str:
        return f"{case} {seed}"


def test_a_campaign_goes_on_where_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "state" / "even.json"
    carry_out(Even(), State(SEED), 5, path)
    half = State.read(path)
    assert half
    whole = carry_out(Even(), half, 10, path)

    assert [finding.case for finding in whole.findings] == [0, 2, 4, 6, 8]
    assert State.read(path) == whole
    assert whole.kinds == {"even": 5}


def test_there_is_no_state_to_go_on_from_at_first(tmp_path: Path) -> None:
    assert State.read(tmp_path / "none.json") is None


def kinds(findings: Iterable[Finding]) -> set[str]:
    return {finding.kind for finding in findings}
