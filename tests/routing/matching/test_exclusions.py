"""What an entry is expressly not about: by a host name, or by all the words of a keyword in one sentence."""

from __future__ import annotations

import pytest

from routing.matching.entries import Entry
from routing.matching.exclusions import excluded_by
from routing.matching.index import Index
from tests.builders import changed_index, small_index

INDEX = small_index()
NAMES = "Names under service.example.org, which belong to the services"


def entry(index: Index, key: str) -> Entry:
    return next(entry for entry in index.entries if entry.key == key)


def excluded(text: str, key: str = "dns", index: Index = INDEX) -> str | None:
    exclusion = excluded_by(entry(index, key), index.parser.parse(text), index)
    return exclusion.what if exclusion else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dns for foo.service.example.org", NAMES),
        ("dns for a.b.service.example.org", NAMES),
        ("dns for service.example.org", NAMES),
        ("dns for https://FOO.service.example.org/path", NAMES),
        ("dns for www.example.org", None),
        ("dns for myservice.example.org", None),
        ("dns for service.example.org.uk", None),
        ("dns of a service domain", NAMES),
        ("dns of a domain of our services", NAMES),
        ("dns of our domain", None),
        ("dns of our service. And the domain?", None),
        ("dns", None),
        ("", None),
    ],
)
def test_a_question_runs_into_an_exclusion_by_host_name_or_keyword(text: str, expected: str | None) -> None:
    assert excluded(text) == expected


def test_what_has_no_exclusions_excludes_nothing() -> None:
    assert excluded("service domain", "tls-certificates") is None
    assert excluded("service domain", "incidents") is None


def test_the_first_exclusion_that_fits_is_told() -> None:
    before = "          - what: Names under service.example.org"
    index = changed_index((before, f"          - what: Printing\n            keywords: [printing]\n{before}"))

    assert excluded("printing of a service domain", index=index) == "Printing"
    assert excluded("a service domain", index=index) == NAMES


def test_words_that_mean_the_same_exclude_the_same() -> None:
    index = changed_index(("  broken: [down, failing]", "  broken: [down, failing]\n  service domain: [tenant zone]"))

    assert excluded("who does a tenant zone", index=index) == NAMES


def test_little_words_of_a_keyword_need_not_be_said() -> None:
    index = changed_index(("keywords: [service domain]", "keywords: [the zone of a tenant]"))

    assert excluded("tenant zone", index=index) == NAMES
