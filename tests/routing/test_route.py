"""A question and a time go in, an answer comes out: every case, against the small registry."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.messages.wording import LONGEST_ANSWER, answer_text
from routing.answers import Answer, Found, Nobody, Reason, Several
from routing.matching.index import Index, build_index
from routing.parsing.segments import LONGEST_QUESTION
from routing.route import QUESTION_BACK, analyse, decide, route
from tests.builders import changed_index, small_index

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
INDEX = small_index()
PLATFORM, SECOND_LINE, DEVELOPERS = "#govuk-platform-engineering", "#govuk-2ndline-tech", "#govuk-developers"
TECH_LEADS, SENIOR = "#govuk-tech-leads", "@govuk-senior-tech-people"
DOWN = "the whole site is down for everyone right now"
# Two teams are as good as each other for six things; each has three of them.
TEA = changed_index(
    ("[dns, nameserver, outage]", "[dns, nameserver, outage, kettle, samovar, saucer]"),
    ("[code review, pull request]", "[code review, pull request, teapot, urn, biscuit]"),
)
SIX_THINGS = "kettle and teapot and samovar and urn and saucer and biscuit"


def ask(text: str, index: Index = INDEX, now: datetime = MONDAY) -> Answer:
    return route(text, index, now)


def found(text: str, index: Index = INDEX, now: datetime = MONDAY) -> Found:
    answer = ask(text, index, now)
    assert isinstance(answer, Found)
    return answer


def nobody(text: str, index: Index = INDEX) -> Nobody:
    answer = ask(text, index)
    assert isinstance(answer, Nobody)
    return answer


@pytest.mark.parametrize(
    ("text", "destination", "team"),
    [
        ("who renews our TLS certificates?", PLATFORM, "platform-engineering"),
        ("who renews our tsl certificats?", PLATFORM, "platform-engineering"),
        ("Hi all. Our cert expires on Friday. Who do I tell?", PLATFORM, "platform-engineering"),
        ("cert of api.platform.example.org", PLATFORM, "platform-engineering"),
        ("dns", PLATFORM, "platform-engineering"),
        ("code review", DEVELOPERS, "developers"),
        ("incident", SECOND_LINE, "second-line"),
        ("outage", SECOND_LINE, "second-line"),
        ("what does the second line do", SECOND_LINE, "second-line"),
        ("who is #govuk-2ndline-tech", SECOND_LINE, "second-line"),
        ("how do I raise a ticket", PLATFORM, "platform-engineering"),
        ("how do I run a play", SECOND_LINE, "second-line"),
        ("I am on #govuk-platform-engineering, who leads an incident?", SECOND_LINE, "second-line"),
        ("I am on PE, who does certificates?", PLATFORM, "platform-engineering"),
        ("architecture decision", SENIOR, None),
        ("who are the technical architects?", SENIOR, None),
        ("whom do I escalate to", TECH_LEADS, None),
        ("who is above my TL on the escalation ladder?", TECH_LEADS, None),
    ],
)
def test_one_place_is_found(text: str, destination: str, team: str | None) -> None:
    answer = found(text)

    assert (answer.place.destination, answer.place.team) == (destination, team)
    assert 0.48 <= answer.place.confidence <= 1
    assert answer.place.because
    assert not answer.urgent


def test_a_rung_that_could_not_help_leads_to_the_next_whatever_topics_that_one_has() -> None:
    assert found("#govuk-tech-leads could not help with this escalation, who next?").place.destination == SENIOR


def test_an_answer_says_why_with_the_askers_words_and_the_caveat() -> None:
    [why] = found("Who renews our TLS certs?").place.because

    assert why.responsibility == "tls-certificates"
    assert {"renews", "TLS", "certs"} >= set(why.matched) > set()
    assert why.caveat == "This comes from an earlier edition of “Ask for help”, so check with them."


def test_an_answer_has_the_ladder_of_its_team_and_what_to_do_there() -> None:
    answer = found("how do I raise a ticket")

    assert [step.who for step in answer.ladder] == ["Your tech lead", "Tech leads", "Senior tech"]
    assert answer.guidance == ("1. Write what you want and by when.", "2. Post the link in the channel.")
    assert [step.who for step in found("incident").ladder] == ["Tech leads", "Senior tech"]


def test_a_team_that_shares_the_work_is_named() -> None:
    assert "Second line (#govuk-2ndline-tech) shares this." in found("certificate").guidance


def test_what_came_second_is_an_alternative_and_less_sure() -> None:
    answer = found("TLS cert and code review")

    assert answer.alternatives
    assert all(other.destination != answer.place.destination for other in answer.alternatives)
    assert all(other.confidence < answer.place.confidence for other in answer.alternatives)


def test_places_that_are_as_good_as_each_other_are_all_shown() -> None:
    answer = ask(SIX_THINGS, TEA)

    assert isinstance(answer, Several)
    assert {place.destination for place in answer.places} == {PLATFORM, DEVELOPERS}
    assert all(0 < place.confidence <= 1 for place in answer.places)


@pytest.mark.parametrize("text", ["kettle and teapot", "teapot or kettle?"])
def test_two_places_that_two_words_speak_for_are_both_shown(text: str) -> None:
    assert isinstance(ask(text, TEA), Several)


@pytest.mark.parametrize(
    "text", ["", "   ", "help", "what?", "Hi all!", "who looks after things", "\U0001f642", "\ud800"]
)
def test_what_says_nothing_is_too_vague_and_is_asked_back(text: str) -> None:
    answer = nobody(text)

    assert (answer.reason, answer.question_back, answer.fallback) == (Reason.VAGUE, QUESTION_BACK, DEVELOPERS)


@pytest.mark.parametrize("text", ["how much is a bus to the sea", "where can I buy shoes"])
def test_what_nothing_clearly_speaks_for_is_unknown_with_what_came_near(text: str) -> None:
    answer = nobody(text)

    assert (answer.reason, answer.question_back) == (Reason.UNKNOWN, None)
    assert answer.confidence > 0.5
    assert 0 < len(answer.nearest) <= 2
    assert all(near.confidence < 0.5 for near in answer.nearest)


@pytest.mark.parametrize("text", ["who do I ask about the frobnicator quux?", "PE told me no, who does certificates?"])
def test_a_question_that_names_what_it_is_about_is_not_vague(text: str) -> None:
    assert nobody(text).reason is Reason.UNKNOWN


def test_what_is_not_ours_says_whose_it_is() -> None:
    answer = nobody("who mends the printer?")

    assert (answer.reason, answer.notes) == (Reason.NOT_OURS, ("Printers belong to the building team.",))
    assert answer.nearest == ()


def test_what_is_not_ours_may_be_left_unsaid() -> None:
    index = changed_index(("    say: Printers belong to the building team.\n", ""))

    assert nobody("who mends the printer?", index).notes == ()


@pytest.mark.parametrize("text", ["who looks after the service domain?", "dns for foo.service.example.org"])
def test_an_exclusion_alone_is_nobody_with_the_exclusion(text: str) -> None:
    answer = nobody(text)
    [why] = answer.because

    assert (answer.reason, answer.confidence) == (Reason.EXCLUDED, 0.95)
    assert why.text == "Names under service.example.org, which belong to the services"
    assert (why.responsibility, why.source) == ("dns", "ask-for-help")
    assert why.matched


@pytest.mark.parametrize(
    "text", ["Platform Engineering: dns for foo.service.example.org please", "does PE look after the service domain?"]
)
def test_an_exclusion_with_the_name_of_the_team_is_that_team_saying_no(text: str) -> None:
    answer = found(text)

    assert answer.place.destination == PLATFORM
    assert [why.text for why in answer.place.because] == [
        "Names under service.example.org, which belong to the services"
    ]


@pytest.mark.parametrize(
    ("text", "destination", "note"),
    [
        (
            "what became of Replatforming?",
            PLATFORM,
            "Replatforming is now Platform Engineering (#govuk-platform-engineering).",
        ),
        ("#govuk-2ndline", SECOND_LINE, "#govuk-2ndline is now #govuk-2ndline-tech."),
        (
            "does Replatforming renew certificates?",
            PLATFORM,
            "Replatforming is now Platform Engineering (#govuk-platform-engineering).",
        ),
    ],
)
def test_a_former_name_leads_to_what_it_is_now_with_a_note(text: str, destination: str, note: str) -> None:
    answer = found(text)

    assert answer.place.destination == destination
    assert answer.notes == (note,)


def test_a_former_name_is_noted_where_nobody_is_named_too() -> None:
    assert nobody("did Replatforming mend the printer?").notes[0].startswith("Replatforming is now ")


@pytest.mark.parametrize(
    ("text", "destination"),
    [
        (f"not PE: {SIX_THINGS}", DEVELOPERS),
        (f"#govuk-developers told me it is not theirs: {SIX_THINGS}", PLATFORM),
        (f"I asked in #govuk-platform-engineering, no luck. {SIX_THINGS}", DEVELOPERS),
    ],
)
def test_nobody_is_sent_back_to_where_they_were_turned_away(text: str, destination: str) -> None:
    answer = found(text, TEA)

    assert answer.place.destination == destination
    assert not {place.destination for place in answer.alternatives} & analyse(text, TEA).rejected


def test_what_fitted_only_where_they_were_is_not_called_somebody_elses() -> None:
    answer = nobody("I asked in #govuk-platform-engineering who renews the certificate of the printer")

    assert answer.reason is Reason.UNKNOWN


def test_who_has_been_to_the_general_channel_is_sent_up_the_ladder() -> None:
    assert (
        "You have asked in #govuk-developers already, so take it to the ladder."
        in nobody("asked in #govuk-developers, no reply").notes
    )


@pytest.mark.parametrize("text", [DOWN, f"{DOWN}, is it dns", f"{SIX_THINGS}, {DOWN}", f"{DOWN}\nNameError: dns"])
def test_what_is_urgent_goes_the_urgent_path_whatever_its_words_speak_for(text: str) -> None:
    answer = found(text, TEA)

    assert answer.urgent
    assert (answer.place.destination, answer.place.confidence) == (SECOND_LINE, 0.95)
    assert answer.place.because[0].text == "This sounds urgent, and urgent things go to Second line."
    assert answer.place.because[0].matched
    assert SECOND_LINE not in {place.destination for place in answer.alternatives}
    assert [step.who for step in answer.ladder] == ["Tech leads", "Senior tech"]


def test_the_clock_says_who_leads_and_nothing_else() -> None:
    weekday, weekend = found(DOWN), found(DOWN, now=SUNDAY)

    assert weekday.guidance[-1] == "Second line leads."
    assert weekend.guidance[-1] == "The on-call engineer leads."
    assert weekday.guidance[:-1] == weekend.guidance[:-1]
    assert ask("dns") == ask("dns", now=SUNDAY)


def test_a_trifle_is_not_urgent_however_it_is_shouted() -> None:
    assert nobody("THE PRINTER IS ON FIRE, everyone is down").reason is Reason.NOT_OURS


def test_what_merely_shares_a_word_with_a_trifle_is_urgent() -> None:
    text = "the printer status page of the live site is down for everyone right now"

    assert not analyse(text, INDEX).options[0].is_ours
    assert found(text).urgent


def test_what_was_asked_on_the_urgent_path_already_is_asked_again() -> None:
    [note] = found(f"I asked in #govuk-2ndline-tech, no reply. {DOWN}").notes

    assert note == "You have asked there already: ask again, and say that it cannot wait."


def test_without_an_urgent_path_the_answer_is_marked_urgent() -> None:
    answer = found(DOWN, build_index(INDEX.registry.model_copy(update={"urgent": None})))

    assert answer.urgent
    assert answer.place.because[0].responsibility == "incidents"


def test_the_same_question_gets_the_same_answer() -> None:
    other = build_index(INDEX.registry)
    for text in ("dns", DOWN, "who mends the printer?", "pull request for the certificate", "what"):
        assert ask(text) == ask(text) == ask(text, other)


def test_what_was_thought_is_what_is_decided() -> None:
    assert decide(analyse("dns", INDEX), INDEX, MONDAY) == ask("dns")


PIECES = st.sampled_from(
    [
        "certificate",
        "dns",
        "printer",
        DOWN,
        "PE",
        "#govuk-2ndline",
        "not",
        "asked",
        "?",
        "\n",
        "foo.service.example.org",
    ]
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)


def assert_an_answer(answer: Answer) -> None:
    text = answer_text(answer)
    assert len(text) <= LONGEST_ANSWER
    assert "Still stuck?" in text
    match answer:
        case Found():
            assert answer.place.destination[0] in "#@"
            assert 0 <= answer.place.confidence <= 1
        case Several():
            assert 2 <= len(answer.places) <= 3
        case Nobody():
            assert answer.fallback == DEVELOPERS
            assert 0 <= answer.confidence <= 1


@given(ANY_TEXT | st.lists(PIECES | ANY_TEXT, max_size=8).map(" ".join))
@settings(deadline=timedelta(seconds=2), max_examples=200)
def test_any_text_gets_an_answer(text: str) -> None:
    assert_an_answer(ask(text))


@pytest.mark.parametrize(
    "text",
    [
        "\x00dns\x07",
        "\x1b[31m dns \x1b[0m",
        "\u202edns\u202c",
        "dns\r\n\x0b\x0c",
        "\ud800dns\udfff",
        "dns\u200b",
        "\ufeffdns",
    ],
)
def test_control_characters_do_not_hide_a_question(text: str) -> None:
    assert found(text).place.destination == PLATFORM


@pytest.mark.parametrize(
    "piece",
    [
        "x",
        "a ",
        "dns ",
        "certificate and code review ",
        "?",
        "\n",
        "'",
        "not ",
        "- ",
        ": who ",
        "a.",
        "a/",
        "A_",
        "::",
        "#a ",
        "\u0301",
        "=> ",
    ],
)
def test_a_huge_text_is_answered_in_bounded_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    start = time.perf_counter()
    answer = ask(text)

    assert time.perf_counter() - start < 2
    assert_an_answer(answer)


def test_a_question_is_read_to_a_point() -> None:
    assert found("dns " + "x" * LONGEST_QUESTION).place.destination == PLATFORM
    assert found("x" * LONGEST_QUESTION + " dns").place.destination == PLATFORM
    assert nobody(f"{'x' * LONGEST_QUESTION} dns {'x' * LONGEST_QUESTION}").reason is Reason.UNKNOWN


def test_a_question_behind_a_long_link_is_found() -> None:
    assert found(f"https://example.org/{'x' * LONGEST_QUESTION} who does dns?").place.destination == PLATFORM


@pytest.mark.parametrize("text", ["who does d\u200bns?", "who does d\u00adns?", "who does \uff44\uff4e\uff53?"])
def test_what_nobody_sees_is_not_read_and_wide_letters_are_letters(text: str) -> None:
    assert found(text).place.destination == PLATFORM
