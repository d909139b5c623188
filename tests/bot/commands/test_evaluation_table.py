"""What `whoask eval` prints: totals of everything, questions of the open part only."""

from __future__ import annotations

from bot.commands.evaluate_output import as_json, shown_wrong, table, wrong_lines
from routing.evaluation import LabelledQuestion, Result


def result(key: str, expect: tuple[str, ...], got: str, part: str = "open", style: str = "terse") -> Result:
    question = f"what is\n  {key}?"
    asked = LabelledQuestion(
        id=key, question=question, expect=expect, urgent=key.startswith("u"), part=part, style=style
    )
    return Result(asked, got, key.endswith("!"), 0.85)


RESULTS = (
    result("q1", ("#a",), "#a"),
    result("q2!", ("#a", "#b"), "#c", style="chatty"),
    result("q3", (), "#c"),
    result("secret1", ("#b",), "#c", "scored"),
    result("secret2", ("#b",), "#b", "scored"),
    result("secret3", (), "nobody", "scored"),
    result("u1!", ("#a",), "#a"),
    result("u2", ("#a",), "nobody"),
)


def test_the_object_has_the_keys_of_the_contract() -> None:
    assert as_json(RESULTS) == {
        "total": 8,
        "right": 4,
        "accuracy": 0.5,
        "answerable": {"total": 6, "right": 3, "accuracy": 0.5},
        "dont_know": {"total": 2, "right": 1, "accuracy": 0.5},
        "urgent": {"total": 2, "recall": 0.5, "calm": 6, "false_alarms": 1, "false_alarm_rate": 1 / 6},
        "wrong": [
            {"id": "q2!", "question": "what is\n  q2!?", "expect": ["#a", "#b"], "got": "#c"},
            {"id": "q3", "question": "what is\n  q3?", "expect": [], "got": "#c"},
            {"id": "u2", "question": "what is\n  u2?", "expect": ["#a"], "got": "nobody"},
        ],
    }


def test_the_scored_part_is_counted_and_never_shown() -> None:
    everything = "\n".join([*table(RESULTS), *wrong_lines(RESULTS), str(as_json(RESULTS))])

    assert "secret" not in everything
    assert "  scored                                          2 of    3  0.667" in everything
    assert [found.asked.id for found in shown_wrong(RESULTS)] == ["q2!", "q3", "u2"]


def test_the_table_has_a_row_for_each_figure_part_style_and_destination() -> None:
    rows = [line[:46].rstrip() for line in table(RESULTS) if " of " in line[46:60]]

    assert rows == [
        "All questions",
        "Has an answer",
        "Nobody's (don't-know)",
        "Urgent, recognised",
        "Calm, false alarms",
        "  open",
        "  scored",
        "  chatty",
        "  terse",
        "  #a",
        "  #b",
        "  nobody",
    ]


def test_the_commonest_confusion_comes_first_and_bands_show_what_is_right() -> None:
    lines = list(table(RESULTS))

    start = lines.index("\nConfused (expected → said)")
    assert lines[start + 1 : start + 3] == ["     1  #a → #c", "     1  #a → nobody"]
    assert any(line.startswith("  0.8 to 0.9     3 of    6  0.500") for line in lines)
    assert "  0.9 to 1.0  none" in lines


def test_where_all_is_right_nothing_was_confused() -> None:
    lines = list(table(RESULTS[:1]))

    assert not any("Confused" in line for line in lines)
    assert lines[2].endswith("none")
    assert list(wrong_lines(RESULTS[:1])) == []


def test_a_wrong_question_is_two_lines_and_the_hidden_ones_are_counted() -> None:
    assert list(wrong_lines(RESULTS)) == [
        "q2!  what is q2!?",
        "      said #c, right is #a or #b",
        "q3  what is q3?",
        "      said #c, right is nobody",
        "u2  what is u2?",
        "      said nobody, right is #a",
        "1 more in the scored part, which is not listed so that nobody tunes to it.",
    ]
