"""Messages as frozen values, every one of a workspace in the order it was written, and the clock that numbers them."""

import copy
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from localslack.journal import Changes
from localslack.wire import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, as all in the channel see it, or as ``recipient`` alone sees it (an ephemeral).

    Attributes:
        thread_ts: the first message of the thread this one answers, None outside a thread.
        edited_by: who edited it last, None when it was never edited.
        reactions: users by emoji name.
        recipient: the one person who sees it; None for an ordinary message.
        delivered: False for an ephemeral whose recipient was offline and never saw it.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    team: str = ""
    client_msg_id: str | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    metadata: Json | None = None
    recipient: str | None = None
    delivered: bool = True

    @property
    def is_ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.recipient is not None

    @property
    def thread(self) -> str:
        """The ts of the thread it belongs to or would start."""
        return self.thread_ts or self.ts

    def to_json(self) -> Json:
        """The message object of Slack's payloads; what is not set is left out."""
        optional: Json = {
            "subtype": self.subtype,
            "thread_ts": self.thread_ts,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "client_msg_id": self.client_msg_id,
            "metadata": self.metadata,
            "blocks": list(self.blocks) or None,
            "attachments": list(self.attachments) or None,
            "edited": {"user": self.edited_by, "ts": self.edited_ts} if self.edited_by else None,
            "reactions": [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
            or None,
        }
        body: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": self.team}
        return body | {key: value for key, value in optional.items() if value is not None}


class Stamps:
    """Slack's timestamps: seconds and microseconds, never the same one twice, always rising."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.now = clock
        self._last = 0

    def next(self) -> str:
        """A new timestamp."""
        self._last = max(self._last + 1, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


class MessageLog:
    """The messages by channel and ts; ephemerals lie among them with their recipient."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._channels: dict[str, dict[str, Message]] = {}
        self._private: dict[str, dict[tuple[str, str], Message]] = {}

    def put(self, message: Message) -> Message:
        """Add a message, or put a changed one in its place."""
        self._channels.setdefault(message.channel, {})[message.ts] = message
        if message.recipient:
            self._private.setdefault(message.recipient, {})[message.channel, message.ts] = message
        self._changes.tell()
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """A message by channel and ts."""
        return self._channels.get(channel, {}).get(ts)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self._channels.get(message.channel, {}).pop(message.ts, None)
        self._private.get(message.recipient or "", {}).pop((message.channel, message.ts), None)
        self._changes.tell()

    def in_channel(self, channel: str) -> tuple[Message, ...]:
        """What all in a channel see, thread replies included, oldest first."""
        return tuple(m for m in self._channels.get(channel, {}).values() if not m.is_ephemeral)

    def in_thread(self, channel: str, thread_ts: str) -> tuple[Message, ...]:
        """A thread with its first message."""
        return tuple(m for m in self.in_channel(channel) if m.thread == thread_ts)

    def ephemerals(self, user: str) -> tuple[Message, ...]:
        """What one person alone sees now, oldest first."""
        return tuple(m for m in self._private.get(user, {}).values() if m.delivered)

    def react(self, message: Message, name: str, user: str) -> Message:
        """Add a user's reaction."""
        users = (*message.reactions.get(name, ()), user)
        return self.put(replace(message, reactions={**message.reactions, name: users}))


class BlockIds:
    """Gives ids to blocks and elements that came without one, as Slack does."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def fill(self, blocks: Sequence[Json]) -> tuple[Json, ...]:
        """A copy of the blocks in which every block and interactive element has an id."""
        filled = copy.deepcopy(list(blocks))
        for block in filled:
            self._fill_block(block)
        return tuple(filled)

    def _fill_block(self, block: Json) -> None:
        block.setdefault("block_id", f"b{next(self._numbers)}")
        elements = [block.get("accessory"), block.get("element"), *block.get("elements", ()), *block.get("actions", ())]
        for element in elements:
            if not isinstance(element, dict):
                continue
            if element.get("type") == "card":
                self._fill_block(element)
            elif not str(element.get("type", "")).startswith(("rich_text_", "image", "mrkdwn", "plain_text")):
                element.setdefault("action_id", f"a{next(self._numbers)}")
        for child in block.get("child_blocks", ()):
            self._fill_block(child)
