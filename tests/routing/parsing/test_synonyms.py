"""Words that mean the same: both sides of a comparison are read by the same groups."""

from __future__ import annotations

import pytest

from routing.english import phrases
from routing.parsing.synonyms import SILENT, Synonyms, with_shared
from routing.parsing.tokens import RARE, WEAK, tokens

GROUPS = {
    "tls": ("tls", "ssl", "https"),
    "certificate authority": ("certificate authority", "issuer"),
    "Take Over": ("take over",),
}


def names(vocabulary: Synonyms, text: str) -> list[str]:
    return [term.name for term in vocabulary.terms(tokens(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ssl", ["=tls"]),
        ("TLS and SSL", ["=tls", "and", "=tls"]),
        ("the certificate authority", ["the", "=certificate authority"]),
        ("certificate authorities", ["=certificate authority"]),
        ("an issuer", ["an", "=certificate authority"]),
        ("the authority", ["the", "author"]),
        ("certificate", ["certif"]),
        ("certificate for https", ["certif", "for", "=tls"]),
        ("", []),
    ],
)
def test_a_word_of_a_group_becomes_its_first_and_others_stay(text: str, expected: list[str]) -> None:
    assert names(Synonyms(GROUPS), text) == expected


def test_the_longest_phrase_wins() -> None:
    vocabulary = Synonyms({"short": ("incident",), "middle": ("incident review",), "long": ("incident review board",)})

    assert names(vocabulary, "incident") == ["=short"]
    assert names(vocabulary, "incident review") == ["=middle"]
    assert names(vocabulary, "incident review board") == ["=long"]
    assert names(vocabulary, "incident review incident") == ["=middle", "=short"]


def test_a_phrase_that_breaks_off_falls_back_to_the_longest_whole_one() -> None:
    vocabulary = Synonyms({"a": ("one",), "b": ("one two three",)})

    assert names(vocabulary, "one two four") == ["=a", "two", "four"]


def test_a_term_keeps_all_that_was_typed() -> None:
    [term] = Synonyms(GROUPS).terms(tokens("Certificate Authority"))

    assert term.said == "Certificate Authority"


@pytest.mark.parametrize(("text", "telling"), [("ssl", RARE), ("take over", RARE), ("call page", WEAK)])
def test_a_phrase_is_as_telling_as_its_best_word_and_rare_where_all_are_stop_words(text: str, telling: float) -> None:
    [term] = Synonyms({**GROUPS, "weak": ("call page",)}).terms(tokens(text))

    assert term.telling == telling


@pytest.mark.parametrize("text", ["GOV.UK", "gov.uk", "govuk", "GOVUK's"])
def test_a_silent_name_says_nothing(text: str) -> None:
    [term] = Synonyms({}, silent=("GOV.UK", "GOVUK")).terms(tokens(text))

    assert (term.name, term.telling) == (SILENT, 0.0)


def test_a_silent_name_inside_a_longer_phrase_is_part_of_it() -> None:
    vocabulary = Synonyms({"app": ("govuk app",)}, silent=("govuk",))

    assert names(vocabulary, "the govuk app of govuk") == ["the", "=app", "of", SILENT]


def test_a_phrase_of_no_words_stands_for_nothing() -> None:
    assert names(Synonyms({"nothing": ("...",)}), "who") == ["who"]


def test_names_are_compared_as_they_stand() -> None:
    vocabulary = Synonyms({"rung": ("tech lead",), "re": ("RE GOV.UK",)}, stemmed=False)

    assert names(vocabulary, "my Tech Lead") == ["my", "=rung"]
    assert names(vocabulary, "the tech leads") == ["the", "tech", "lead"]
    assert names(vocabulary, "RE govuk") == ["=re"]


def test_the_words_of_all_phrases_are_known_to_the_spelling() -> None:
    assert Synonyms(GROUPS).typed == {"tls", "ssl", "https", "certificate", "authority", "issuer", "take", "over"}


def test_every_registry_knows_what_is_the_same_word_in_everybodys_it() -> None:
    groups = with_shared({}, {"kubernetes"})
    assert names(Synonyms(groups), "k8s and Kubernetes") == ["=kubernetes", "and", "=kubernetes"]


def test_a_word_that_means_nothing_to_a_registry_stays_a_word_like_any_other() -> None:
    assert with_shared({}, {"hamster", "site", "engineer"}) == {}


def test_the_groups_of_a_registry_win_and_the_shared_words_join_them() -> None:
    groups = with_shared({"platform": ["k8s", "docker"], "kube": ["cube"]}, set())
    assert groups["platform"] == ["platform", "k8s", "docker", "kubernetes", "kubectl", "kubelet", "eks"]
    assert groups["kube"] == ["kube", "cube"]
    assert "kubernetes" not in groups


def test_no_shared_word_is_in_two_groups() -> None:
    everything = [word for head, others in phrases("synonyms").items() for word in (head, *others)]
    assert sorted(set(everything)) == sorted(everything)
