"""One layout for all replies, within Slack's limits whatever is put into it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.messages.blocks import LONGEST_TEXT, layout_blocks, layout_text
from bot.slack.messages.layout import Layout, Line
from localslack.block_rules import check_message

IDS = {"#known": "C1", "#also-known": "C2"}


def shown(layout: Layout, ids: dict[str, str] | None = None) -> list[dict[str, Any]]:
    blocks = [block.to_dict() for block in layout_blocks(layout, ids)]
    warnings: list[str] = []
    check_message({"text": layout_text(layout), "blocks": blocks}, warnings, where="chat.postMessage")
    assert warnings == []
    return blocks


def parts(layout: Layout, ids: dict[str, str] | None = None) -> list[Any]:
    """The elements of the first section after the headline."""
    elements: list[Any] = shown(layout, ids)[0]["elements"][1]["elements"]
    return elements


def test_the_headline_is_bold() -> None:
    [block] = shown(Layout("Ask #x"))

    assert block["elements"][0]["elements"] == [{"type": "text", "text": "Ask #x", "style": {"bold": True}}]


def test_lines_points_and_foot_follow() -> None:
    blocks = shown(Layout("A", (Line("b", aside="(c)"),), (Line("d"), Line("e")), foot="f"))

    assert [element["type"] for element in blocks[0]["elements"]] == [
        "rich_text_section",
        "rich_text_section",
        "rich_text_list",
    ]
    assert blocks[1]["elements"] == [{"type": "plain_text", "text": "f", "emoji": False}]


def test_an_address_becomes_a_link_without_the_full_stop() -> None:
    assert parts(Layout("A", (Line("Read https://example.org/a, then ask."),))) == [
        {"type": "text", "text": "Read "},
        {"type": "link", "url": "https://example.org/a"},
        {"type": "text", "text": ", then ask."},
    ]


def test_a_channel_becomes_a_link_where_its_id_is_known() -> None:
    assert parts(Layout("A", (Line("#known, not #unknown or x#known"),)), IDS) == [
        {"type": "channel", "channel_id": "C1"},
        {"type": "text", "text": ", not #unknown or x#known"},
    ]


def test_a_channel_in_the_foot_is_a_link_where_its_id_is_known() -> None:
    foot = shown(Layout("A", foot="1 <you> → 2 #known → 3 #unknown"), IDS)[1]["elements"][0]

    assert foot == {"type": "mrkdwn", "text": "1 &lt;you&gt; → 2 <#C1> → 3 #unknown", "verbatim": True}


def test_the_askers_words_never_become_a_link() -> None:
    assert parts(Layout("A", (Line("b", aside="https://example.org #known"),)), IDS)[1] == {
        "type": "text",
        "text": " https://example.org #known",
    }


def test_what_does_not_fit_is_counted() -> None:
    points = tuple(Line(f"{number} " + "x" * 500) for number in range(50))
    listed = shown(Layout("A", points=points))[0]["elements"][1]["elements"]

    assert len(listed) < 20
    assert listed[-1]["elements"][0]["text"] == f"… and {50 - len(listed) + 1} more."


def test_the_text_is_escaped_and_fits() -> None:
    text = layout_text(Layout("<!channel> & co", (Line("&" * 10_000),), foot="never shown"))

    assert text.startswith("&lt;!channel&gt; &amp; co\n&amp;")
    assert text.endswith("&amp;…")
    assert len(text) <= LONGEST_TEXT


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "<!channel>" * 1_000, "https://a.b/" + "c" * 10_000, "#known " * 2_000]
)
def test_a_huge_layout_is_within_the_limits(text: str) -> None:
    line = Line(text, aside=text)
    shown(Layout(text, (line,) * 100, (line,) * 100, foot=text), IDS)


WORDS = st.text(max_size=300) | st.sampled_from(["https://example.org", "#known", "@here", "<!here>", "*.gov.uk", ""])
LINES = st.lists(st.builds(Line, text=WORDS, aside=WORDS), max_size=12).map(tuple)


@given(st.builds(Layout, headline=WORDS.filter(bool), lines=LINES, points=LINES, foot=WORDS))
def test_any_layout_is_taken_by_slack(layout: Layout) -> None:
    blocks = shown(layout, IDS)

    mrkdwn = [part for block in blocks[1:] for part in block["elements"] if part["type"] == "mrkdwn"]

    assert not any("<!" in part["text"] or "<@" in part["text"] for part in mrkdwn)
