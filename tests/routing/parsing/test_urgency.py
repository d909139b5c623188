"""What needs attention now, what merely sounds like it, and where the weights come from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing import english
from routing.english import phrases, urgency_weights
from routing.parsing.tokens import tokens
from routing.parsing.urgency import BIAS, CAPITALS, ENOUGH, EXCLAIMED, SIGNS, Urgency, UrgencyClassifier
from tests.builders import changed_index, small_index

LISTENER = UrgencyClassifier()


def listen(*sentences: str, listener: UrgencyClassifier = LISTENER) -> Urgency:
    return listener.listen([tokens(sentence) for sentence in sentences], " ".join(sentences))


def features(text: str) -> dict[str, float]:
    return {feature.name: feature.amount for feature in LISTENER.features([tokens(text)], text)}


@pytest.mark.parametrize(
    "text",
    [
        "The site is down",
        "checkout is down",
        "the warehouse scanners have been down since 9",
        "publishing has been down for ten minutes",
        "phones are down in the contact centre",
        "THE SITE IS DOWN FOR EVERYONE",
        "is the site down",
        "the whole site is down for everyone",
        "Help!! the site is down",
        "publishing is broken for all departments",
        "everyone is getting 503 errors",
        "Nobody can log in right now",
        "production database is down, nobody can publish",
        "URGENT the homepage shows an error page",
        "the live site is on fire",
        "we have been hacked",
        "anyone can see other people's data",
        "our API key was pushed to a public repo",
        "a secret was pasted in a public channel",
        "SECRETS ARE LEAKING ON GITHUB",
        "I need an SRE right now",
    ],
)
def test_an_outage_an_exposure_and_a_call_for_an_engineer_at_once_are_urgent(text: str) -> None:
    assert listen(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        "the site is not down",
        "the site isn't down any more",
        "our site never goes down",
        "error 503 in the TLS docs page is a typo",
        "GitHub is down",
        "staging is down",
        "sign-up numbers are down this month",
        "everything is up again",
        "",
        "who renews TLS certificates?",
        "no rush, the site was down last year",
        "last year's incident review: who writes it up?",
        "the outage was yesterday and is resolved",
        "we plan to take the site down next month",
        "fire drill: pretend the site is down",
        "my laptop is broken",
        "the test environment is down, no users affected",
        "I need an SRE",
        "where are secrets kept",
        "is there a live chat?",
        "how do I report a bug",
        "a member of the public found a broken link",
        "nobody knows who owns it",
        "PLEASE CAN SOMEBODY REVIEW MY CODE",
        "help!!",
    ],
)
def test_what_is_over_planned_practised_or_only_mine_is_calm(text: str) -> None:
    assert not listen(text).urgent


@pytest.mark.parametrize(
    ("now", "imagined"),
    [
        ("the whole site is down", "if the whole site is down, who do I call?"),
        ("the site is down", "what if the site goes down?"),
        ("production is down", "who leads when something is down in production"),
        ("we have been hacked", "what would we do if we have been hacked"),
        ("nobody can publish", "in case nobody can publish, what happens"),
    ],
)
def test_after_an_if_an_outage_is_imagined(now: str, imagined: str) -> None:
    assert listen(now).urgent
    assert not listen(imagined).urgent


def test_an_if_in_one_sentence_leaves_the_next_alone() -> None:
    assert listen("Tell me if you can.", "The whole site is down.").urgent


def test_endings_do_not_matter() -> None:
    assert features("it crashes")["(outage)"] == features("it crashed")["(outage)"] == features("crashing")["(outage)"]


def test_the_longest_phrase_is_heard_first() -> None:
    assert "(outage)" in features("it is broken")
    assert "(outage)" not in features("a broken link")
    assert "(breadth)" not in features("live chat")


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("THE SITE IS DOWN", True),
        ("DNS", False),
        ("AWS S3 API KEY", False),
        ("The site is down", False),
        ("503!!! 503!!! 503!!!", False),
    ],
)
def test_capitals_are_shouting_from_some_length_on(text: str, *, shouted: bool) -> None:
    assert (CAPITALS in features(text)) is shouted


def test_two_exclamation_marks_count_and_one_does_not() -> None:
    assert EXCLAIMED in features("help!!")
    assert EXCLAIMED not in features("help!")


def test_a_secret_counts_once_it_is_spilled() -> None:
    assert features("a password")[SIGNS] == 0.0
    assert features("on github")[SIGNS] == 0.0
    assert features("a password on github")[SIGNS] > 0


def test_an_engineer_counts_at_once_only() -> None:
    assert features("an SRE please")[SIGNS] == 0.0
    assert features("an SRE right now")[SIGNS] > features("right now")[SIGNS]


def test_more_calm_is_calmer_and_signs_stay_within_bounds() -> None:
    assert features("no rush")[SIGNS] > features("no rush, whenever")[SIGNS]
    assert features(" ".join(phrases("urgency")["calm"]))[SIGNS] == -3.0
    assert features("urgent now is down everyone nobody can hacked vulnerability who do I call")[SIGNS] == 4.0


def test_every_feature_is_there_once() -> None:
    text = "down down is down, is down"
    names = [feature.name for feature in LISTENER.features([tokens(text), tokens(text)], text)]

    assert len(names) == len(set(names))


def test_the_score_is_what_was_added_up() -> None:
    weights = urgency_weights()
    for text in ("the site is down", "no rush", "who renews TLS certificates?", "HELP!! EVERYTHING IS ON FIRE"):
        added = sum(weights.get(name, 0.0) * amount for name, amount in features(text).items())
        assert listen(text).score == pytest.approx(weights[BIAS] + added)


def test_the_words_are_heard_as_typed_the_weightiest_first() -> None:
    heard = listen("The site is DOWN").heard

    assert "The site" in dict(heard)
    assert "is DOWN" in dict(heard)
    assert [abs(added) for _, added in heard] == sorted((abs(added) for _, added in heard), reverse=True)
    assert all(added for _, added in heard)


@pytest.mark.parametrize(
    ("text", "calm"), [("the site was down last year", "last year"), ("is it my laptop", "my laptop")]
)
def test_a_calm_word_is_not_heard_as_a_cry(text: str, calm: str) -> None:
    assert dict(listen(text).heard).get(calm, 0.0) <= 0


@pytest.mark.parametrize(("score", "urgent"), [(ENOUGH, False), (ENOUGH + 0.01, True), (-5.0, False)])
def test_more_than_enough_is_urgent(score: float, *, urgent: bool) -> None:
    assert Urgency(score, ()).urgent is urgent


def test_the_cues_of_a_registry_are_signs_of_an_outage() -> None:
    text = "the theatre lights are flickering for everyone in the whole hospital now"

    assert not listen("the lights flicker").urgent
    assert listen(text, listener=UrgencyClassifier(("flickering",))).score > listen(text).score
    assert "flickering" in UrgencyClassifier(("flickering",)).typed


def test_the_cues_of_the_registry_reach_the_index() -> None:
    index = changed_index(("cues: [down, on fire]", "cues: [wobbling]"))
    asked = index.parser.parse("production is wobbling, everyone is waiting now")
    without = small_index().urgency.listen(asked.spoken, asked.text)

    assert index.urgency.listen(asked.spoken, asked.text).score > without.score


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_has_a_score(sentences: list[str]) -> None:
    assert -100 < listen(*sentences).score < 100


WEIGHTS = (Path(english.__file__).parent / "weights.txt").read_bytes()
LINES = WEIGHTS.decode("ascii").splitlines()


def test_the_weights_are_plain_ascii_lines() -> None:
    assert WEIGHTS.endswith(b"\n")
    assert [line for line in LINES if not re.fullmatch(r"-?\d\.\d\d (\([a-z! ]+\)|\S+( \S+)?)", line)] == []
    assert len(LINES) == len(urgency_weights())


def test_the_weights_are_sorted_the_heaviest_first() -> None:
    sizes = [abs(float(line.split()[0])) for line in LINES]

    assert sizes == sorted(sizes, reverse=True)


def test_the_weights_have_a_bias_and_know_every_sign_that_is_weighed() -> None:
    assert urgency_weights()[BIAS] < 0
    assert {SIGNS, "(now)", "(outage)", "(breadth)", "(calm)"} <= urgency_weights().keys()


def test_no_sign_is_weighed_that_is_not_heard() -> None:
    named = {name.strip("()") for name in urgency_weights() if name.startswith("(")}

    assert named <= {*phrases("urgency"), "bias", "signs", "capitals", "!!"}
