"""One delivery of a question to the bot, and the payloads it is made of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools import payloads
from tools.soak.question import BOT, CHANNEL, TEAM, Question

# Slack tries an event again at once, after a minute and after five. Here that is shorter, so that a run ends.
RETRY_AFTER = (0.0, 3.0, 15.0)
ACK_SECONDS = 3.0


@dataclass(slots=True, eq=False)
class Delivery:
    """`retry` counts the tries again. `sent_at` is the first try; `acked_at` is None until the bot said that it has it.

    `failed` is whether it is waited for no more: a command's asker saw that it failed, or Slack gave an event up.
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
    """A question as a slash command."""
    return payloads.command(
        question.text,
        team=TEAM,
        channel=CHANNEL,
        user=question.asker,
        trigger=question.trigger,
        response_url=f"{base_url}/respond/{question.number}",
    )


def event(question: Question, event_id: str) -> dict[str, Any]:
    """A question as an event, mention or direct message."""
    mention = question.surface == "mention"
    inner = {
        **({"type": "app_mention"} if mention else {"type": "message", "channel_type": "im"}),
        "client_msg_id": f"c{question.number}",
        "user": question.asker,
        "text": f"<@{BOT}> {question.text}" if mention else question.text,
        "ts": question.ts,
        "event_ts": question.ts,
        "channel": question.channel,
        "team": TEAM,
    }
    return payloads.event(inner, team=TEAM, bot=BOT, event_id=event_id)
