"""Answers and layouts as Block Kit, within Slack's limits.

Text from the registry or from people goes into rich text, which Slack shows as it stands: there, `<!channel>` notifies
no one and `*.gov.uk` is not half of something bold. Limits of blocks:
https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextSectionElement,
)

from bot.slack.messages.layout import Layout, Line
from bot.slack.messages.mrkdwn import clip, escape
from bot.slack.messages.wording import layout_of
from routing.answers import Answer

# Slack sets no length for one text in rich text, but refuses a message from about 13,000 characters of blocks
# ("msg_blocks_too_long", slackapi/bolt-js issue 2509). 600 is also the longest sentence a registry may hold.
LONGEST_LINE = 600
LONGEST_LINES = 3_500
LONGEST_POINTS = 5_000
# A text object may hold 3,000: https://docs.slack.dev/reference/block-kit/composition-objects/text-object
LONGEST_FOOT = 1_500
# https://docs.slack.dev/reference/methods/chat.postMessage#truncating advises 4,000 for `text`.
LONGEST_TEXT = 4_000

_LINK = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)\]}'\"\u2019\u201d])|(?P<channel>(?<![\w#&/])#[a-z0-9][a-z0-9_-]*)"
)
_BOLD = RichTextElementParts.TextStyle(bold=True)


def answer_blocks(
    answer: Answer, channels: Mapping[str, str] | None = None, *, first: Sequence[Line] = ()
) -> list[Block]:
    """An answer as blocks. `first` are lines of the answer service's own, shown before the rest.

    `channels` maps channel names to ids: those become links, all others stay text.
    """
    layout = layout_of(answer)
    return layout_blocks(replace(layout, lines=(*first, *layout.lines)), channels)


def layout_blocks(layout: Layout, channels: Mapping[str, str] | None = None) -> list[Block]:
    """A layout as blocks, each within Slack's limits. `channels` maps known channel names to ids."""
    ids = channels or {}
    elements: list[RichTextElement] = [_section(Line(layout.headline), ids, bold=True)]
    elements += [_section(line, ids) for line in _fitting(layout.lines, LONGEST_LINES)]
    if points := [_section(point, ids) for point in _fitting(layout.points, LONGEST_POINTS)]:
        elements.append(RichTextListElement(style="bullet", elements=points))
    blocks: list[Block] = [RichTextBlock(elements=elements)]
    if layout.foot:
        blocks.append(ContextBlock(elements=[_foot(layout.foot, ids)]))
    return blocks


def layout_text(layout: Layout) -> str:
    """A layout as text ready to send: escaped, and within the length that Slack advises."""
    points = [f"• {point.whole}" for point in layout.points]
    paragraphs = [layout.headline, *(line.whole for line in layout.lines), *points, layout.foot]
    text = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    return escape(clip(text, LONGEST_TEXT, measure=lambda part: len(escape(part))))


def _fitting(lines: Sequence[Line], limit: int) -> Iterator[Line]:
    """The lines that fit into `limit` characters, then one that counts those left out."""
    for number, line in enumerate(lines):
        limit -= min(len(line.whole), LONGEST_LINE)
        if limit < 0:
            yield Line(f"… and {len(lines) - number} more.")
            return
        yield line


def _section(line: Line, ids: Mapping[str, str], *, bold: bool = False) -> RichTextSectionElement:
    style = _BOLD if bold else None
    text = clip(line.text, LONGEST_LINE)
    parts = list(_linked(text, ids, style))
    if line.aside:
        aside = clip(line.aside, max(LONGEST_LINE - len(text), 1))
        parts.append(RichTextElementParts.Text(text=f" {aside}"))
    return RichTextSectionElement(elements=parts)


def _linked(
    text: str, ids: Mapping[str, str], style: RichTextElementParts.TextStyle | None
) -> Iterator[RichTextElement]:
    """The text in parts: addresses as links, channels as links where their ids are known, the rest as it stands."""
    end = 0
    for match in _LINK.finditer(text):
        if match["channel"] and match["channel"] not in ids:
            continue
        if match.start() > end:
            yield RichTextElementParts.Text(text=text[end : match.start()], style=style)
        if match["url"]:
            yield RichTextElementParts.Link(url=match["url"], style=style)
        else:
            yield RichTextElementParts.Channel(channel_id=ids[match["channel"]], style=style)
        end = match.end()
    if end < len(text):
        yield RichTextElementParts.Text(text=text[end:], style=style)


def _foot(text: str, ids: Mapping[str, str]) -> PlainTextObject | MarkdownTextObject:
    """Small print. A context block takes no rich text: mrkdwn only where a channel is to be a link."""
    short = clip(text, LONGEST_FOOT, measure=lambda part: len(escape(part)))
    linked = re.sub(_LINK, lambda match: _mrkdwn_link(match, ids), escape(short))
    if linked == escape(short) or len(linked) > LONGEST_FOOT:
        return PlainTextObject(text=short, emoji=False)
    return MarkdownTextObject(text=linked, verbatim=True)


def _mrkdwn_link(match: re.Match[str], ids: Mapping[str, str]) -> str:
    known = ids.get(match["channel"]) if match["channel"] else None
    return f"<#{known}>" if known else match.group()
