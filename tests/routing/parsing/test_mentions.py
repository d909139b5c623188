"""Names that a question mentions, of today and of old."""

from __future__ import annotations

import pytest

from routing.matching.index import Index
from routing.parsing.mentions import Mention
from routing.parsing.tokens import tokens
from tests.builders import changed_index, small_index

INDEX = small_index()
PLATFORM, SECOND_LINE = "#govuk-platform-engineering", "#govuk-2ndline-tech"


def mentioned(text: str, index: Index = INDEX) -> tuple[Mention, ...]:
    return index.parser.mentions.mentioned([tokens(text)])


@pytest.mark.parametrize(
    ("text", "team", "destination"),
    [
        ("Platform Engineering", "platform-engineering", PLATFORM),
        ("the PLATFORM team, please", "platform-engineering", PLATFORM),
        ("ask PE", "platform-engineering", PLATFORM),
        ("in #govuk-platform-engineering", "platform-engineering", PLATFORM),
        ("in #govuk-platform-alerts", "platform-engineering", PLATFORM),
        ("govuk-deploys", "platform-engineering", PLATFORM),
        ("second line", "second-line", SECOND_LINE),
        ("second-line", "second-line", SECOND_LINE),
        ("#govuk-2ndline-internal", "second-line", SECOND_LINE),
        ("@govuk-senior-tech-people", None, "@govuk-senior-tech-people"),
        ("#govuk-tech-leads", None, "#govuk-tech-leads"),
    ],
)
def test_a_present_name_leads_to_where_to_ask(text: str, team: str | None, destination: str) -> None:
    [mention] = mentioned(text)

    assert (mention.team, mention.destination, mention.became) == (team, destination, None)


@pytest.mark.parametrize(
    ("text", "destination", "became"),
    [
        ("Replatforming", PLATFORM, "Replatforming is now Platform Engineering (#govuk-platform-engineering)."),
        ("#govuk-replatforming", PLATFORM, "#govuk-replatforming is now #govuk-platform-engineering."),
        ("2ndline", SECOND_LINE, "2ndline is now Second line (#govuk-2ndline-tech)."),
        ("#govuk-2ndline", SECOND_LINE, "#govuk-2ndline is now #govuk-2ndline-tech."),
        (
            "infrastructure",
            PLATFORM,
            (
                "Infrastructure is now Platform Engineering (#govuk-platform-engineering). "
                "Infrastructure was split up. Most of its work went to Replatforming."
            ),
        ),
    ],
)
def test_a_former_name_says_what_became_of_it(text: str, destination: str, became: str) -> None:
    [mention] = mentioned(f"who is {text} please")

    assert (mention.destination, mention.became) == (destination, became)


def test_a_former_channel_is_not_the_beginning_of_its_successor() -> None:
    [mention] = mentioned("is it #govuk-2ndline-tech")

    assert mention.became is None


@pytest.mark.parametrize("text", ["platform", "platforms team", "tech leads", "engineering", "govuk", "pee", ""])
def test_a_part_of_a_name_or_a_rung_by_its_role_is_no_mention(text: str) -> None:
    assert mentioned(text) == ()


def test_a_mention_keeps_what_was_typed() -> None:
    [mention] = mentioned("the pLatform Team")

    assert mention.said == "pLatform Team"


def test_every_name_is_mentioned_once_in_the_order_of_the_question() -> None:
    said = mentioned("second line or PE or platform team or Replatforming or second line")

    assert [mention.said for mention in said] == ["second line", "platform team", "Replatforming"]


def test_names_in_different_sentences_are_all_found() -> None:
    said = INDEX.parser.mentions.mentioned([tokens("platform team"), tokens("second"), tokens("line")])

    assert [mention.destination for mention in said] == [PLATFORM]


@pytest.mark.parametrize(
    ("text", "count"),
    [("re: the outage", 0), ("Re the outage", 0), ("does RE know", 1), ("RE: is it theirs", 1)],
)
def test_a_name_that_is_a_little_word_must_be_shouted(text: str, count: int) -> None:
    assert len(mentioned(text, changed_index(("names: [Platform team, PE]", "names: [Platform team, RE]")))) == count


def test_a_name_that_leads_nowhere_leads_to_the_general_channel() -> None:
    index = small_index()
    gone = index.registry.model_copy(
        update={
            "former_names": {
                "Old": index.registry.former_names["2ndline"].model_copy(update={"became": "nothing", "channel": None})
            }
        }
    )
    [mention] = type(index.parser.mentions)(gone).mentioned([tokens("who was Old")])

    assert (mention.destination, mention.team, mention.became) == (
        "#govuk-developers",
        None,
        "Old is no longer in use.",
    )
