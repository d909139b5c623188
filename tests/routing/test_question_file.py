"""A question file is read, or refused with its name, the number of the question and the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.errors import QuestionFileError
from routing.evaluation import LabelledQuestion, read_questions


def written(folder: Path, text: str) -> Path:
    path = folder / "questions.yaml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
- {id: q1, question: who?, expect: ["#a", "@b"], urgent: true, style: terse, part: scored, fact: f1}
- {id: 2, question: "where?", expect: []}
""",
    )

    assert read_questions(path) == (
        LabelledQuestion(id="q1", question="who?", expect=("#a", "@b"), urgent=True, style="terse", part="scored"),
        LabelledQuestion(id="2", question="where?", expect=(), urgent=False, style="any", part="open"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no questions; it should be a list of id, question, expect and urgent"),
        ("[]", "holds no questions; it should be a list of id, question, expect and urgent"),
        ("{id: q1}", "holds no questions; it should be a list of id, question, expect and urgent"),
        ("who?", "holds no questions; it should be a list of id, question, expect and urgent"),
        ("- {id: q1, expect: []}", "question 1: question: field required"),
        ("- {id: q1, question: who?, expect: []}\n- {id: q2, question: who?}", "question 2: expect: field required"),
        ("- who?", "question 1: the whole entry: "),
        ("- {id: q1, question: who?, expect: '#a'}", "question 1: expect: input should be a valid tuple"),
        ("- {id: q1, question: who?, expect: [[]]}", "question 1: expect.0: input should be a valid string"),
        (
            "- {id: q1, question: who?, expect: [], urgent: perhaps}",
            "question 1: urgent: input should be a valid boolean",
        ),
        ("- [", "is not a YAML file: "),
        ("- {id: q1", "is not a YAML file: "),
        ("- \udcff", "is not a YAML file: "),
        ("- 2026-99-99", "is not a YAML file: "),
        ("- !!python/object:os.system {}", "is not a YAML file: "),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(QuestionFileError) as caught:
        read_questions(path)

    assert str(caught.value).startswith(f"{path}: {told}")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match=r"absent\.yaml: cannot be read: No such file or directory"):
        read_questions(tmp_path / "absent.yaml")
    with pytest.raises(QuestionFileError, match="cannot be read: Is a directory"):
        read_questions(tmp_path)


def test_a_file_nested_thousands_deep_is_refused(tmp_path: Path) -> None:
    deep = tmp_path / "deep.yaml"
    deep.write_text("[" * 100_000, encoding="utf-8")

    with pytest.raises(QuestionFileError, match="nested too deep"):
        read_questions(deep)
