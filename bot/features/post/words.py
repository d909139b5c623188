"""The words of a post: the post itself, and the replies to its asker."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextPreformattedElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)
from slack_sdk.models.blocks import RichTextElementParts as Parts

from bot.features.post.target import Target
from bot.slack.messages.blocks import LONGEST_TEXT, layout_blocks, layout_text
from bot.slack.messages.controls import REMIND, ButtonValue
from bot.slack.messages.help_messages import sentence
from bot.slack.messages.layout import Layout, Line
from bot.slack.messages.mrkdwn import clip, escape
from bot.slack.messages.reply import Reply

FOOT = "Reply in this thread: the person who asked will see it."
NOT_YOURS = "Only the person who asked can post this question. Ask me yourself, then you can post yours."
ASKER_UNKNOWN = "I no longer know who asked this, so I cannot post it in their name. Post it yourself."
NO_GROUP = "I cannot mention {name} here. Write the name yourself, with these words:"
NOT_LISTED = "The registry does not list that place any more, so I cannot post there. Ask me again."
STORE_DOWN = "I cannot reach my store, so I have not posted this. Try again in a few minutes, or post it yourself."
UNCLEAR = "Slack broke off, so I do not know whether your question is in {place}. Look there. I will not post it again."
SENT = "Your question was sent to {place} already. If you cannot see it there, post it yourself."
FREE = "That did not work a moment ago. Select the button again."
ELSE = "Slack did not take your question for {place}. Try again in a few minutes, or post it yourself."
# Slack's error codes: https://docs.slack.dev/reference/methods/chat.postMessage#errors
WHY = {
    "not_in_channel": "I cannot post in {place}: it is private, or I am not allowed in. Post your question yourself.",
    "channel_not_found": "I cannot post in {place}: it is private, or has a new name. Post your question yourself.",
    "is_archived": "Nobody would see your question in {place}, because it is archived. Ask in {instead}.",
    "restricted_action": "Only some people may post in {place}. Post your question yourself, or ask in {instead}.",
    "missing_scope": "I am not allowed to post in {place}. Tell those who run me, and post your question yourself.",
}


def post_message(
    target: Target, words: str, *, user: str, group: str | None = None, asked_at: str | None = None
) -> Reply:
    """The post. It mentions the asker, and with `group` that group.

    What the asker typed is quoted as it stands: nothing in it notifies anyone.
    """
    opening: list[RichTextElement] = [Parts.Text(text="Asked by "), Parts.User(user_id=user)]
    if group:
        opening = [Parts.UserGroup(usergroup_id=group), Parts.Text(text=" This is for you. "), *opening]
    parts: list[RichTextElement] = [_section(*opening), RichTextQuoteElement(elements=[Parts.Text(text=words)])]
    if asked_at:
        parts.append(_section(Parts.Link(url=asked_at, text="See where it was asked")))
    foot = ContextBlock(elements=[PlainTextObject(text=FOOT, emoji=False)])
    text = f"A question for {target.name}: {words}"
    return Reply(_text(text), [RichTextBlock(elements=parts), foot], "posted")


def confirmation(target: Target, link: str | None, button: ButtonValue) -> Reply:
    """The reply to the asker alone, with a button for a reminder."""
    what = f"I mentioned {target.name}." if target.is_group else f"I posted your question in {target.name}."
    layout = Layout(what, tuple(map(Line, [link] if link else [])))
    blocks = layout_blocks(layout)
    if not target.is_group:
        value = replace(button, note=target.encode()).encode()
        remind = ButtonElement(action_id=REMIND, text="Remind me if nobody answers", value=value)
        blocks.append(ActionsBlock(elements=[remind]))
    return Reply(layout_text(layout), blocks, "posted")


def thread_note(target: Target, link: str | None) -> Reply:
    """The message in the thread that the question came from."""
    return sentence(f"This question is now in {target.name}{f': {link}' if link else '.'}", outcome="posted")


def already(target: Target, link: str | None) -> Reply:
    """The reply where the question was posted before."""
    if link is None:
        return sentence(SENT.format(place=target.where), outcome="posted")
    done = f"I have mentioned {target.name}" if target.is_group else f"Your question is in {target.name}"
    return sentence(f"{done} already: {link}", outcome="posted")


def not_taken(target: Target, words: str, *, code: str, maybe_delivered: bool, fallback: str) -> Reply:
    """The reply to the asker where Slack refused the post, with its error code, or may have delivered it.

    `fallback` is the channel to ask in instead.
    """
    saying = UNCLEAR if maybe_delivered else WHY.get(_kind(code), ELSE)
    instead = fallback if fallback != target.name else "another channel"
    return with_words(saying.format(place=target.where, instead=instead), words)


def is_entry_wrong(code: str) -> bool:
    """Whether an error code means that the registry's entry is wrong: no asker can be answered there."""
    return _kind(code) in {"is_archived", "restricted_action", "channel_not_found"}


def _kind(code: str) -> str:
    """The error code; one for the several that Slack has for a channel where only some may post."""
    return "restricted_action" if code.startswith("restricted_action") else code


def with_words(saying: str, words: str | None) -> Reply:
    """A sentence, and the question's words to copy."""
    said = sentence(saying, outcome="posted")
    if not words:
        return said
    copy = RichTextBlock(elements=[RichTextPreformattedElement(elements=[Parts.Text(text=words)])])
    return Reply(_text(f"{saying}\n{words}"), [*said.blocks, copy], "posted")


def _section(*elements: RichTextElement) -> RichTextSectionElement:
    return RichTextSectionElement(elements=list(elements))


def _text(text: str) -> str:
    return escape(clip(text, LONGEST_TEXT, measure=lambda part: len(escape(part))))
