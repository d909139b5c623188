"""A message as a careful reader takes it, against the small registry."""

from __future__ import annotations

import pytest

from routing.parsing.question import Question
from routing.parsing.segments import SegmentKind
from tests.builders import small_index

INDEX = small_index()


def asked(text: str) -> Question:
    return INDEX.parser.parse(text)


def terms(question: Question) -> list[str]:
    return [term.name for stretch in question.segments for term in stretch.terms]


def test_a_question_is_read_into_stretches_with_words_and_terms() -> None:
    question = asked("Hi all. Our SSL certs expire: who renews them?")

    assert question.text == "Hi all. Our SSL certs expire: who renews them?"
    assert [stretch.kind for stretch in question.segments] == [
        SegmentKind.GREETING,
        SegmentKind.BACKGROUND,
        SegmentKind.ASK,
    ]
    assert [word.said for word in question.segments[1].words] == ["Our", "SSL", "certs", "expire"]
    assert [term.name for term in question.segments[1].terms] == ["our", "=tls", "cert", "expir"]


def test_a_typing_mistake_is_mended_and_what_was_typed_is_kept() -> None:
    question = asked("who renews certifcates for tsl")

    assert question.mended == (("certifcates", "certificates"), ("tsl", "tls"))
    assert [(term.name, term.said) for term in question.segments[0].terms][-1] == ("=tls", "tsl")
    assert [word.said for word in question.sentences[0]] == ["who", "renews", "certifcates", "for", "tsl"]


def test_a_right_word_is_not_mended() -> None:
    assert asked("who renews certificates for kittens").mended == ()


def test_a_word_of_a_sign_of_urgency_is_mended_too() -> None:
    assert asked("it is an emergancy").mended == (("emergancy", "emergency"),)


def test_a_host_name_is_found_once() -> None:
    question = asked(
        "foo.service.example.org is slow. Who owns FOO.service.example.org and www.gov.uk? Not 3.3 nor check.py"
    )

    assert question.domains == ("foo.service.example.org", "www.gov.uk")


def test_the_places_it_names_are_mentions_and_no_topic() -> None:
    question = asked("does #govuk-2ndline-tech know, or @govuk-senior-tech-people")

    assert [mention.destination for mention in question.mentions] == [
        "#govuk-2ndline-tech",
        "@govuk-senior-tech-people",
    ]
    assert "tech" not in terms(question)
    assert "tech" in [word.plain for sentence in question.sentences for word in sentence]


def test_what_it_is_not_about_is_no_topic() -> None:
    question = asked("not a dns thing, it's code review")

    assert "dn" not in terms(question)
    assert "review" in terms(question)
    assert "dns" in [word.plain for sentence in question.sentences for word in sentence]


def test_the_name_of_the_organisation_says_nothing() -> None:
    [stretch] = asked("who does dns for GOV.UK?").segments

    assert [term.said for term in stretch.terms if term.telling] == ["dns"]


def test_what_a_tool_printed_was_not_spoken() -> None:
    question = asked("Who can help?\nTraceback (most recent call last)")

    assert len(question.sentences) == 2
    assert [[word.said for word in sentence] for sentence in question.spoken] == [["Who", "can", "help"]]


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "\U0001f642", "\ud800"])
def test_what_has_no_words_has_no_stretches(text: str) -> None:
    assert asked(text).segments == ()
