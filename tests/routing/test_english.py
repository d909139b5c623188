"""The words and phrases of English that the router knows: in order, lower case, and nothing twice in a place."""

from __future__ import annotations

import pytest

from routing.english import STOP_WORDS, WEAK_WORDS, common_words, known_words, phrases
from routing.parsing.tokens import tokens


def test_common_words_are_known_words() -> None:
    assert 3_500 < len(common_words()) < len(known_words()) < 60_000
    assert common_words() <= known_words()


@pytest.mark.parametrize("listed", [common_words(), known_words(), STOP_WORDS, WEAK_WORDS])
def test_words_are_lower_case_and_without_blanks(listed: frozenset[str]) -> None:
    assert [word for word in listed if word != word.lower() or word != word.strip() or not word] == []


def test_little_words_are_stop_words_and_names_of_systems_are_not() -> None:
    assert {"the", "who", "is", "not", "re"} <= STOP_WORDS
    assert not {"dns", "certificate", "incident", "kubernetes"} & STOP_WORDS


def test_phrases_stand_in_their_sections() -> None:
    assert set(phrases("conversation")) == {"stuck", "sent away", "sent on to", "not that", "at home"}
    assert set(phrases("words")) == {"stop", "weak"}
    assert {"now", "outage", "exposure", "calm", "neutral", "hypothetical"} <= set(phrases("urgency"))
    assert "right now" in phrases("urgency")["now"]


@pytest.mark.parametrize("name", ["conversation", "urgency", "words"])
def test_every_phrase_has_words(name: str) -> None:
    empty = [phrase for listed in phrases(name).values() for phrase in listed if not tokens(phrase)]

    assert empty == []


@pytest.mark.parametrize("name", ["conversation", "urgency"])
def test_every_section_has_phrases(name: str) -> None:
    assert [section for section, listed in phrases(name).items() if not listed] == []
