"""The words around a posted question."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.post.target import Target
from bot.features.post.words import (
    FOOT,
    SENT,
    WHY,
    already,
    confirmation,
    is_entry_wrong,
    not_taken,
    post_message,
    thread_note,
    with_words,
)
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.reply import Reply

PLATFORM, SENIOR = Target("#platform", 2), Target("@senior", 3)
LINK = "https://example.slack.com/archives/C1/p1"


def drawn(reply: Reply) -> list[dict[str, object]]:
    return [block.to_dict() for block in reply.blocks]


def live(reply: Reply) -> list[str]:
    """What in a reply calls somebody."""
    calling = {"user", "usergroup", "broadcast"}
    parts = [part for block in drawn(reply) for section in block["elements"] for part in section.get("elements", ())]  # type: ignore[attr-defined]
    return [part["type"] for part in parts if part["type"] in calling]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=3_000))
def test_whatever_is_typed_only_the_askers_own_name_is_live(words: str) -> None:
    post = post_message(PLATFORM, words, user="U1")

    assert live(post) == ["user"]
    assert "<" not in post.text
    assert drawn(post)[0]["elements"][1] == {  # type: ignore[index]
        "type": "rich_text_quote",
        "elements": [{"type": "text", "text": words}],
    }


def test_a_post_links_back_where_there_is_a_place_and_says_how_to_reply() -> None:
    assert LINK in json.dumps(drawn(post_message(PLATFORM, "who?", user="U1", asked_at=LINK)))
    assert "link" not in json.dumps(drawn(post_message(PLATFORM, "who?", user="U1")))
    assert FOOT in json.dumps(drawn(post_message(PLATFORM, "who?", user="U1")))


def test_a_group_is_live_where_the_post_is_for_it() -> None:
    assert live(post_message(SENIOR, "who?", user="U1", group="S1")) == ["usergroup", "user"]


def test_the_confirmation_offers_a_reminder_of_a_post_and_none_of_a_mention() -> None:
    posted, mentioned = (confirmation(target, LINK, ButtonValue("k", "who?")) for target in (PLATFORM, SENIOR))

    button = drawn(posted)[-1]["elements"][0]  # type: ignore[index]
    assert Target.decode(ButtonValue.decode(button["value"]).note) == PLATFORM
    assert "actions" not in {block["type"] for block in drawn(mentioned)}


def test_where_slack_gives_no_address_the_sentences_go_without() -> None:
    assert already(PLATFORM, None).text == SENT.format(place="#platform")
    assert thread_note(PLATFORM, None).text == "This question is now in #platform."
    assert thread_note(PLATFORM, LINK).text == f"This question is now in #platform: {LINK}"


@pytest.mark.parametrize(("fallback", "instead"), [("#general", "#general"), ("#platform", "another channel")])
def test_where_nobody_would_see_it_there_is_another_place_to_ask(fallback: str, instead: str) -> None:
    for code in ("is_archived", "restricted_action", "restricted_action_thread_only_channel"):
        assert is_entry_wrong(code)
        told = not_taken(PLATFORM, "who?", code=code, maybe_delivered=False, fallback=fallback).text
        assert f"sk in {instead}." in told
    assert not is_entry_wrong("missing_scope")


def test_a_group_is_called_in_the_channel_where_its_question_was_asked() -> None:
    codes = (*WHY, "some_new_error")
    said = [not_taken(SENIOR, "who?", code=code, maybe_delivered=False, fallback="#general").text for code in codes]
    said += [
        not_taken(SENIOR, "who?", code="", maybe_delivered=True, fallback="#general").text,
        already(SENIOR, None).text,
    ]

    assert all("the channel where you asked" in text and "@senior" not in text for text in said)
    assert already(SENIOR, LINK).text == f"I have mentioned @senior already: {LINK}"
    assert already(PLATFORM, LINK).text == f"Your question is in #platform already: {LINK}"


def test_the_question_to_copy_stands_by_itself() -> None:
    refused = with_words("That did not work.", "<!channel> who?")

    assert drawn(refused)[-1]["elements"] == [
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "<!channel> who?"}]}
    ]
    assert refused.text == "That did not work.\n&lt;!channel&gt; who?"
    assert with_words("That did not work.", None).text == "That did not work."
