"""Replies as JSON: the same as the SDK makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    MarkdownTextObject,
    OverflowMenuElement,
    RichTextBlock,
    RichTextSectionElement,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import Option
from slack_sdk.models.blocks.block_elements import RichTextElementParts as Parts

from bot.answering.answer_service import AnswerService
from bot.answering.services import Services
from bot.inquiry import Inquiry, Surface
from bot.slack.messages.blocks import as_json
from bot.slack.messages.reply import Reply
from bot.store.sql import MemoryStore
from routing.loading.loader import parse
from routing.matching.index import build_index
from tests.builders import SMALL_REGISTRY

INDEX = build_index(parse(SMALL_REGISTRY.encode(), "teams.yaml"))
ASKED = Inquiry("1.2.a", Surface.COMMAND, "", "U1", "T1", "C1", datetime.now(UTC))
MENU = SectionBlock(
    text=MarkdownTextObject(text="Choose", verbatim=True),
    accessory=OverflowMenuElement(
        action_id="more", options=[Option(text="One", value="1"), Option(text="Two", value="2")]
    ),
)


def reply_to(text: str) -> Reply:
    answer_service = AnswerService(
        Services(lambda _: INDEX, MemoryStore(retention=timedelta()), lambda: ASKED.asked_at)
    )
    reply = answer_service.ask(replace(ASKED, text=text), bot=None)
    assert reply
    return reply


@pytest.mark.parametrize(
    "text",
    [
        "",
        "teams",
        "ladder",
        "who renews our TLS certificate?",
        "the site is down!",
        "who cooks?",
        "who runs dns or tls",
    ],
)
def test_it_is_what_the_sdk_makes_of_every_kind_of_reply(text: str) -> None:
    reply = reply_to(text)
    for blocks in (reply.blocks, reply.plainer()):
        assert as_json(blocks) == [block.to_dict() for block in blocks]


BOLD = RichTextBlock(
    elements=[RichTextSectionElement(elements=[Parts.Text(text="bold", style=Parts.TextStyle(bold=True))])]
)


@pytest.mark.parametrize("block", [MENU, BOLD, ContextBlock(elements=[MarkdownTextObject(text="a")], block_id="b")])
def test_objects_with_a_way_of_their_own_take_it(block: Block) -> None:
    assert as_json([block]) == [block.to_dict()]
