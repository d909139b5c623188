from __future__ import annotations

from datetime import UTC, datetime

from bot.proposals.effect import Effect, effect, examples
from routing.evaluation import LabelledQuestion
from routing.loading.loader import parse
from tests.bot.proposals.registries import REGISTRY, keyword, made

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def asked(name: str, question: str, *expect: str) -> LabelledQuestion:
    return LabelledQuestion(id=name, question=question, expect=expect)


WON = asked("won", "who mends the blinkenlights", "#platform")
LOST = asked("lost", "blinkenlights in the hall")
RIGHT = asked("right", "my laptop is broken", "#desk")
WRONG = asked("wrong", "who feeds the cat", "#desk")


def of_the_new_word() -> Effect:
    edit = made(REGISTRY, keyword("blinkenlights"))
    return effect(edit.old, edit.new, [WON, LOST, RIGHT, WRONG], NOW)


def test_an_edit_wins_one_question_and_loses_another() -> None:
    told = of_the_new_word().questions
    assert told is not None
    assert [(change.asked, change.before, change.after) for change in told.won] == [(WON, "nobody", "#platform")]
    assert [(change.asked, change.before, change.after) for change in told.lost] == [(LOST, "nobody", "#platform")]
    assert [change.asked for change in told.unchanged] == [RIGHT, WRONG]
    assert (told.right_before, told.right_after, told.total) == (2, 2, 4)
    assert [told.won[0].expected, told.lost[0].expected] == ["#platform", "nobody"]


def test_the_examples_of_the_registry_are_asked_too() -> None:
    told = of_the_new_word().examples
    assert told.total == 2
    assert not told.lost


def test_without_a_question_file_the_examples_are_all() -> None:
    edit = made(REGISTRY, keyword("blinkenlights"))
    assert effect(edit.old, edit.new, None, NOW).questions is None


def test_an_example_is_right_where_its_entry_sends_people() -> None:
    source = REGISTRY + (
        "not_ours:\n  tea:\n    keywords: [tea]\n    asked: [who makes the tea]\nalso_asked:\n  tls:\n    - is it you\n"
    )
    assert [(one.id, one.expect) for one in examples(parse(source.encode(), ""))] == [
        ("tls-1", ("#platform",)),
        ("tls-2", ("#platform",)),
        ("tls-3", ("#platform",)),
        ("tea-1", ()),
    ]
