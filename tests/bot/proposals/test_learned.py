"""What people said as additions to the registry."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.insights.grouping import text_of
from bot.proposals.additions import Addition, Example, Keyword, responsibility, team
from bot.proposals.learned import learned
from bot.store.history import Judgement, KeptText
from tests.builders import small_index

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
INDEX = small_index()
INCIDENTS = responsibility("second-line", "incidents")
TLS = responsibility("platform-engineering", "tls-certificates")
PICKED = "responsibility:second-line/incidents"


def asked(key: str, text: str, *, user: str, found: bool = True, responsibility: str = "tls-certificates") -> KeptText:
    if not found:
        return KeptText(key, "command", user, text, "nobody", None, None)
    return KeptText(key, "command", user, text, "found", "platform-engineering", responsibility)


def found(kept: list[KeptText], judgements: list[Judgement]) -> list[Addition]:
    return learned([text_of(one, INDEX) for one in kept], judgements, INDEX, NOW)


def wrong(key: str, person: str, instead: str = PICKED) -> Judgement:
    return Judgement(key, person, "wrong", instead)


def test_a_place_that_two_people_picked_gets_their_words_and_a_question_of_each_kind() -> None:
    kept = [
        asked(f"k{n}", f"how do kubernetes pods {word}", user=f"u{n}") for n, word in enumerate(("scale", "scale?"))
    ]
    additions = found(kept, [wrong("k0", "u0"), wrong("k1", "u1")])
    keywords = {one.text: one.count for one in additions if isinstance(one, Keyword)}
    assert keywords["kubernetes"] == 2
    (example,) = (one for one in additions if isinstance(one, Example))
    assert (example.entry, example.count) == (INCIDENTS, 2)
    assert example.because == "2 people were led elsewhere and picked this place."


def test_what_one_person_picked_twice_is_not_enough() -> None:
    kept = [asked(f"k{n}", "kubernetes is broken", user="u") for n in range(2)]
    assert found(kept, [wrong("k0", "u"), wrong("k1", "u")]) == []


def test_no_keyword_comes_from_a_word_that_is_another_places_keyword_or_like_a_name() -> None:
    kept = [asked(f"k{n}", "Zaphod says the nameserver of kubernetes", user=f"u{n}") for n in range(2)]
    additions = found(kept, [wrong("k0", "u0"), wrong("k1", "u1")])
    assert {one.text for one in additions if isinstance(one, Keyword)} == {"kubernetes"}


def test_a_team_as_a_whole_gets_questions_and_no_keywords() -> None:
    kept = [asked(f"k{n}", "kubernetes again", user=f"u{n}") for n in range(2)]
    additions = found(kept, [wrong("k0", "u0", "team:developers"), wrong("k1", "u1", "team:developers")])
    assert [type(one) for one in additions] == [Example]
    assert additions[0].entry == team("developers")  # type: ignore[union-attr]


def test_an_unknown_word_of_two_people_whose_answer_was_right_becomes_a_keyword() -> None:
    kept = [asked(f"k{n}", "certificate from letsencrypt", user=f"u{n}") for n in range(2)]
    additions = found(kept, [Judgement(f"k{n}", f"u{n}", "right", None) for n in range(2)])
    assert [(one.entry, one.text, one.count) for one in additions if isinstance(one, Keyword)] == [
        (TLS, "letsencrypt", 2)
    ]


def test_a_question_that_got_no_place_becomes_an_example_of_the_one_that_was_picked() -> None:
    kept = [asked(f"k{n}", "the kombucha is empty", user=f"u{n}", found=False) for n in range(3)]
    (example,) = found(kept, [wrong("k0", "u0")])
    assert (example.text, example.count) == ("the kombucha is empty", 3)
    assert example.because == "3 questions like it got no place, and this one was picked once."


def test_where_people_picked_two_places_equally_often_none_is_proposed() -> None:
    kept = [asked(f"k{n}", "the kombucha is empty", user=f"u{n}", found=False) for n in range(2)]
    assert found(kept, [wrong("k0", "u0"), wrong("k1", "u1", "team:developers")]) == []


def test_what_is_answered_rightly_by_now_is_too_long_or_is_gone_is_not_proposed() -> None:
    kept = [
        asked("k0", "who leads an incident?", user="u0", found=False),
        asked("k1", "kombucha " * 60, user="u1", found=False),
        asked("k2", "the plotter jams", user="u2", found=False),
    ]
    assert found(kept, [wrong("k0", "u0"), wrong("k1", "u1"), wrong("k2", "u2", "team:gone")]) == []
