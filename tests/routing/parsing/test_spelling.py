"""Typing mistakes: mended towards the registry's words, and never where a word is right."""

from __future__ import annotations

import pytest
from rapidfuzz.distance import OSA

from routing.english import STOP_WORDS, common_words
from routing.parsing import spelling
from routing.parsing.spelling import Spelling

REGISTRY_WORDS = (
    "tls",
    "dns",
    "pod",
    "kube",
    "certificate",
    "kubernetes",
    "terraform",
    "concourse",
    "weather",
    "data.gov.uk",
)


@pytest.fixture(scope="module")
def mender() -> Spelling:
    return Spelling(REGISTRY_WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("certifcate", "certificate"),
        ("CERTIFCATE", "certificate"),
        ("certificaet", "certificate"),
        ("kuberntes", "kubernetes"),
        ("kubenretes", "kubernetes"),
        ("terrafrom", "terraform"),
        ("teraform", "terraform"),
        ("concorse", "concourse"),
    ],
)
def test_a_typing_mistake_is_mended(mender: Spelling, typed: str, meant: str) -> None:
    assert mender.mend(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("tsl", "tls"), ("dsn", "dns"), ("kbue", "kube"), ("teh", "the")])
def test_a_short_word_may_have_two_neighbours_swapped(mender: Spelling, typed: str, meant: str) -> None:
    assert mender.mend(typed) == meant


@pytest.mark.parametrize("typed", ["tlz", "dnz", "ppod", "kub", "kubz", "slt"])
def test_a_short_word_is_mended_no_further(mender: Spelling, typed: str) -> None:
    assert mender.mend(typed) is None


@pytest.mark.parametrize(
    "typed", ["terraform", "TLS", "the", "whether", "contour", "form", "noting", "tanks", "pad", "god"]
)
def test_a_right_word_is_never_mended(mender: Spelling, typed: str) -> None:
    assert mender.mend(typed) is None


@pytest.mark.parametrize(
    "typed", ["xyzzy", "qqqqqq", "vfkltr", "hjkl", "a", "ab", "", "12345", "503", "data.gov.ku", "can't"]
)
def test_a_word_near_nothing_stays(mender: Spelling, typed: str) -> None:
    assert mender.mend(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant", "as_near"),
    [
        ("loking", "looking", "locking"),
        ("wated", "wanted", "wasted"),
        ("reall", "really", "recall"),
        ("advie", "advice", "advise"),
    ],
)
def test_of_equally_near_words_the_stop_word_is_meant(mender: Spelling, typed: str, meant: str, as_near: str) -> None:
    assert OSA.distance(typed, meant) == OSA.distance(typed, as_near)
    assert as_near in common_words()
    assert mender.mend(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("nohting", "nothing"), ("trhough", "through"), ("thorugh", "through"), ("tahnks", "thanks")],
)
def test_a_stop_word_with_swapped_letters_is_itself(mender: Spelling, typed: str, meant: str) -> None:
    assert mender.mend(typed) == meant


def test_whether_is_not_the_weather(mender: Spelling) -> None:
    assert mender.mend("wether") == "whether"


@pytest.mark.parametrize(("typed", "meant"), [("becuase", "because"), ("somthing", "something"), ("shoud", "should")])
def test_little_words_are_mended_to_little_words(mender: Spelling, typed: str, meant: str) -> None:
    assert meant in STOP_WORDS
    assert mender.mend(typed) == meant


def test_everyday_words_are_mended_too(mender: Spelling) -> None:
    assert "important" in common_words()
    assert mender.mend("importent") == "important"


def test_the_first_letter_is_taken_for_right(mender: Spelling) -> None:
    assert mender.mend("nubernetes") is None


def test_what_was_mended_is_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "MOST_REMEMBERED", 10)
    mender = Spelling(REGISTRY_WORDS)

    assert [mender.mend("certifcate" + "x" * (number % 3)) for number in range(50)] == ["certificate"] * 50
    for number in range(100):
        mender.mend(f"unknown{number}")
    assert len(mender._known) <= 11
    assert mender.mend("certifcate") == "certificate"
