"""Which entries a question speaks for, by which of its words, and how strongly."""

from __future__ import annotations

from collections import Counter

import pytest

from routing.matching.index import Index
from routing.matching.matcher import ENOUGH, KEPT, Match, Ranking, rank, under
from tests.builders import changed_index, small_index

INDEX = small_index()


def ranked(text: str, index: Index = INDEX) -> Ranking:
    return rank(index.parser.parse(text), index)


def scores(text: str, index: Index = INDEX) -> dict[str, float]:
    return {match.entry.key: match.score for match in ranked(text, index).matches}


def match(text: str, key: str, index: Index = INDEX) -> Match:
    return next(found for found in ranked(text, index).matches if found.entry.key == key)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("certificate", "tls-certificates"),
        ("certificates", "tls-certificates"),
        ("our cert will soon expire", "tls-certificates"),
        ("SSL", "tls-certificates"),
        ("nameservers", "dns"),
        ("review my code", "code-review"),
        ("a pull request", "code-review"),
        ("the site is failing", "incidents"),
        ("outage", "incidents"),
        ("run a play", "page-somebody"),
        ("Replatforming", "platform-engineering"),
        ("toner", "printers"),
        ("technical architects", "architecture"),
        ("escalations", "stuck"),
        ("api.platform.example.org", "tls-certificates"),
        ("foo.service.example.org", "dns"),
    ],
)
def test_the_best_match_is_what_the_words_are_about(text: str, best: str) -> None:
    assert ranked(text).matches[0].entry.key == best


@pytest.mark.parametrize("text", ["", "who is it for", "GOV.UK", "xyzzy", "www.example.com"])
def test_words_that_the_registry_lacks_match_nothing(text: str) -> None:
    assert ranked(text).matches == ()


def test_the_score_is_what_each_word_earned_and_what_turns_of_phrase_added() -> None:
    for text in ("Who renews our TLS certificates?", "The site is down, who leads?", "run a play for the incident"):
        for found in ranked(text).matches:
            assert found.score == pytest.approx(sum(amount for _, amount in found.earned) + found.turns)
            assert [amount for _, amount in found.earned] == sorted((a for _, a in found.earned), reverse=True)


def test_the_best_comes_first_and_of_equals_the_first_of_the_registry() -> None:
    order = [(-found.score, found.entry.number) for found in ranked("site certificate dns code incident").matches]

    assert order == sorted(order)


def test_a_match_is_earned_by_the_words_that_were_typed() -> None:
    earned = dict(match("who renews SSL certifcates", "tls-certificates").earned)

    assert earned.keys() == {"renews", "SSL", "certifcates"}


def test_a_keyword_is_stronger_than_a_word_of_the_sentence() -> None:
    found = scores("nameserver")["dns"]

    assert found > scores("domains")["dns"] > 0


def test_a_whole_phrase_earns_more_than_its_parts() -> None:
    assert scores("code review")["code-review"] > scores("code. Review")["code-review"]
    assert scores("review of code")["code-review"] == pytest.approx(scores("code review")["code-review"])


def test_a_phrase_of_little_words_must_stand_as_it_is() -> None:
    index = changed_index(("keywords: [run a play, pagerduty]", "keywords: [who else, pagerduty]"))

    assert scores("who else", index)["page-somebody"] > 2 * scores("else who", index)["page-somebody"]


def test_the_parts_of_a_phrase_stand_near_one_another() -> None:
    near = "code " + "filler " * 3 + "review"
    far = "code " + "filler " * 12 + "review"

    assert scores(near)["code-review"] > scores(far)["code-review"]


def test_two_words_that_follow_one_another_in_an_example_earn_more_so() -> None:
    together, apart = scores("our cert expires"), scores("expires. Our cert")

    assert together["tls-certificates"] > apart["tls-certificates"]


def test_a_turn_of_phrase_tells_alike_entries_apart() -> None:
    asked = "also_asked:\n  dns:\n  - Where can I read about a zone?\n  incidents:\n  - How many are in a zone?\n"
    questions = f"{asked}not_ours:\n"
    index = changed_index(("not_ours:\n", questions))
    found = scores("how many in the zone", index)

    assert found["incidents"] > found["dns"]
    assert match("how many in the zone", "incidents", index).turns > 0


def test_a_tie_break_gives_a_shared_keyword_to_one() -> None:
    assert scores("outage")["incidents"] > scores("outage")["dns"] > 0


def test_what_is_asked_counts_more_than_what_was_said_before() -> None:
    assert scores("Who does dns?")["dns"] > scores("We did dns. Who cooks?")["dns"]
    for both in ("We did dns. Who does dns?", "Who does dns? We did dns."):
        assert scores(both)["dns"] == pytest.approx(scores("Who does dns?")["dns"])


def test_the_same_word_again_adds_nothing() -> None:
    assert scores("dns dns dns")["dns"] == pytest.approx(scores("dns")["dns"], rel=0.01)


def test_unknown_words_weigh_in_what_could_have_been_earned() -> None:
    assert ranked("dns").mass < ranked("dns kitten").mass < ranked("dns kitten xyzzy").mass
    assert ranked("who is it").mass == 0


def test_a_word_leans_to_the_places_it_is_said_of() -> None:
    leaning = ranked("incident").leaning

    assert set(leaning) == {"#govuk-2ndline-tech"}
    assert 0 < leaning["#govuk-2ndline-tech"] < 1


@pytest.mark.parametrize(
    ("domain", "pattern", "expected"),
    [
        ("www.example.org", "www.example.org", True),
        ("www.example.org", "example.org", False),
        ("www.example.org", "*.example.org", True),
        ("a.b.example.org", "*.example.org", True),
        ("example.org", "*.example.org", True),
        ("*.example.org", "*.example.org", True),
        ("myexample.org", "*.example.org", False),
        ("example.org.uk", "*.example.org", False),
        ("*.example.org", "www.example.org", False),
    ],
)
def test_a_host_name_falls_under_a_pattern(domain: str, pattern: str, *, expected: bool) -> None:
    assert under(domain, pattern) is expected


def crowded_index(count: int) -> Index:
    """The small registry with this many more topics: every other one is about widgets, two in five about pipes."""
    topics = "".join(
        f"      topic-{number}:\n        what: Handles {'widgets' if number % 2 else 'gizmos'} "
        f"and {'pipes' if number % 5 < 2 else 'flanges'}\n        keywords: [unit{number}]\n"
        for number in range(count)
    )
    return changed_index(("      code-review:\n", f"{topics}      code-review:\n"))


def test_in_a_crowd_a_common_word_only_adds_to_what_rarer_words_chose() -> None:
    index = crowded_index(1_500)
    assert len(index.postings["widget"]) > len(index.postings["pipe"]) > ENOUGH

    first, *others = ranked("unit1491 for widgets with pipes", index).matches
    assert first.entry.key == "topic-1491"
    assert {said for said, _ in first.earned} == {"unit1491", "widgets", "pipes"}
    assert first.score == pytest.approx(sum(amount for _, amount in first.earned))
    assert all("pipes" in dict(found.earned) for found in others if found.entry.key.startswith("topic-"))


def test_however_many_entries_match_a_few_of_each_destination_are_kept() -> None:
    matches = ranked("widgets, and dns", crowded_index(1_500)).matches
    by_place = Counter(found.entry.destination for found in matches)

    assert by_place["#govuk-developers"] == KEPT
    assert by_place["#govuk-platform-engineering"] >= 1
