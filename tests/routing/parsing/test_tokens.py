"""Text into words: what is one word, how it is compared and how much it can say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.parsing.tokens import COMMON, RARE, WEAK, is_domain, token_of, tokens


def plain(text: str) -> list[str]:
    return [word.plain for word in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("...?!", []),
        ("Who renews TLS?", ["who", "renews", "tls"]),
        ("data.gov.uk", ["data.gov.uk"]),
        ("Foo.Service.GOV.UK", ["foo.service.gov.uk"]),
        ("*.service.gov.uk", ["*.service.gov.uk"]),
        ("is it www.gov.uk?", ["is", "it", "www.gov.uk"]),
        ("It ends with gov.uk.", ["it", "ends", "with", "gov.uk"]),
        ("see https://www.gov.uk/help", ["see", "www.gov.uk", "help"]),
        ("a@b.example", ["a", "b.example"]),
        ("check.py", ["check", "py"]),
        ("manifest.json", ["manifest", "json"]),
        ("Ruby 3.3", ["ruby", "3", "3"]),
        ("10.0.0.1", ["10", "0", "0", "1"]),
        ("e.g. this", ["e", "g", "this"]),
        ("well...really", ["well", "really"]),
        ("on-call", ["on", "call"]),
        ("govuk-user-reviewer", ["govuk", "user", "reviewer"]),
        ("snake_case", ["snake", "case"]),
        ("`code`", ["code"]),
        ("and/or", ["and", "or"]),
        ("#ask-platform and @tech-leads", ["ask", "platform", "and", "tech", "leads"]),
        ("can't", ["cannot"]),
        ("CAN'T", ["cannot"]),
        ("won't", ["will", "not"]),
        ("isn't", ["is", "not"]),
        ("I'm", ["i", "am"]),
        ("we've", ["we", "have"]),
        ("the team's page", ["the", "team", "page"]),
        ("what's new", ["what", "new"]),
    ],
)
def test_a_text_is_read_word_by_word(text: str, expected: list[str]) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("typographic", "typed"),
    [
        ("can\u2019t", "can't"),
        ("the team\u2019s", "the team's"),
        ("\u2018dns\u2019 and \u201ctls\u201d", "'dns' and \"tls\""),
        ("it\u2018s", "it's"),
    ],
)
def test_curly_quotes_are_plain_ones(typographic: str, typed: str) -> None:
    assert plain(typographic) == plain(typed)


def test_a_word_keeps_what_was_typed() -> None:
    assert [word.said for word in tokens("The TEAM's Certs")] == ["The", "TEAM's", "Certs"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("certificate", "certificates"), ("renew", "renewing"), ("deploys", "deployed"), ("Team", "team's")],
)
def test_endings_do_not_matter(one: str, other: str) -> None:
    assert token_of(one).stem == token_of(other).stem


def test_a_host_name_is_never_stemmed() -> None:
    assert token_of("services.example").stem == "services.example"


@pytest.mark.parametrize(
    ("word", "telling"),
    [
        ("the", 0.0),
        ("Who", 0.0),
        ("what's", 0.0),
        ("problem", WEAK),
        ("x", WEAK),
        ("503", WEAK),
        ("database", COMMON),
        ("kubernetes", RARE),
        ("data.gov.uk", RARE),
    ],
)
def test_a_stop_word_weighs_nothing_and_a_rare_one_most(word: str, telling: float) -> None:
    assert token_of(word).telling == telling


@pytest.mark.parametrize("text", ["I'd", "who'd", "they'll", "we're", "you\u2019re", "she'd", "that'll"])
def test_no_contraction_of_little_words_weighs_anything(text: str) -> None:
    assert [word for word in tokens(text) if word.telling] == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("www.gov.uk", True),
        ("*.gov.uk", True),
        ("foo-bar.service.gov.uk", True),
        ("3.3", False),
        ("gov", False),
        ("a.b", False),
        ("", False),
    ],
)
def test_a_host_name_ends_with_letters(word: str, *, expected: bool) -> None:
    assert is_domain(word) is expected


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_words_with_something_in_them(text: str) -> None:
    for word in tokens(text):
        assert word.said
        assert word.plain
        assert word.stem
        assert 0 <= word.telling <= RARE
