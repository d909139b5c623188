"""One step of the ladder, in words and buttons."""

from __future__ import annotations

import pytest
from slack_sdk.models.blocks import Block

from bot.features.escalate.ladder_step import COPY, LAST, TEAM_GONE, LadderStep
from bot.features.post.target import Target
from bot.slack.messages.controls import ButtonValue
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY, changed_index

REGISTRY = parse(SMALL_REGISTRY.encode(), "teams.yaml")
TICKET = ButtonValue("k", "who owns DNS?")


def said(step: LadderStep) -> list[str]:
    layout = step.layout()
    return [layout.headline, *(line.text for line in layout.lines)]


def notes(step: LadderStep, **more: object) -> list[tuple[str, str]]:
    """The words on each button and its note."""
    shown = step.buttons(TICKET, **({"post": True, "mention": True} | more))  # type: ignore[arg-type]
    return in_words(shown)


def in_words(shown: list[Block]) -> list[tuple[str, str]]:
    rows = [block.to_dict()["elements"] for block in shown]
    return [(button["text"]["text"], ButtonValue.decode(button["value"]).note) for row in rows for button in row]


def test_a_step_says_whom_to_ask_where_and_how() -> None:
    assert said(LadderStep(REGISTRY, None, 1)) == ["Step 1 of 3: ask your tech lead"]
    assert said(LadderStep(REGISTRY, None, 2)) == [
        "Step 2 of 3: ask tech leads in #govuk-tech-leads",
        "Say what you tried.",
    ]


def test_the_last_step_says_so_and_gives_its_mailing_list() -> None:
    assert said(LadderStep(REGISTRY, "second-line", 2)) == [
        "Step 2 of 2: ask senior tech (@govuk-senior-tech-people)",
        LAST,
        "You can also write to the mailing list senior-tech-people: https://groups.example.org/senior-tech-people",
    ]


def test_a_step_that_is_a_team_is_called_by_its_name() -> None:
    registry = changed_index(("order: [tech-lead, tech-leads, senior-tech]", "order: [tech-lead, developers]")).registry

    assert said(LadderStep(registry, None, 2)) == ["Step 2 of 2: ask Developers in #govuk-developers", LAST]


def test_past_the_last_step_there_is_the_mailing_list_and_the_general_channel() -> None:
    past = said(LadderStep(REGISTRY, None, 4))

    assert past[0] == "That was the last step"
    assert past[-1] == "You can ask in #govuk-developers, the general channel."
    assert notes(LadderStep(REGISTRY, None, 4)) == []


def test_a_team_that_is_gone_is_told() -> None:
    assert said(LadderStep(REGISTRY, "gone", 1)) == ["Step 1 of 3: ask your tech lead", TEAM_GONE]


def test_a_stranger_gets_no_contacts() -> None:
    for number in range(1, 6):
        step = LadderStep(REGISTRY, None, number, external_user=True)
        assert not any(sign in " ".join(said(step)) for sign in ("@", "mailing list", "#govuk-tech-leads"))
        assert all(words == "Still stuck?" for words, _ in notes(step))


@pytest.mark.parametrize(
    ("number", "buttons"),
    [
        (1, [("Still stuck?", "1")]),
        (2, [("Post my question there", Target("#govuk-tech-leads", 2).encode()), ("Still stuck?", "2")]),
        (3, [("Mention @govuk-senior-tech-people here", Target("@govuk-senior-tech-people", 3).encode())]),
    ],
)
def test_what_can_be_done_with_a_step(number: int, buttons: list[tuple[str, str]]) -> None:
    assert notes(LadderStep(REGISTRY, None, number)) == buttons


def test_a_reminder_has_one_button_and_whoever_may_not_post_has_none_for_it() -> None:
    second = LadderStep(REGISTRY, None, 2)

    assert [words for words, _ in in_words(second.one_button(TICKET, mention=True))] == ["Ask #govuk-tech-leads next"]
    assert [words for words, _ in notes(second, post=False)] == ["Still stuck?"]


def test_a_group_that_cannot_be_mentioned_has_its_words_to_copy() -> None:
    third = LadderStep(REGISTRY, None, 3)

    for shown in (third.buttons(TICKET, post=True, mention=False), third.one_button(TICKET, mention=False)):
        assert [words for words, _ in in_words(shown)] == [COPY]
