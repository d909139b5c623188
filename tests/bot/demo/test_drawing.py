from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.drawing import Control, draw

NAMES = {"C1": "#billing", "U1": "@alex", "S1": "@senior-tech"}


def lines(*blocks: dict[str, Any], text: str = "") -> list[str]:
    return list(draw(text, blocks, names=lambda slack_id: NAMES.get(slack_id, slack_id), user="U1").lines)


def button(label: str, action_id: str, **more: object) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action_id, **more}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def run(*parts: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(parts), **more}


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def test_without_blocks_the_text_is_drawn() -> None:
    assert lines(text="one\ntwo &amp; three") == ["one", "two & three"]


def test_with_blocks_the_text_is_left_out() -> None:
    assert lines({"type": "divider"}, text="a summary") == ["─" * 40]


@pytest.mark.parametrize(
    ("sent", "drawn"),
    [
        ("in <#C1> by <@U1>", "in #billing by @alex"),
        ("<!subteam^S1> leads", "@senior-tech leads"),
        ("<#C9|other> and <@U9|kit>", "#other and kit"),
        ("see <https://example.org/a|the page>", "see the page (https://example.org/a)"),
        ("see <https://example.org/a>", "see https://example.org/a"),
        ("&lt;!channel&gt; &amp; co", "<!channel> & co"),
    ],
)
def test_slacks_markup_becomes_words(sent: str, drawn: str) -> None:
    assert lines({"type": "section", "text": mrkdwn(sent)}) == [drawn]


def test_plain_text_is_drawn_as_it_stands() -> None:
    assert lines({"type": "section", "text": {"type": "plain_text", "text": "<#C1> &amp;"}}) == ["<#C1> &amp;"]


def test_rich_text_is_drawn_with_its_lists_quotes_and_names() -> None:
    block = rich(
        run(words("Ask "), {"type": "channel", "channel_id": "C1"}, words("\nsoon")),
        {"type": "rich_text_list", "style": "ordered", "elements": [run(words("first")), run(words("second"))]},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [run(words("point"))]},
        {"type": "rich_text_quote", "elements": [words("said\nso")]},
        run({"type": "link", "url": "https://example.org", "text": "page"}, {"type": "emoji", "name": "wave"}),
        run({"type": "user", "user_id": "U1"}, {"type": "broadcast", "range": "here"}),
    )
    assert lines(block) == [
        "Ask #billing",
        "soon",
        "1. first",
        "2. second",
        "  • point",
        "> said",
        "> so",
        "page (https://example.org):wave:",
        "@alex@here",
    ]


def test_other_blocks_are_drawn_or_named_but_never_left_out() -> None:
    drawn = lines(
        {"type": "header", "text": {"type": "plain_text", "text": "Teams"}},
        {"type": "context", "elements": [mrkdwn("small"), {"type": "image", "alt_text": "a face"}]},
        {"type": "markdown", "text": "**as it is**"},
        {"type": "alert", "text": mrkdwn("mind this")},
        {"type": "image", "alt_text": "a map"},
        {"type": "section", "fields": [mrkdwn("left"), mrkdwn("right")]},
        {"type": "video"},
    )
    assert drawn == [
        "TEAMS",
        "small  (picture: a face)",
        "**as it is**",
        "! mind this",
        "(picture: a map)",
        "left",
        "right",
        "(a block of type video, which is not drawn here)",
    ]


def test_what_can_be_pressed_is_numbered_through_the_whole_message() -> None:
    option = {"text": {"type": "plain_text", "text": "DNS"}, "value": "dns"}
    drawing = draw(
        "",
        [
            {
                "type": "section",
                "text": mrkdwn("Pick"),
                "accessory": {"type": "static_select", "action_id": "pick", "options": [option]},
            },
            {
                "type": "actions",
                "elements": [button("Right", "right", value="1"), button("Read", "read", url="https://e.org")],
            },
            {
                "type": "context_actions",
                "elements": [
                    {
                        "type": "feedback_buttons",
                        "action_id": "fb",
                        "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "good"},
                        "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "bad"},
                    }
                ],
            },
        ],
        names=str,
        user="U1",
        first=4,
    )
    assert drawing.lines == ("Pick", "[4] DNS", "[5] Right   [6] Read (https://e.org)", "[7] Good   [8] Bad")
    assert drawing.controls == (
        Control("DNS", "pick", "dns"),
        Control("Right", "right", "1"),
        Control("Read", "read", None),
        Control("Good", "fb", "good"),
        Control("Bad", "fb", "bad"),
    )


def test_a_button_that_is_for_others_is_not_drawn() -> None:
    block = {"type": "actions", "elements": [button("A", "a", visible_to_user_ids=["U2"]), button("B", "b")]}
    assert lines(block) == ["[1] B"]


@given(st.text())
def test_any_text_can_be_drawn(text: str) -> None:
    assert isinstance(lines({"type": "section", "text": mrkdwn(text)}, text=text), list)
