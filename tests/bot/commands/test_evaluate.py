"""`whoask eval`: figures printed, the status below an accuracy that was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands.evaluate import DONE, TOO_FEW, evaluate
from routing.errors import QuestionFileError
from tests.builders import SMALL_REGISTRY

QUESTIONS = """
- {id: q1, question: "who renews our TLS certificates?", expect: ["#govuk-platform-engineering"]}
- {id: q2, question: "who mends the printer?", expect: ["#govuk-developers"]}
- {id: q3, question: "code review", expect: ["#nowhere"], part: scored}
- {id: q4, question: "who mends the printer?", expect: []}
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    registry, questions = tmp_path / "teams.yaml", tmp_path / "questions.yaml"
    registry.write_text(SMALL_REGISTRY, encoding="utf-8")
    questions.write_text(QUESTIONS, encoding="utf-8")
    return registry, questions


def run(files: tuple[Path, Path], *, json: bool = False, wrong: bool = False, least: float | None = None) -> int:
    return evaluate(files[1], registry=files[0], json=json, show_wrong=wrong, min_accuracy=least)


def test_the_table_is_printed(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(files) == DONE

    out = capsys.readouterr().out
    assert out.splitlines()[0].split()[:5] == ["All", "questions", "2", "of", "4"]
    assert "Wrong" not in out


def test_wrong_questions_are_listed_on_request(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(files, wrong=True) == DONE

    out = capsys.readouterr().out
    assert "\nWrong\nq2  who mends the printer?\n      said nobody, right is #govuk-developers\n" in out
    assert "q3" not in out


def test_json_is_one_object(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(files, json=True) == DONE

    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["right"] == 2


@pytest.mark.parametrize(("least", "status"), [(None, DONE), (0.0, DONE), (0.5, DONE), (0.51, TOO_FEW), (1.0, TOO_FEW)])
def test_fewer_right_than_asked_for_has_status_1(files: tuple[Path, Path], least: float | None, status: int) -> None:
    assert run(files, least=least) == status


def test_a_bad_question_file_is_refused_before_the_registry_is_read(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError):
        run((tmp_path / "absent.yaml", tmp_path / "absent too.yaml"))
