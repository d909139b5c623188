"""An answer in words: the headline of each case, the reasons, the ladder in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.slack.messages.layout import Line
from bot.slack.messages.wording import OPENINGS, ladder_line, layout_of
from routing.answers import Answer, Found, Nobody, Reason, Step
from tests.bot.answers import (
    ALL,
    CAVEAT,
    DNS,
    EXCLUDED,
    FOUND,
    LADDER,
    NOT_OURS,
    PLATFORM,
    SEVERAL,
    TLS,
    UNKNOWN,
    URGENT,
    VAGUE,
)


@pytest.mark.parametrize(
    ("answer", "headline"),
    [
        (FOUND, "Ask #govuk-platform-engineering (Platform Engineering)"),
        (URGENT, "Urgent: ask #govuk-2ndline-tech (Second line) now"),
        (SEVERAL, "It could be one of these. Pick the one that fits best."),
        (replace(SEVERAL, urgent=True), "Urgent: It could be one of these. Pick the one that fits best."),
        (UNKNOWN, "I don't know who handles this."),
        (replace(UNKNOWN, urgent=True), "Urgent: I don't know who handles this."),
        (VAGUE, "I need a bit more to go on."),
        (NOT_OURS, "I don't know. This looks like something that none of our teams handle."),
        (EXCLUDED, "I don't know who handles this. Our pages say who does not:"),
    ],
)
def test_the_headline_says_what_kind_of_answer_it_is(answer: Answer, headline: str) -> None:
    assert layout_of(answer).headline == headline


def test_every_reason_has_its_opening() -> None:
    assert set(OPENINGS) == set(Reason)


def test_a_place_without_a_name_of_its_own_is_named_once() -> None:
    unnamed = replace(FOUND, place=replace(PLATFORM, name=PLATFORM.destination))

    assert layout_of(unnamed).headline == "Ask #govuk-platform-engineering"


def test_notes_come_first_then_why_then_the_caveat() -> None:
    layout = layout_of(FOUND)

    assert layout.lines == (Line("A note."), Line(TLS.text, aside="(you said: cert, expires)"), Line(CAVEAT))
    assert layout.points == (Line("Step one."), Line("Step two."))


def test_further_reasons_are_spare_and_a_shared_caveat_is_said_once_after_the_last() -> None:
    also = replace(TLS, responsibility="also", text="It does more.", matched=())
    layout = layout_of(replace(FOUND, place=replace(PLATFORM, because=(TLS, also, DNS))))

    assert [(line.text, line.spare) for line in layout.lines] == [
        ("A note.", False),
        (TLS.text, False),
        ("It does more.", True),
        (CAVEAT, False),
        (DNS.text, True),
    ]


def test_a_place_may_have_no_reasons() -> None:
    assert layout_of(replace(FOUND, place=replace(PLATFORM, because=()))).lines == (Line("A note."),)


def test_options_stand_below_one_another_with_their_caveats() -> None:
    assert [line.whole for line in layout_of(SEVERAL).lines] == [
        f"#govuk-platform-engineering (Platform Engineering): {TLS.text} (you said: cert, expires)",
        "#govuk-2ndline-tech (Second line): Second line looks after DNS. (you said: dns)",
        CAVEAT,
    ]


def test_an_option_without_reasons_is_its_name() -> None:
    bare = replace(SEVERAL, places=(replace(PLATFORM, because=()), SEVERAL.places[1]))

    assert layout_of(bare).lines[0] == Line("#govuk-platform-engineering (Platform Engineering)")


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        (
            UNKNOWN,
            [
                "The nearest I have is #govuk-2ndline-tech (Second line): Second line looks after DNS.",
                "You can ask in #govuk-developers, the general channel.",
            ],
        ),
        (VAGUE, ["What is it about?", "You can ask in #govuk-developers, the general channel."]),
        (NOT_OURS, ["You can ask in #govuk-developers, the general channel."]),
        (EXCLUDED, ["Second line looks after DNS.", "You can ask in #govuk-developers, the general channel."]),
    ],
)
def test_a_dont_know_names_the_general_channel_last(answer: Nobody, lines: list[str]) -> None:
    assert [line.text for line in layout_of(answer).lines] == lines


def test_the_signs_of_mentions_are_left_out_of_what_was_said() -> None:
    why = replace(TLS, matched=("<!here>", "cert"))
    [_, line, *_] = layout_of(replace(FOUND, place=replace(PLATFORM, because=(why,)))).lines

    assert line.aside == "(you said: !here, cert)"


@pytest.mark.parametrize(
    ("ladder", "line"),
    [
        (LADDER, "Still stuck? 1 your tech lead → 2 #govuk-tech-leads → 3 senior tech (@govuk-senior-tech-people)"),
        ((Step(1, "X", None),), "Still stuck? 1 x"),
        ((Step(1, "", None),), "Still stuck? 1 "),
    ],
)
def test_the_ladder_is_one_line(ladder: tuple[Step, ...], line: str) -> None:
    assert ladder_line(ladder) == line


@pytest.mark.parametrize("answer", ALL)
def test_every_answer_has_the_ladder_in_small_print(answer: Answer) -> None:
    assert layout_of(answer).foot == ladder_line(LADDER)


def test_urgent_answers_say_what_to_do() -> None:
    assert isinstance(URGENT, Found)
    assert layout_of(URGENT).points == (Line("Say that it is time critical."),)


def test_the_words_of_one_of_two_questions_are_an_aside_in_which_nothing_is_live() -> None:
    parts = ("who owns <https://bad.example|dns>? @here", "https://bad.example \ud800")

    lines = layout_of(replace(SEVERAL, parts=parts)).lines

    assert [line.aside for line in lines[:2]] == [
        "(you said: “who owns https://bad.example|dns? here”)",
        "(you said: “https://bad.example ?”)",
    ]
    assert not any("bad.example" in line.text for line in lines)
