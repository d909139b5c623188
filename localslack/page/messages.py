"""Messages and views as the page draws them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from localslack.directory import Directory
from localslack.messages import Message
from localslack.seed import Channel
from localslack.views import View
from localslack.wire import Json
from localslack.workspace import Workspace

# How far back a room goes, so that a busy one stays quick to draw.
ROOM_MESSAGES = 200
# What Slack's clients say when an app does not answer a submission.
TROUBLE = "We had some trouble connecting. Try again?"
_UNANSWERED = frozenset({"operation_timeout", "dispatch_failed"})


def in_room(ws: Workspace, channel: Channel, user: str) -> tuple[list[Json], bool]:
    """A room without the replies in threads, with what this person alone sees; and whether older messages are cut."""
    messages = ws.log.in_channel(channel.id)
    replies: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        if message.thread != message.ts:
            replies[message.thread].append(message)
    top = [m for m in messages if stands_in_room(m)]
    own = [m for m in ws.log.ephemerals(user) if m.channel == channel.id and stands_in_room(m)]
    every = _in_order(top, own)
    shown = every[-ROOM_MESSAGES:]
    drawn = [draw(ws.directory, m, user) | {"replies": _summary(replies.get(m.ts, ()))} for m in shown]
    return drawn, len(shown) < len(every)


def in_thread(ws: Workspace, channel: Channel, thread: str, user: str) -> list[Json]:
    """A thread with its first message, and with what this person alone sees in it."""
    own = [m for m in ws.log.ephemerals(user) if m.channel == channel.id and m.thread == thread]
    return [draw(ws.directory, m, user) for m in _in_order(ws.log.in_thread(channel.id, thread), own)]


def latest(ws: Workspace, channel: Channel) -> str | None:
    """When the last message of a room was written."""
    messages = reversed(ws.log.in_channel(channel.id))
    return next((message.ts for message in messages if stands_in_room(message)), None)


def stands_in_room(message: Message) -> bool:
    """Whether a message shows outside its thread."""
    return message.thread == message.ts or message.subtype == "thread_broadcast"


def draw(directory: Directory, message: Message, user: str) -> Json:
    """One message for one person."""
    author = directory.users.get(message.user)
    return {
        "ts": message.ts,
        "user": message.user,
        "name": (author.real_name or author.name) if author else message.user,
        "is_app": message.user == directory.app.user_id,
        "slackbot": message.user == "USLACKBOT",
        "mine": message.user == user,
        "text": message.text,
        "blocks": list(message.blocks),
        "thread_ts": message.thread_ts,
        "subtype": message.subtype,
        "edited": message.edited_by is not None,
        "ephemeral": message.is_ephemeral,
        "reactions": [{"name": name, "users": list(users)} for name, users in message.reactions.items()],
    }


def draw_view(view: View, errors: Mapping[str, object]) -> Json:
    """A modal or a Home tab."""
    return {
        "id": view.id,
        "kind": view.kind,
        **{part: _words(view.body.get(part)) for part in ("title", "submit", "close")},
        "blocks": list(view.blocks),
        "errors": {
            block: TROUBLE if text in _UNANSWERED else text for block, text in errors.items() if isinstance(text, str)
        },
        "callback_id": view.callback_id,
        "hash": view.hash,
    }


def _in_order(messages: Sequence[Message], own: Sequence[Message]) -> list[Message]:
    return sorted((*messages, *own), key=lambda message: message.ts)


def _summary(replies: Sequence[Message]) -> Json | None:
    if not replies:
        return None
    return {"count": len(replies), "users": list(dict.fromkeys(m.user for m in replies)), "latest": replies[-1].ts}


def _words(text: object) -> str | None:
    return str(text.get("text", "")) if isinstance(text, dict) else None
