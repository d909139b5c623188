"""What is off topic in every registry, and that a registry's own words win over it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import chain

import pytest

from routing.answers import Answer, Found, Nobody, Reason
from routing.english import common_words, phrases
from routing.matching.entries import Kind
from routing.matching.index import Index
from routing.parsing.tokens import tokens
from routing.route import route
from tests.builders import changed_index, small_index

NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)
INDEX = small_index()
TOPICS = phrases("off_topic")


def answer(question: str, index: Index = INDEX) -> Answer:
    return route(question, index, NOW)


@pytest.mark.parametrize("question", ["who fixes the coffee machine", "best sitcom ever?", "who feeds the hamster"])
def test_it_is_nobodys_in_a_registry_that_never_heard_of_it(question: str) -> None:
    nobody = answer(question)
    assert isinstance(nobody, Nobody)
    assert nobody.reason is Reason.NOT_OURS
    assert nobody.notes == ()


def test_a_part_of_a_phrase_is_not_off_topic() -> None:
    assert isinstance(answer("the machine room needs a certificate"), Found)


@pytest.mark.parametrize(
    "own",
    [
        "keywords: [dns, nameserver, outage, hamster]",
        "keywords: [dns, nameserver, outage]\n        asked: [who feeds the hamster]",
    ],
)
def test_a_word_of_the_registry_is_the_registrys(own: str) -> None:
    index = changed_index(("keywords: [dns, nameserver, outage]", own))
    found = answer("who feeds the hamster", index)
    assert isinstance(found, Found)
    assert found.place.team == "platform-engineering"


def test_a_topic_that_the_registry_has_too_is_both() -> None:
    own = "not_ours:\n  nature-and-pets:\n    keywords: [axolotl]\n    say: Ask the vet.\n  printers:"
    index = changed_index(("not_ours:\n  printers:", own))
    for question in ("who feeds the axolotl", "who feeds the hamster"):
        nobody = answer(question, index)
        assert isinstance(nobody, Nobody)
        assert nobody.notes == ("Ask the vet.",)


def test_the_topics_stand_behind_the_registrys_own_entries() -> None:
    kinds = [entry.kind for entry in INDEX.entries]
    assert kinds.index(Kind.OFF_TOPIC) == len(kinds) - len(TOPICS)
    assert [entry.number for entry in INDEX.entries] == list(range(len(kinds)))


def test_the_registry_does_not_know_them_and_no_typing_mistake_is_taken_for_one() -> None:
    assert "hamster" in INDEX.postings
    assert "hamster" not in INDEX.own_terms
    assert "hamster" not in INDEX.parser.spelling


def test_no_phrase_is_there_twice_and_none_is_an_everyday_word() -> None:
    everything = Counter(chain.from_iterable(TOPICS.values()))
    assert [phrase for phrase, times in everything.items() if times > 1] == []
    assert sorted(everything.keys() & common_words()) == []
    assert all(any(word.telling for word in tokens(phrase)) for phrase in everything)
