"""Somebody's own questions on the Home tab: what they asked, what they were told, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    RichTextBlock,
    RichTextElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)
from slack_sdk.models.blocks import RichTextElementParts as Parts

from bot.followups.target import Target
from bot.replies.mrkdwn import clip, plain
from bot.slack.ticket import Ticket
from bot.store.asked import Asked
from routing.opening_hours import spoken_date
from routing.registry import Registry

LONGEST_SHOWN = 300
NOT_KEPT = "(the words are not kept)"
SENT = "The whole answer is in your direct messages with me."
_BOLD = Parts.TextStyle(bold=True)


def question_blocks(
    asked: Asked, registry: Registry, *, bot: str | None, channels: Mapping[str, str], button: str
) -> list[Block]:
    """One question. With a button while it is open: `button` is its action id."""
    words = plain(asked.text, bot) if asked.text else NOT_KEPT
    line: list[RichTextElement] = [Parts.Text(text=f"{spoken_date(asked.asked_at.astimezone(registry.zone))}. ")]
    line += _answer(asked, channels)
    line += [Parts.Text(text=f" {_state(asked)}")]
    if asked.permalink:
        line += [Parts.Text(text=" "), Parts.Link(url=asked.permalink, text="See it there")]
    blocks: list[Block] = [_rich(_quoted(words), RichTextSectionElement(elements=line))]
    if asked.sorted_at is None:
        done = ButtonElement(action_id=button, text="Sorted", value=Ticket(asked.key).encode())
        blocks.append(ActionsBlock(elements=[done]))
    return blocks


def told_blocks(question: str, line: str, *, sent: bool) -> list[Block]:
    """The first line of the answer to what was just asked, and where the rest is."""
    said = [Parts.Text(text=line, style=_BOLD)]
    first = RichTextSectionElement(elements=said)
    rest = [RichTextSectionElement(elements=[Parts.Text(text=SENT)])] if sent else []
    return [_rich(_quoted(question), first, *rest)]


def _answer(asked: Asked, channels: Mapping[str, str]) -> list[RichTextElement]:
    if asked.destination is None:
        return [Parts.Text(text="I did not know who handles it.")]
    known = channels.get(asked.destination)
    place = Parts.Channel(channel_id=known) if known else Parts.Text(text=asked.destination)
    return [Parts.Text(text="Ask "), place, Parts.Text(text=".")]


def _state(asked: Asked) -> str:
    if asked.sorted_at:
        return "Sorted."
    if asked.posted_to:
        is_group = Target(asked.posted_to).is_group
        return f"You mentioned {asked.posted_to}." if is_group else f"You posted it in {asked.posted_to}."
    return {"right": "Answered: you said that this is the right place.", "wrong": "You said: wrong place."}.get(
        asked.verdict or "", "Asked."
    )


def _quoted(words: str) -> RichTextQuoteElement:
    return RichTextQuoteElement(elements=[Parts.Text(text=clip(words, LONGEST_SHOWN))])


def _rich(*parts: RichTextElement) -> RichTextBlock:
    return RichTextBlock(elements=list(parts))
