"""The words of a message, also of one whose words are only in its blocks or attachments: those of bots often are.

Shapes: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block and
https://docs.slack.dev/messaging/formatting-message-text#attachments
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.messages.mrkdwn import encode

Json = Mapping[str, Any]

# What Slack itself writes where an app sent blocks alone.
NO_TEXT = "This content can't be displayed."


def words_of(message: Json) -> str:
    """What a message says, in Slack's encoding; empty where it has no words, such as a picture alone."""
    text = str(message.get("text") or "").strip()
    if text and text != NO_TEXT:
        return text
    return "\n".join(_once(_of_blocks(message), _of_attachments(message)))


def _of_blocks(holder: Json) -> Iterator[str]:
    for block in _objects(holder.get("blocks")):
        if block.get("type") == "rich_text":
            yield from filter(None, (_rich(part).strip() for part in _objects(block.get("elements"))))
        else:
            inner = (block.get("text"), block.get("title"), *_objects(block.get("fields")))
            yield from filter(None, (_text(part).strip() for part in (*inner, *_objects(block.get("elements")))))


def _of_attachments(message: Json) -> Iterator[str]:
    for attachment in _objects(message.get("attachments")):
        lines = [str(attachment.get(name) or "").strip() for name in ("pretext", "title", "text")]
        found = [*filter(None, lines), *_of_blocks(attachment)]
        yield from found or filter(None, [str(attachment.get("fallback") or "").strip()])


def _text(part: object) -> str:
    """A text object's words. A button's are none: they say what can be done, not what the matter is."""
    match part:
        case {"type": "mrkdwn", "text": str(text)}:
            return text
        case {"type": "plain_text", "text": str(text)}:
            return encode(text)
        case _:
            return ""


def _rich(part: Json) -> str:  # noqa: PLR0911 - one for each kind of part
    """A part of rich text, with all that is in it."""
    match part:
        case {"type": "text", "text": str(text)}:
            return encode(text)
        case {"type": "link", "url": str(url)}:
            label = part.get("text")
            return f"<{url}|{encode(str(label))}>" if label else f"<{url}>"
        case {"type": "user", "user_id": str(user)}:
            return f"<@{user}>"
        case {"type": "channel", "channel_id": str(channel)}:
            return f"<#{channel}>"
        case {"type": "usergroup", "usergroup_id": str(group)}:
            return f"<!subteam^{group}>"
        case {"type": "broadcast", "range": str(everybody)}:
            return f"<!{everybody}>"
        case {"type": "rich_text_list", "elements": list(items)}:
            return "\n".join(_rich(item) for item in _objects(items))
        case {"elements": list(inner)}:
            return "".join(_rich(one) for one in _objects(inner))
        case _:
            return ""


def _objects(found: object) -> list[Json]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _once(*sources: Iterator[str]) -> Iterator[str]:
    return iter(dict.fromkeys(words for source in sources for words in source))
