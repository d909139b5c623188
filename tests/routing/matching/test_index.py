"""The registry compiled: read only, the same every time, with every word it uses known to the spelling."""

from __future__ import annotations

import dataclasses

import pytest

from routing.matching.entries import Kind
from routing.matching.index import Index, build_index
from routing.matching.index_builder import KEYWORD_MORE, neighbours, pair_key, turns_of
from routing.parsing.synonyms import Synonyms
from routing.parsing.tokens import tokens
from tests.builders import changed_index, small_index

INDEX = small_index()
NO_GROUPS = Synonyms({})


def keys(index: Index, term: str) -> dict[str, float]:
    return {index.entries[number].key: strength for number, strength in index.postings.get(term, {}).items()}


def test_the_same_registry_gives_the_same_tables() -> None:
    again = build_index(INDEX.registry)

    assert again.postings == INDEX.postings
    assert again.pairs == INDEX.pairs
    assert again.turns == INDEX.turns
    assert again.phrases == INDEX.phrases
    assert again.leanings == INDEX.leanings


def test_an_index_is_read_only() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        INDEX.entries = ()  # type: ignore[misc]


def test_a_term_leads_to_the_entries_that_have_it_with_a_strength_below_1() -> None:
    assert keys(INDEX, "nameserv") == {"dns": pytest.approx(0.95 + KEYWORD_MORE)}
    assert keys(INDEX, "certif").keys() == {"tls-certificates"}
    assert all(0 < strength < 1.5 for found in INDEX.postings.values() for strength in found.values())
    assert all(0 <= amount <= 1 for amount in INDEX.telling.values())


def test_several_places_add_up() -> None:
    assert keys(INDEX, "incid")["incidents"] == pytest.approx(1 - 0.05 * 0.7 + KEYWORD_MORE)


def test_stop_words_and_the_organisation_lead_nowhere() -> None:
    assert not {"who", "the", "our", "gov.uk", "=()"} & INDEX.postings.keys()


def test_words_that_mean_the_same_lead_to_the_same() -> None:
    assert "=tls" in INDEX.postings
    assert not {"tls", "ssl", "https"} & INDEX.postings.keys()


def test_a_web_address_in_a_text_is_not_read() -> None:
    assert "docs.example.org" not in INDEX.postings


def test_what_is_said_of_fewer_entries_tells_more() -> None:
    assert len(INDEX.postings["nameserv"]) < len(INDEX.postings["platform"])
    assert INDEX.telling["nameserv"] > INDEX.telling["platform"] > 0


def test_what_is_not_ours_is_known_by_its_words_and_not_by_what_we_say_of_it() -> None:
    assert keys(INDEX, "printer").keys() == {"printers"}
    assert "printers" not in keys(INDEX, "build")


def test_a_turn_of_phrase_that_everybody_uses_tells_nothing() -> None:
    few = "".join(f"  g{number}:\n  - Where do I go for tea number {number}?\n" for number in range(10))
    guidance = "".join(f"  g{number}:\n    what: Tea\n    keywords: [tea{number}]\n" for number in range(12))
    changes = (
        ("guidance:\n  raise", f"guidance:\n{guidance}  raise"),
        ("not_ours:\n", f"also_asked:\n{few}not_ours:\n"),
    )
    crowd = few + "".join(f"  g{number}:\n  - Where do I go for tea number {number}?\n" for number in (10, 11))

    assert ("i", "go") in changed_index(*changes).turns
    assert ("i", "go") not in changed_index(changes[0], ("not_ours:\n", f"also_asked:\n{crowd}not_ours:\n")).turns


def test_turns_have_a_stop_word_and_pairs_have_none() -> None:
    terms = NO_GROUPS.terms(tokens("how many cats chase the red dog"))

    assert list(turns_of(terms)) == [("how", "many"), ("many", "cat"), ("chase", "the"), ("the", "red")]
    assert [(one.name, other.name) for one, other in neighbours(terms)] == [
        ("cat", "chase"),
        ("chase", "red"),
        ("red", "dog"),
    ]


def test_a_pair_is_the_same_in_either_order() -> None:
    one, other = NO_GROUPS.terms(tokens("renew certificate"))

    assert pair_key(one, other) == pair_key(other, one) == ("certif", "renew")


def test_a_destination_that_is_only_named_has_an_entry_that_speaks_for_it() -> None:
    named = {where: entry.key for where, entry in INDEX.named_entries.items()}

    assert named == {
        "#govuk-platform-engineering": "platform-engineering",
        "#govuk-developers": "developers",
        "#govuk-2ndline-tech": "second-line",
        "@govuk-senior-tech-people": "architecture",
    }


def test_host_names_lead_to_what_has_them_and_to_what_excludes_them() -> None:
    assert [(domain, INDEX.entries[number].key) for domain, number in INDEX.domains] == [
        ("*.platform.example.org", "tls-certificates"),
        ("*.service.example.org", "dns"),
    ]


def test_a_typing_mistake_in_any_word_of_the_registry_is_mended() -> None:
    for typed, meant in (("nameservr", "nameserver"), ("htpts", "https"), ("replatfroming", "replatforming")):
        assert INDEX.parser.spelling.mend(typed) == meant


def test_a_registry_without_an_urgent_path_has_an_index() -> None:
    index = build_index(INDEX.registry.model_copy(update={"urgent": None}))

    assert len(index.entries) == len(INDEX.entries)
    assert {entry.kind for entry in index.entries} == set(Kind)


def test_a_keyword_that_says_nothing_harms_nobody() -> None:
    index = changed_index(("keywords: [printer, toner]", "keywords: [the, GOV.UK, toner]"))

    assert "toner" in index.postings
    assert not {"the", "=()"} & index.postings.keys()
