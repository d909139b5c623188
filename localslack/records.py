"""What a workspace holds: messages and views as frozen values. A change puts a new value in the old one's place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from localslack.wire import Json

ViewKind = Literal["modal", "home"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, as everybody in the channel sees it, or as ``recipient`` alone sees it (an ephemeral).

    Attributes:
        thread_ts: the first message of the thread this one answers, None outside a thread.
        edited_by: who edited it last, None when nobody did.
        reactions: users by emoji name.
        recipient: the one person who sees it; None for an ordinary message.
        delivered: False for an ephemeral whose recipient was offline: nobody ever saw it.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or an App Home tab.

    Attributes:
        user: who sees it.
        body: the view as the app sent it, with the block ids Slack gives to blocks without one.
        hash: changes with every update; ``views.update`` with an old one is a ``hash_conflict``.
        previous: the modal under this one.
        is_open: a closed or submitted modal stays on record but cannot be used again.
    """

    id: str
    user: str
    kind: ViewKind
    body: Json
    hash: str
    root: str
    previous: str | None = None
    external_id: str = ""
    is_open: bool = True

    @property
    def callback_id(self) -> str:
        """The name the app gave to the view."""
        return str(self.body.get("callback_id", ""))

    @property
    def blocks(self) -> tuple[Json, ...]:
        """The view's blocks."""
        return tuple(self.body.get("blocks", ()))

    def to_json(self, team: str, app_id: str, bot_id: str, state: Json | None = None) -> Json:
        """The view object of Slack's payloads."""
        defaults: Json = {
            "title": None,
            "submit": None,
            "close": None,
            "callback_id": "",
            "private_metadata": "",
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return (
            defaults
            | self.body
            | {
                "id": self.id,
                "team_id": team,
                "app_id": app_id,
                "bot_id": bot_id,
                "app_installed_team_id": team,
                "hash": self.hash,
                "root_view_id": self.root,
                "previous_view_id": self.previous,
                "external_id": self.external_id,
                "state": {"values": state or {}},
            }
        )
