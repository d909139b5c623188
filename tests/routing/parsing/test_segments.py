"""Which part of a message is asked, which is background, which a tool printed and which is a greeting."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.parsing.segments import SegmentKind, cut, part_of, topic_of

A, B, E, G = SegmentKind.ASK, SegmentKind.BACKGROUND, SegmentKind.ERROR, SegmentKind.GREETING


@pytest.mark.parametrize(
    ("piece", "part"),
    [
        ("Is it broken?", A),
        ("who renews certs", A),
        ("Whom do I tell", A),
        ("so where do I ask", A),
        ("hi and who knows puppet", A),
        ("Can somebody deploy this", A),
        ("anyone know about dns", A),
        ("has any team seen this", A),
        ("I need a review", A),
        ("we are looking for the owner of the router", A),
        ("I was wondering about backups", A),
        ("no idea which team does it", A),
        ("link to the rota", A),
        ("wich team", A),
        ("We moved to the new cluster.", B),
        ("Our page is slow.", B),
        ("#ask-platform is busy today.", B),
        ("Hi", G),
        ("hello all!", G),
        ("Good morning everyone,", G),
        ("Hey there again", G),
        ("Happy Friday!", G),
        ("thanks so much", G),
        ("Thank you in advance!", G),
        ("sorry to bother you", G),
        ("cheers", G),
        ("hi, who owns dns", A),
        ("hi Bob", B),
        ("Traceback (most recent call last):", E),
        ("NoMethodError: undefined method `x' for nil", E),
        ("ERROR could not connect", E),
        ("curl: (7) Failed to connect", E),
        ("failed to resolve: no such host", E),
        ("fatal: not a git repository", E),
        ("app/models/user.rb", E),
        ('{"level": "info"}', E),
        ('  File "app.py"', E),
        ("$ bundle exec rake", E),
        ("2026-03-01 10:00:00 worker exited", E),
        ("ActiveRecord::StatementInvalid", E),
        ("it said SSL_ERROR_BAD_CERT", E),
        ("we get ConnectionRefused", E),
        ("who fixes ActiveRecord::StatementInvalid", A),
        ("Is ConnectionRefused ours?", A),
    ],
)
def test_a_stretch_is_told_by_how_it_is_put(piece: str, part: SegmentKind) -> None:
    assert part_of(piece) is part


@pytest.mark.parametrize(
    "piece",
    [
        "At 10:30 the whole site went down for everyone.",
        "At home I cannot reach the VPN.",
        "Failed to publish anything since noon.",
        "Error pages on every page of the live site.",
        "Unknown people can read our drafts.",
        "GitHub is down.",
        "PostgreSQL is down in production.",
    ],
)
def test_a_sentence_that_a_person_wrote_is_no_error(piece: str) -> None:
    assert part_of(piece) is SegmentKind.BACKGROUND


@pytest.mark.parametrize("piece", ["has anyone seen this", "has anybody used terraform"])
def test_asking_whether_anyone_has_is_asking(piece: str) -> None:
    assert part_of(piece) is SegmentKind.ASK


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi all. The build fails. Who can help?", [(G, "Hi all."), (B, "The build fails."), (A, "Who can help?")]),
        ("Our cert expires\nwho renews it", [(B, "Our cert expires"), (A, "who renews it")]),
        ("It is slow; who can help?", [(B, "It is slow"), (A, "who can help?")]),
        ("Our cert expires - who renews it?", [(B, "Our cert expires"), (A, "who renews it?")]),
        ("Our cert expires \u2014 who renews it?", [(B, "Our cert expires"), (A, "who renews it?")]),
        ("We have a cert that expires: who renews it?", [(B, "We have a cert that expires"), (A, "who renews it?")]),
        ("Jenkins: can it wait?", [(B, "Jenkins"), (A, "can it wait?")]),
        ("the ratio was 3:1 in our favour", [(A, "the ratio was 3:1 in our favour")]),
        ("Platform: dns please", [(A, "Platform: dns please")]),
        ("(it is new) who owns it", [(B, "(it is new)"), (A, "who owns it")]),
        ("on-call rota?", [(A, "on-call rota?")]),
        ("Who?\n\n\n  \nWhere?", [(A, "Who?"), (A, "Where?")]),
        ("Wait\u2026 what?", [(B, "Wait\u2026"), (A, "what?")]),
    ],
)
def test_a_message_is_cut_into_stretches(text: str, expected: list[tuple[SegmentKind, str]]) -> None:
    assert list(cut(text)) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \t \n "])
def test_nothing_has_no_stretches(text: str) -> None:
    assert list(cut(text)) == []


def test_where_nothing_is_asked_the_background_is_the_question() -> None:
    assert list(cut("Hi all. Cert renewal.")) == [(G, "Hi all."), (A, "Cert renewal.")]
    assert list(cut("NameError: x\nour page is slow")) == [(E, "NameError: x"), (A, "our page is slow")]


def test_what_is_asked_counts_most_and_a_greeting_hardly() -> None:
    assert (
        SegmentKind.ASK.value > SegmentKind.ERROR.value > SegmentKind.BACKGROUND.value > SegmentKind.GREETING.value > 0
    )


@pytest.mark.parametrize(
    ("piece", "gone", "left"),
    [
        ("not jenkins but concourse", "jenkins", "concourse"),
        ("it's not a kubernetes thing, it's logit", "kubernetes", "logit"),
        ("this is not about the cdn, it is dns", "cdn", "dns"),
        ("not really a puppet thing", "puppet", "thing"),
        ("who in #ask-platform does dns", "platform", "dns"),
        ("does @tech-leads do dns", "leads", "dns"),
    ],
)
def test_what_it_is_not_about_and_where_it_was_are_no_topic(piece: str, gone: str, left: str) -> None:
    topic = topic_of(piece)

    assert gone not in topic
    assert left in topic


@pytest.mark.parametrize(
    "piece", ["dns is not working", "why is it not deploying to staging", "a#b and a@b", "path/#anchor", "# heading"]
)
def test_other_words_stay_the_topic(piece: str) -> None:
    assert topic_of(piece) == piece


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_cut_into_pieces_of_itself(text: str) -> None:
    for _, piece in cut(text):
        assert piece.strip()
        assert piece in re.sub(r"[^\S\n]+", " ", text)
