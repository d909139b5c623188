"""Places weighed against one another: what a name adds, what comes second, what is left out."""

from __future__ import annotations

import pytest

from routing.matching.candidates import Candidate, sureness, weigh
from routing.matching.index import Index
from routing.matching.matcher import rank
from tests.builders import changed_index, small_index

INDEX = small_index()
PLATFORM, SECOND_LINE, DEVELOPERS = "#govuk-platform-engineering", "#govuk-2ndline-tech", "#govuk-developers"
TECH_LEADS, SENIOR = "#govuk-tech-leads", "@govuk-senior-tech-people"


def options(text: str, rejected: frozenset[str] = frozenset(), index: Index = INDEX) -> tuple[Candidate, ...]:
    asked = index.parser.parse(text)
    return weigh(rank(asked, index), asked, rejected, index)


def scores(text: str, index: Index = INDEX) -> dict[str, float]:
    return {option.destination: option.score for option in options(text, index=index)}


def test_there_is_one_option_for_each_destination_the_likeliest_first() -> None:
    found = options("certificate, dns, code review and an incident")

    assert [option.destination for option in found] == [PLATFORM, DEVELOPERS, SECOND_LINE]
    assert [option.score for option in found] == sorted((option.score for option in found), reverse=True)
    assert {match.entry.key for match in found[0].matches} >= {"tls-certificates", "dns"}


def test_nothing_to_go_by_has_no_options_and_no_sureness() -> None:
    assert options("who is it") == ()
    assert sureness(()) == 0


def test_a_place_that_was_rejected_is_left_out_even_where_it_is_named() -> None:
    assert options("does PE do dns", frozenset({PLATFORM})) == ()


def test_a_second_entry_for_the_same_place_adds_a_little() -> None:
    one, both = scores("certificate")[PLATFORM], scores("certificate and nameserver")[PLATFORM]

    assert one < both < 2 * one


def test_a_name_speaks_for_its_place_and_an_old_name_more() -> None:
    assert scores("PE dns")[PLATFORM] > scores("dns")[PLATFORM]
    assert scores("#govuk-2ndline")[SECOND_LINE] > scores("#govuk-2ndline-tech")[SECOND_LINE] > 0


def test_a_name_counts_for_less_where_the_words_speak_for_another_place() -> None:
    alone = scores("#govuk-2ndline-tech")[SECOND_LINE]
    beside = scores("who renews our TLS certificates: #govuk-2ndline-tech?")

    assert 0 < beside[SECOND_LINE] < alone
    assert beside[PLATFORM] > beside[SECOND_LINE]


@pytest.mark.xfail(
    strict=True,
    reason="index.named_entries has a rung by its first topic only, so naming a rung without topics finds nothing",
)
def test_a_rung_without_topics_is_found_by_its_channel() -> None:
    assert options("who is at #govuk-tech-leads")[0].destination == TECH_LEADS


@pytest.mark.parametrize(
    ("text", "destination"),
    [
        ("escalation", TECH_LEADS),
        ("my TL is stuck on an escalation", TECH_LEADS),
        ("an escalation, and my TL and #govuk-tech-leads are stumped", SENIOR),
        ("architecture decision after the TL", TECH_LEADS),
        ("architecture decision of @govuk-senior-tech-people", SENIOR),
    ],
)
def test_a_question_about_the_ladder_leads_to_the_rung_that_comes_next(text: str, destination: str) -> None:
    found = options(text)

    assert found[0].destination == destination
    assert len({option.destination for option in found}) == len(found)


def test_a_rung_that_is_named_beside_another_topic_does_not_climb() -> None:
    assert options("the TL is stuck with dns")[0].destination == PLATFORM


SHARED = changed_index(
    ("keywords: [printer, toner]", "keywords: [printer, toner, label]"),
    ("[dns, nameserver, outage]", "[dns, nameserver, outage, record]"),
    ("        kind: owns\n", "        kind: owns\n        asked:\n        - Who sets the label of a record?\n"),
)


def test_of_a_word_that_we_share_with_others_ours_is_meant() -> None:
    [first, second, *_] = options("label", index=SHARED)

    assert (first.destination, first.is_ours, second.is_ours) == (PLATFORM, True, False)
    assert second.score > first.score


def test_another_word_of_theirs_makes_it_theirs() -> None:
    assert not options("label of the printer", index=SHARED)[0].is_ours


def test_it_is_less_sure_with_a_rival_and_with_what_is_not_ours() -> None:
    alone = sureness(options("nameserver"))

    assert sureness(options("nameserver incident")) < alone
    assert sureness(options("nameserver printer")) < alone


def test_what_is_not_ours_has_no_destination() -> None:
    option = options("toner")[0]

    assert (option.destination, option.is_ours, option.best.key) == ("", False, "printers")
