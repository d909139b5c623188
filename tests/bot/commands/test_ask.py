"""`whoask ask`: what is printed, where, and with which exit status."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.commands.ask import DONE, DONT_KNOW, ask
from routing.errors import RegistryError, UsageError
from tests.builders import SMALL_REGISTRY

DOWN = "the whole site is down for everyone right now"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "teams.yaml"
    path.write_text(SMALL_REGISTRY, encoding="utf-8")
    return path


def run(registry: Path, *words: str, at: str | None = None, json: bool = False, explain: bool = False) -> int:
    return ask(words, registry=registry, at=at, json=json, explain=explain)


def test_a_place_is_printed_with_status_0(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(registry, "who renews", "our TLS certificates?") == DONE

    out, err = capsys.readouterr()
    assert out.startswith("Ask #govuk-platform-engineering (Platform Engineering)\n")
    assert out.endswith("\n")
    assert err == ""


def test_a_dont_know_is_printed_with_status_3(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(registry, "who mends the printer?") == DONT_KNOW
    assert capsys.readouterr().out.startswith("I don't know.")


def test_json_is_one_line(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(registry, " dns \u00fc ", json=True) == DONE

    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "\u00fc" in out
    assert json.loads(out)["question"] == "dns \u00fc"


def test_the_explanation_stands_below_the_answer_or_beside_the_json(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(registry, "dns", explain=True)
    out, err = capsys.readouterr()
    assert "\n\nHow I got there\n" in out
    assert err == ""

    run(registry, "dns", explain=True, json=True)
    out, err = capsys.readouterr()
    assert json.loads(out)["outcome"] == "found"
    assert "How I got there" in err


@pytest.mark.parametrize(
    ("typed", "question"),
    [(b"who does\ndns?\n", "who does\ndns?"), (b"dns \xff", "dns \ufffd")],
)
def test_without_words_all_of_standard_input_is_the_question(
    registry: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, typed: bytes, question: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))

    assert run(registry, json=True) == DONE
    assert json.loads(capsys.readouterr().out)["question"] == question


@pytest.mark.parametrize("words", [("",), (" ", "\n")])
def test_a_blank_question_is_wrong_usage(registry: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="Ask a question, for example"):
        run(registry, *words)


def test_a_bad_registry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError):
        run(tmp_path / "absent.yaml", "dns")


@pytest.mark.parametrize(
    ("at", "leads"),
    [
        ("2026-03-02T09:30", "Second line leads."),
        ("2026-03-02T17:00", "The on-call engineer leads."),
        ("2026-07-01T09:00+00:00", "Second line leads."),  # 10:00 in London
        ("2026-07-01T09:00", "The on-call engineer leads."),
        ("2026-03-02T09:30:00Z", "Second line leads."),
        ("2026-03-01", "The on-call engineer leads."),
    ],
)
def test_a_time_without_an_offset_is_in_the_time_zone_of_the_registry(
    registry: Path, capsys: pytest.CaptureFixture[str], at: str, leads: str
) -> None:
    run(registry, DOWN, at=at)

    assert leads in capsys.readouterr().out


@pytest.mark.parametrize("at", ["", "half past nine", "2026-99-99", "25:00"])
def test_a_time_that_is_none_is_wrong_usage(registry: Path, at: str) -> None:
    with pytest.raises(UsageError, match=r"is not a time\. Write it like 2026-11-20T09:30"):
        run(registry, "dns", at=at)


def test_the_registry_may_be_named_by_the_environment(
    registry: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOASK_REGISTRY", str(registry))

    ask(["dns"], registry=None, at=None, json=False, explain=False)
    assert "Looks after DNS for the main domains" in capsys.readouterr().out
