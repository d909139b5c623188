"""Each kind of answer as blocks, which the local Slack's own checker must take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.slack.messages.blocks import answer_blocks
from bot.slack.messages.external_user import for_external_user
from bot.slack.messages.layout import Line
from localslack.block_rules import check_message
from routing.answers import Answer, Evidence
from routing.loading.loader import parse
from tests.bot.answers import ALL, EXCLUDED, FOUND, GROUP, LADDER, PLATFORM, SEVERAL, UNKNOWN, URGENT, VAGUE
from tests.builders import SMALL_REGISTRY

REGISTRY = parse(SMALL_REGISTRY.encode(), "teams.yaml")


def text(element: Any) -> str:
    """What a person reads in a block, line by line."""
    if isinstance(element, list):
        return "".join(map(text, element))
    match element.get("type"):
        case "rich_text_section":
            return text(element["elements"]) + "\n"
        case "text" | "plain_text" | "mrkdwn":
            return str(element["text"])
        case "channel":
            return f"<{element['channel_id']}>"
        case _:
            return text(element["elements"])


def read(answer: Answer, **more: Any) -> list[str]:
    blocks = [block.to_dict() for block in answer_blocks(answer, **more)]
    check_message({"text": "x", "blocks": blocks}, [], where="chat.postMessage")
    return text(blocks).splitlines()


LADDER_LINE = "Still stuck? 1 your tech lead → 2 #govuk-tech-leads → 3 senior tech (@govuk-senior-tech-people)"


def test_found_reads_from_the_place_to_the_ladder() -> None:
    assert read(FOUND) == [
        "Ask #govuk-platform-engineering (Platform Engineering)",
        "A note.",
        "Platform Engineering obtains and renews TLS certificates. (you said: cert, expires)",
        "This comes from an earlier edition of “Ask for help”, so check with them.",
        "Step one.",
        "Step two.",
        LADDER_LINE,
    ]


def test_urgent_says_so_first() -> None:
    first, _, third, *_ = read(URGENT)

    assert first == "Urgent: ask #govuk-2ndline-tech (Second line) now"
    assert third == "Say that it is time critical."


def test_several_are_a_line_each() -> None:
    opening, first, second, *_ = read(SEVERAL)

    assert opening == "It could be one of these. Pick the one that fits best."
    assert first.startswith("#govuk-platform-engineering (Platform Engineering): Platform Engineering obtains")
    assert second == "#govuk-2ndline-tech (Second line): Second line looks after DNS. (you said: dns)"


def test_nobody_says_so_and_names_the_general_channel() -> None:
    assert read(UNKNOWN) == [
        "I don't know who handles this.",
        "The nearest I have is #govuk-2ndline-tech (Second line): Second line looks after DNS.",
        "You can ask in #govuk-developers, the general channel.",
        LADDER_LINE,
    ]


def test_too_vague_asks_back() -> None:
    assert read(VAGUE)[:2] == ["I need a bit more to go on.", "What is it about?"]


def test_an_exclusion_is_the_reason() -> None:
    assert read(EXCLUDED)[1] == "Second line looks after DNS. (you said: dns)"


def test_a_channel_whose_id_is_known_is_a_link() -> None:
    shown = read(FOUND, channels={"#govuk-platform-engineering": "C7", "#govuk-tech-leads": "C8"})

    assert shown[0] == "Ask <C7> (Platform Engineering)"
    assert "2 <#C8>" in shown[-1]


def test_the_desks_own_sentence_comes_before_the_rest() -> None:
    assert read(FOUND, first=[Line("You wrote a lot.")])[1] == "You wrote a lot."


def test_the_askers_words_hold_no_signs_of_a_mention() -> None:
    said = Evidence("x", "Because.", ("<!channel>", "<@U1>"))
    answer = replace(FOUND, place=replace(PLATFORM, because=(said,)))

    assert "Because. (you said: !channel, @U1)" in read(answer)


@pytest.mark.parametrize("answer", ALL, ids=lambda answer: type(answer).__name__)
def test_every_answer_is_taken_by_slack(answer: Answer) -> None:
    assert LADDER_LINE in read(answer)


def test_a_huge_answer_is_taken_by_slack() -> None:
    huge = Evidence("x", "w" * 600, ("m" * 3_000,) * 50, caveat="c" * 600)
    place = replace(PLATFORM, because=(huge,) * 40)
    assert read(replace(FOUND, place=place, notes=("n" * 600,) * 100, guidance=("g" * 600,) * 100))


@pytest.mark.parametrize("answer", ALL, ids=lambda answer: type(answer).__name__)
def test_a_stranger_sees_no_group_and_no_contact(answer: Answer) -> None:
    shown = "\n".join(read(for_external_user(answer)))

    assert "@govuk" not in shown
    assert "#govuk-tech-leads" not in shown
    assert "1 your tech lead → 2 tech leads → 3 senior tech" in shown


def test_a_group_that_is_the_answer_is_its_name_for_a_stranger() -> None:
    shown = read(for_external_user(GROUP))

    assert shown[0] == "Ask Senior tech"
    assert "Be patient: a@b.example." in shown
    assert all(step.contact is None for step in for_external_user(replace(GROUP, ladder=LADDER)).ladder)
