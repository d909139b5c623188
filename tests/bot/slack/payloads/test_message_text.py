from __future__ import annotations

from typing import Any

import pytest

from bot.slack.payloads.message_text import NO_TEXT, words_of


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def test_a_persons_message_is_its_text() -> None:
    assert words_of({"text": " who &amp; where? <@U2> ", "blocks": [rich(text("other"))]}) == "who &amp; where? <@U2>"


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"type": "section", "text": {"type": "mrkdwn", "text": "*disk* &lt;full&gt;"}}, "*disk* &lt;full&gt;"),
        ({"type": "header", "text": {"type": "plain_text", "text": "a < b"}}, "a &lt; b"),
        ({"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}, {"type": "mrkdwn", "text": "b"}]}, "a\nb"),
        ({"type": "context", "elements": [{"type": "image", "alt_text": "x"}, {"type": "mrkdwn", "text": "c"}]}, "c"),
        ({"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Go"}}]}, ""),
        ({"type": "divider"}, ""),
        (rich(text("ask "), {"type": "user", "user_id": "U2"}, text(" <now>")), "ask <@U2> &lt;now&gt;"),
        (
            rich({"type": "channel", "channel_id": "C1"}, {"type": "usergroup", "usergroup_id": "S1"}),
            "<#C1><!subteam^S1>",
        ),
        (rich({"type": "broadcast", "range": "here"}, {"type": "emoji", "name": "tada"}), "<!here>"),
        (
            rich({"type": "link", "url": "https://a.b"}, {"type": "link", "url": "https://c.d", "text": "e"}),
            "<https://a.b><https://c.d|e>",
        ),
        (
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "elements": [
                            {"type": "rich_text_section", "elements": [text("one")]},
                            {"type": "rich_text_section", "elements": [text("two")]},
                        ],
                    }
                ],
            },
            "one\ntwo",
        ),
    ],
)
@pytest.mark.parametrize("said", ["", NO_TEXT])
def test_a_bots_words_are_taken_from_its_blocks(block: dict[str, Any], words: str, said: str) -> None:
    assert words_of({"text": said, "blocks": [block]}) == words


def test_attachments_give_their_words_or_else_their_fallback() -> None:
    shown = {"title": "Disk full", "text": "on <https://a.b|a>", "fallback": "never"}
    assert words_of({"attachments": [shown, {"fallback": "CPU hot"}]}) == "Disk full\non <https://a.b|a>\nCPU hot"


def test_blocks_inside_attachments_are_read_too() -> None:
    assert words_of({"attachments": [{"blocks": [rich(text("deep"))], "fallback": "never"}]}) == "deep"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": None},
        {"blocks": "x"},
        {"blocks": [1, {"type": "rich_text", "elements": [None]}]},
        {"attachments": 1},
    ],
)
def test_a_message_without_words_has_none(message: dict[str, Any]) -> None:
    assert words_of(message) == ""
