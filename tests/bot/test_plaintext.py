from __future__ import annotations

from dataclasses import replace

from bot.plaintext import LONGEST_TEXT, render
from routing.answers import Evidence
from tests.bot.answers import FOUND, NOT_OURS, PLATFORM, SEVERAL, URGENT, VAGUE

LONG = "x" * 500


def test_an_answer_reads_from_the_place_to_the_ladder() -> None:
    lines = render(FOUND).splitlines()

    assert lines[0] == "Ask #govuk-platform-engineering (Platform Engineering)"
    assert lines[-1].startswith("Still stuck? 1 your tech lead")


def test_urgent_several_and_nobody_say_so_first() -> None:
    assert render(URGENT).startswith("Urgent: ask ")
    assert render(SEVERAL).startswith("It could be one of these.")
    assert render(VAGUE).startswith("I need a bit more to go on.")
    assert render(NOT_OURS).startswith("I don't know. This looks like something that none of our teams handle.")


def test_what_is_too_long_loses_its_further_reasons_first() -> None:
    place = replace(PLATFORM, because=(Evidence("a", "First reason.", ()), Evidence("b", LONG * 2, ())))
    text = render(replace(FOUND, place=place, guidance=("Step one.", LONG)))

    assert "First reason." in text
    assert "Step one." in text
    assert LONG in text
    assert LONG * 2 not in text
    assert len(text) <= LONGEST_TEXT


def test_then_the_last_steps_go_and_the_ladder_never() -> None:
    text = render(replace(FOUND, guidance=("Step one.", LONG, LONG, LONG)))

    assert "Step one." in text
    assert "Still stuck?" in text
    assert len(text) <= LONGEST_TEXT


def test_even_one_endless_sentence_fits() -> None:
    place = replace(PLATFORM, name="n" * 2_000, because=(Evidence("a", LONG * 9, ("word",)),))

    assert len(render(replace(FOUND, place=place))) == LONGEST_TEXT
