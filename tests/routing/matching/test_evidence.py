"""From what matched to what is said: evidence with its caveat, guidance step by step, who shares it."""

from __future__ import annotations

import pytest

from routing.answers import Place
from routing.matching.candidates import Candidate
from routing.matching.entries import Entry
from routing.matching.evidence import evidence, guidance, of_entry, place, shared_by
from routing.matching.matcher import Match
from tests.builders import small_index

INDEX = small_index()
REGISTRY = INDEX.registry
CAVEAT = "This comes from an earlier edition of “Ask for help”, so check with them."


def entry(key: str) -> Entry:
    return next(entry for entry in INDEX.entries if entry.key == key)


def match(key: str, score: float, *earned: tuple[str, float]) -> Match:
    number = entry(key).number
    return Match(entry(key), score, tuple((said, worth, {number: 1.0}) for said, worth in earned or (("word", score),)))


def option(*matches: Match) -> Candidate:
    return Candidate(matches[0].entry.destination, matches[0].score, matches)


def said(found: Candidate) -> list[str]:
    return [why.responsibility for why in evidence(found, REGISTRY)]


def test_an_entry_of_an_earlier_edition_has_the_caveat_of_its_source() -> None:
    why = of_entry(entry("tls-certificates"), ("cert",), REGISTRY)

    assert why.text == "Obtains and renews TLS certificates They need two days' notice."
    assert (why.matched, why.source, why.edition, why.caveat) == (("cert",), "ask-for-help", "earlier", CAVEAT)


def test_an_entry_of_the_newest_edition_has_no_caveat() -> None:
    why = of_entry(entry("dns"), (), REGISTRY)

    assert (why.source, why.edition, why.caveat) == ("ask-for-help", "newest", None)


def test_an_entry_without_a_source_has_neither_edition_nor_caveat() -> None:
    why = of_entry(entry("code-review"), (), REGISTRY)

    assert (why.source, why.edition, why.caveat) == (None, None, None)


def test_what_matched_nearly_as_well_is_said_too_up_to_three() -> None:
    assert said(option(match("dns", 1.0), match("tls-certificates", 0.6))) == ["dns", "tls-certificates"]
    assert said(option(match("dns", 1.0), match("tls-certificates", 0.59))) == ["dns"]
    many = [match(key, 1.0) for key in ("dns", "tls-certificates", "raise-a-ticket", "platform-engineering")]
    assert said(option(*many)) == ["dns", "tls-certificates", "raise-a-ticket"]


def test_what_is_not_ours_still_says_what_it_was_taken_for() -> None:
    assert said(option(match("printers", 1.0))) == ["printers"]


def test_words_that_earned_something_are_repeated_up_to_five() -> None:
    found = match("dns", 1.0, ("dns", 0.9), ("of", 0.079), ("zone", 0.08))
    [why] = evidence(option(found), REGISTRY)
    assert why.matched == ("dns", "zone")

    [why] = evidence(option(match("dns", 1.0, *((str(number), 0.1) for number in range(9)))), REGISTRY)
    assert why.matched == ("0", "1", "2", "3", "4")


def test_a_place_is_named_by_its_best_entry() -> None:
    found = place(option(match("incidents", 1.0)), REGISTRY, 0.87654)

    assert isinstance(found, Place)
    assert (found.destination, found.team, found.name) == ("#govuk-2ndline-tech", "second-line", "Second line")
    assert found.confidence == 0.877
    assert [why.responsibility for why in found.because] == ["incidents"]


def test_a_place_on_the_ladder_belongs_to_no_team() -> None:
    found = place(option(match("architecture", 1.0)), REGISTRY, 0.5)

    assert (found.destination, found.team, found.name) == ("@govuk-senior-tech-people", None, "Senior tech")


STEPS = ("1. Write what you want and by when.", "2. Post the link in the channel.")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("raise-a-ticket", STEPS),
        ("tls-certificates", ("How to raise a ticket with Platform Engineering", *STEPS)),
        ("incidents", ("How to page somebody",)),
        ("page-somebody", ()),
        ("dns", ()),
        ("stuck", ()),
    ],
)
def test_guidance_has_its_own_steps_and_those_it_points_to(key: str, expected: tuple[str, ...]) -> None:
    assert guidance(entry(key).topic, REGISTRY) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("tls-certificates", ("Second line (#govuk-2ndline-tech) shares this.",)),
        ("dns", ()),
        ("raise-a-ticket", ()),
        ("architecture", ()),
    ],
)
def test_the_teams_that_share_a_responsibility_are_named(key: str, expected: tuple[str, ...]) -> None:
    assert shared_by(entry(key).topic, REGISTRY) == expected
