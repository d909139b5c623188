"""The desk: which words are a sub-command, what a question gets, and what is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.answer_service import CUT, TOO_MANY, AnswerService
from bot.answering.services import Services
from bot.inquiry import Inquiry, Surface
from bot.slack.messages.mrkdwn import plain
from bot.slack.messages.reply import Reply
from bot.store.sql import MemoryStore
from localslack.block_rules import check_message
from routing.loading.loader import parse
from routing.matching.index import build_index
from tests.builders import SMALL_REGISTRY

T0 = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
INDEX = build_index(parse(SMALL_REGISTRY.encode(), "teams.yaml"))
COMMAND = Inquiry("1.2.a", Surface.COMMAND, "", "U1", "T1", "C1", T0)
PLATFORM = "#govuk-platform-engineering"


def answer_service(store: MemoryStore | None = None, limit: int = 100) -> AnswerService:
    return AnswerService(
        Services(lambda _: INDEX, store or MemoryStore(retention=timedelta()), lambda: T0), limit=limit
    )


def ask(text: str, *, surface: Surface = Surface.COMMAND, external_user: bool = False) -> Reply:
    reply = answer_service().ask(
        replace(COMMAND, text=text, surface=surface, external_user=external_user), plain(text, "UBOT")
    )
    assert reply is not None
    warnings: list[str] = []
    check_message({"text": reply.text, "blocks": [b.to_dict() for b in reply.blocks]}, warnings, where="respond")
    assert warnings == []
    return reply


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "help"),
        ("   ", "help"),
        ("help", "help"),
        ("Help", "help"),
        ("<@UBOT> help", "help"),
        ("teams", "teams"),
        ("ladder", "ladder"),
        ("team platform-engineering", "team"),
        ("team  Platform   engineering ", "team"),
        ("team PE", "team"),
        ("team <#C1|govuk-platform-engineering>", "team"),
        ("team Infrastructure", "team"),
        ("ladder #govuk-2ndline", "ladder"),
        ("help with dns", "an answer"),
        ("help me", "an answer"),
        ("help?", "an answer"),
        ("teams for DNS", "an answer"),
        ("team", "an answer"),
        ("team platform", "an answer"),
        ("team responsible for DNS", "an answer"),
        ("ladder to nowhere", "an answer"),
    ],
)
def test_a_word_of_the_command_is_the_whole_text(text: str, outcome: str) -> None:
    got = ask(text).outcome

    assert ("an answer" if got in {"found", "nobody", "several"} else got) == outcome


@pytest.mark.parametrize("surface", [Surface.MENTION, Surface.DIRECT_MESSAGE])
def test_at_the_other_doors_only_help_is_a_word(surface: Surface) -> None:
    assert ask("help", surface=surface).outcome == "help"
    assert ask("", surface=surface).outcome == "help"
    assert ask("teams", surface=surface).outcome not in {"teams", "help"}
    assert ask("team PE", surface=surface).outcome not in {"team", "help"}


def test_an_old_name_says_what_became_of_it() -> None:
    assert "#govuk-replatforming is now #govuk-platform-engineering." in ask("team #govuk-replatforming").text


def test_a_name_is_shown_as_it_was_typed() -> None:
    assert "Replatforming is now Platform Engineering" in ask("TEAM  Replatforming").text


def test_the_card_of_a_team_has_its_work_its_channel_and_its_ladder() -> None:
    reply = ask("team platform-engineering")

    assert reply.destination == PLATFORM
    assert "• Obtains and renews TLS certificates" in reply.text
    assert "Ask in #govuk-platform-engineering." in reply.text
    assert "Still stuck? 1 your tech lead" in reply.text


def test_the_ladder_of_a_team_is_its_own() -> None:
    assert "1. Tech leads: #govuk-tech-leads\n2. Senior tech" in ask("ladder second-line").text
    assert "1. Your tech lead\n2. Tech leads" in ask("ladder").text


def test_a_question_is_answered_as_text_and_as_blocks() -> None:
    reply = ask("who renews our TLS certificate?")

    assert (reply.outcome, reply.destination) == ("found", PLATFORM)
    assert reply.text.startswith(f"Ask {PLATFORM}")
    assert [block.type for block in reply.blocks] == ["rich_text", "context", "context_actions", "actions"]


def test_the_text_is_escaped() -> None:
    reply = ask("team &lt;!channel&gt; certificate &amp; @here")

    assert "<" not in reply.text
    assert "@here" not in reply.text


def test_a_stranger_gets_no_contacts() -> None:
    reply = ask("who renews our TLS certificate?", surface=Surface.MENTION, external_user=True)

    assert PLATFORM in reply.text
    assert "@govuk" not in reply.text


def test_a_long_question_is_cut_with_a_word_about_it() -> None:
    assert ask("certificate " + "x" * 2_988).text.startswith("Ask")
    assert ask("certificate " + "x" * 2_989).text.startswith(CUT)
    assert PLATFORM in ask("certificate " * 5_000).text


def test_what_is_cut_out_of_the_middle_is_not_read() -> None:
    assert PLATFORM not in ask(f"{'x' * 3_000} certificate {'x' * 3_000}").text


def test_the_fair_share_is_told_once() -> None:
    at = answer_service(limit=2)
    replies = [at.ask(replace(COMMAND, text="dns"), "dns") for _ in range(4)]

    assert [reply and reply.outcome for reply in replies] == ["found", "found", "too-many", None]
    assert replies[2]
    assert replies[2].text == TOO_MANY


def test_a_sentence_counts_towards_the_fair_share() -> None:
    at = answer_service(limit=1)

    assert [reply and reply.outcome for reply in (at.say("No.", COMMAND, outcome="x") for _ in range(3))] == [
        "x",
        "too-many",
        None,
    ]
