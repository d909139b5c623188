from __future__ import annotations

from typing import Any

import pytest

from bot.slack.payloads.message_text import NO_TEXT, forwarded_words_of, own_words_of, words_of


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
        (
            {"type": "context", "elements": [{"type": "image", "alt_text": "x"}, {"type": "mrkdwn", "text": "c"}]},
            "x\nc",
        ),
        ({"type": "markdown", "text": "# Disk\nis **full**"}, "# Disk\nis **full**"),
        (
            {
                "type": "table",
                "rows": [
                    [{"type": "raw_text", "text": "host"}, {"type": "raw_text", "text": "state"}],
                    [rich(text("db<1>")), {"type": "raw_text", "text": "down"}],
                ],
            },
            "host | state\ndb&lt;1&gt; | down",
        ),
        ({"type": "image", "image_url": "https://a.b", "alt_text": "a red graph"}, "a red graph"),
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


def test_an_attachments_author_fields_and_footer_are_read() -> None:
    alert = {
        "author_name": "Alertmanager",
        "text": "DiskFull",
        "fields": [{"title": "severity", "value": "page"}, {"title": "host", "value": "db1"}],
        "footer": "prod",
    }
    assert words_of({"bot_id": "B1", "attachments": [alert]}) == "Alertmanager\nDiskFull\nseverity page\nhost db1\nprod"


def test_an_apps_short_text_does_not_hide_the_blocks_with_the_matter() -> None:
    matter = {"type": "section", "text": {"type": "mrkdwn", "text": "my laptop is dead"}}
    said = words_of({"bot_id": "B1", "text": "Support request submitted by <@U2>", "blocks": [matter]})
    assert said == "Support request submitted by <@U2>\nmy laptop is dead"


@pytest.mark.parametrize("subtype", ["tombstone", "channel_join", "huddle_thread", "pinned_item"])
def test_what_slack_tells_of_is_no_message(subtype: str) -> None:
    assert words_of({"subtype": subtype, "text": "This message was deleted."}) == ""


def test_a_forwarded_message_is_read_apart_from_what_its_forwarder_says() -> None:
    shared = {"is_share": True, "author_name": "bob", "text": "who renews certificates?", "fallback": "never"}
    unfolded = {"title": "A page", "text": "that was linked to"}
    message = {"text": "can you help?", "attachments": [shared, unfolded]}
    assert own_words_of(message) == "can you help?"
    assert forwarded_words_of(message) == "who renews certificates?"
    nested = {"is_share": True, "message_blocks": [{"message": {"blocks": [rich(text("the site is slow"))]}}]}
    assert forwarded_words_of({"text": "", "attachments": [nested]}) == "the site is slow"


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
