"""The words of a message: of its text, its blocks, its attachments, and the messages it forwards.

Those of an app are often in blocks or attachments alone, or its text is a short summary of its blocks.
Shapes: https://docs.slack.dev/reference/block-kit/blocks and
https://docs.slack.dev/messaging/formatting-message-text#attachments
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.messages.mrkdwn import encode

Json = Mapping[str, Any]

# What Slack itself writes where an app sent blocks alone.
NO_TEXT = "This content can't be displayed."
PLACEHOLDERS = {NO_TEXT, "This message contains interactive elements."}
# A person's new message is one without a subtype, or one of these: with a file, also sent to the channel, "/me".
# Any other subtype but an app's reports a change: https://docs.slack.dev/reference/events/message#subtypes
NEW_MESSAGES = (None, "file_share", "thread_broadcast", "me_message")
SPOKEN = (*NEW_MESSAGES, "bot_message")


def words_of(message: Json) -> str:
    """The words of a message, in Slack's encoding; empty where it has none: a picture alone, a join, a tombstone.

    A person's message has all of them in its text. An app's text can be a summary of its blocks.
    """
    if message.get("subtype") not in SPOKEN or message.get("hidden"):
        return ""
    text = own_words_of(message)
    is_apps = bool(message.get("bot_id") or message.get("bot_profile") or message.get("subtype") == "bot_message")
    if text and not is_apps:
        return text
    blocks = list(_of_blocks(message)) if is_apps else []
    return "\n".join(_once(text, *blocks, *_of_attachments(message)))


def own_words_of(message: Json) -> str:
    """The words that the author of a message wrote: its text, else its blocks; not what it forwards or links to."""
    text = str(message.get("text") or "").strip()
    return text if text and text not in PLACEHOLDERS else "\n".join(_once(*_of_blocks(message)))


def forwarded_words_of(message: Json) -> str:
    """The words of the messages that a message forwards, without their authors and channels."""
    about = {"author_name", "footer", "pretext"}
    shared = (one for one in _objects(message.get("attachments")) if one.get("is_share"))
    attachments = [{name: value for name, value in one.items() if name not in about} for one in shared]
    return "\n".join(_once(*_of_attachments({"attachments": attachments})))


def _of_blocks(holder: Json) -> Iterator[str]:
    for block in _objects(holder.get("blocks")):
        yield from filter(None, (words.strip() for words in _of_block(block)))


def _of_block(block: Json) -> Iterator[str]:
    """The words of one block. Each row of a table is a line."""
    match block:
        case {"type": "rich_text"}:
            yield from (_rich(part) for part in _objects(block.get("elements")))
        case {"type": "markdown", "text": str(text)}:
            yield text
        case {"type": "table", "rows": list(rows)}:
            for row in rows:
                yield " | ".join(filter(None, (_cell(cell).strip() for cell in _objects(row))))
        case _:
            described = (block.get("alt_text"), block.get("description"))
            inner = (block.get("text"), block.get("title"), *described, *_objects(block.get("fields")))
            yield from (_text(part) for part in (*inner, *_objects(block.get("elements"))))


def _cell(cell: Json) -> str:
    match cell:
        case {"type": "raw_text", "text": str(text)}:
            return encode(text)
        case _:
            return " ".join(_of_block(cell))


def _of_attachments(message: Json) -> Iterator[str]:
    for attachment in _objects(message.get("attachments")):
        fields = [
            " ".join(filter(None, (str(field.get("title") or "").strip(), str(field.get("value") or "").strip())))
            for field in _objects(attachment.get("fields"))
        ]
        names = ("pretext", "author_name", "title", "text")
        lines = [str(attachment.get(name) or "").strip() for name in names]
        shared = "\n".join(_of_blocks({"blocks": _blocks_of_shared(attachment)}))
        footer = str(attachment.get("footer") or "").strip()
        found = [*filter(None, lines), *_of_blocks(attachment), shared, *fields, footer]
        matter = [words for words in found if words]
        yield from matter or filter(None, [str(attachment.get("fallback") or "").strip()])


def _blocks_of_shared(attachment: Json) -> list[Json]:
    """The blocks of a forwarded message, which Slack wraps once more."""
    wrapped = (one.get("message") for one in _objects(attachment.get("message_blocks")))
    return [block for message in wrapped if isinstance(message, dict) for block in _objects(message.get("blocks"))]


def _text(part: object) -> str:
    """The words of a text object. A button has none: its label says what can be done, not what is asked."""
    match part:
        case {"type": "mrkdwn", "text": str(text)}:
            return text
        case {"type": "plain_text", "text": str(text)}:
            return encode(text)
        case {"type": "image", "alt_text": str(text)}:
            return encode(text)
        case str(text):
            return encode(text)
        case _:
            return ""


def _rich(part: Json) -> str:  # noqa: PLR0911 - one for each kind of part
    """The words of a rich text element and of all inside it."""
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


def _once(*words: str) -> Iterator[str]:
    """Each text once, and none that is contained in another."""
    kept = list(dict.fromkeys(filter(None, words)))
    return (one for one in kept if not any(one != other and one in other for other in kept))
