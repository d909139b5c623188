"""One delivery of a question to the bot, and the payloads it is made of.

Shapes: https://docs.slack.dev/interactivity/implementing-slash-commands and https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools.soak.question import BOT, CHANNEL, TEAM, Question

# Slack tries an event again at once, after a minute and after five. Here that is shorter, so that a run ends.
RETRY_AFTER = (0.0, 3.0, 15.0)
ACK_SECONDS = 3.0


@dataclass(slots=True, eq=False)
class Delivery:
    """`retry` counts the tries again. `sent_at` is the first try; `acked_at` is null until the bot said that it has it.

    `failed` is whether nobody waits any more: a command's asker saw that it failed, or Slack gave an event up.
    """

    question: Question
    payload: dict[str, Any]
    sent_at: float = field(default_factory=time.monotonic)
    retry: int = 0
    acked_at: float | None = None
    failed: bool = False

    @property
    def is_command(self) -> bool:
        return "command" in self.payload

    @property
    def settled(self) -> bool:
        return self.failed or self.acked_at is not None

    def acknowledged(self) -> None:
        now = time.monotonic()
        self.acked_at = self.acked_at or now
        self.question.acked_at = self.question.acked_at or now

    def again(self, send: Callable[[Delivery], object]) -> None:
        """It was not acknowledged in time: an event is sent again after a while, a command has failed."""
        if self.settled:
            return
        if self.is_command or self.retry >= len(RETRY_AFTER):
            self.failed = True
            return
        pause = RETRY_AFTER[self.retry]
        self.retry += 1
        asyncio.get_running_loop().call_later(pause, send, self)


def command(question: Question, base_url: str) -> dict[str, Any]:
    return {
        "token": "x",
        "team_id": TEAM,
        "team_domain": "soak",
        "channel_id": CHANNEL,
        "channel_name": "soak",
        "user_id": question.asker,
        "user_name": "somebody",
        "command": "/whoask",
        "text": question.text,
        "api_app_id": "A0SOAK",
        "is_enterprise_install": "false",
        "response_url": f"{base_url}/respond/{question.number}",
        "trigger_id": question.trigger,
    }


def event(question: Question, event_id: str) -> dict[str, Any]:
    mention = question.surface == "mention"
    kind = {"type": "app_mention"} if mention else {"type": "message", "channel_type": "im"}
    return {
        "token": "x",
        "team_id": TEAM,
        "api_app_id": "A0SOAK",
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(question.ts)),
        "authorizations": [
            {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
        "event": kind
        | {
            "client_msg_id": f"c{question.number}",
            "user": question.asker,
            "text": f"<@{BOT}> {question.text}" if mention else question.text,
            "ts": question.ts,
            "event_ts": question.ts,
            "channel": question.channel,
            "team": TEAM,
        },
    }
