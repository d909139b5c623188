"""One question as it came in, from any surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Surface(StrEnum):
    """Where a question came in."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT_MESSAGE = "direct-message"
    # On any message; the answer is for the asker alone.
    SHORTCUT = "shortcut"
    # The modal of the global shortcut, or the box on the Home tab; the answer goes to the direct messages.
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question, who asked it and where the reply belongs.

    `key` is the dedupe key: `team + channel + ts` for messages and mentions, the view's id for a modal, `trigger_id`
    for the rest. `text` is Slack's own text, as it came. `workspace`, `asker` and `channel` are Slack ids; a form
    stands in no channel, so there `channel` is the asker's. `thread` is the timestamp of the thread the reply goes
    to, None for a command; `in_thread` is true where the question was asked inside it. `response_url` is None except
    for commands and shortcuts. `external_user` is true for an asker of another organisation in a shared channel, and
    `shared` where people of another organisation read the reply, whoever asks. `forwarded` is what a message forwards,
    of another author: read where the asker's own words say too little, and not kept.
    """

    key: str
    surface: Surface
    text: str
    asker: str
    workspace: str
    channel: str
    asked_at: datetime
    thread: str | None = None
    response_url: str | None = None
    external_user: bool = False
    shared: bool = False
    in_thread: bool = False
    forwarded: str = ""
