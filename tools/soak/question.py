"""One question of the load: where it was asked, when it was delivered, and every answer that was seen."""

from __future__ import annotations

from dataclasses import dataclass, field

TEAM, BOT, CHANNEL = "T0SOAK", "U0BOT", "C0SOAK"


@dataclass(frozen=True, slots=True)
class Answer:
    """A message that Slack has shown. Moments are of the monotonic clock, in seconds.

    `life` is the life of the replica that sent it, None where that process was already gone. `ambiguous` is whether
    Slack broke off instead of saying that it took it. `real` is false for an apology.
    """

    at: float
    life: str | None
    real: bool
    ambiguous: bool


@dataclass(slots=True)
class Question:
    """`surface` is "command", "mention" or "direct message". Asker, timestamp and direct messages are its own alone."""

    number: int
    surface: str
    text: str
    ts: str
    sent: list[float] = field(default_factory=list)
    acked_at: float | None = None
    answers: list[Answer] = field(default_factory=list)

    @property
    def asker(self) -> str:
        return f"U9{self.number:07}"

    @property
    def channel(self) -> str:
        return f"D9{self.number:07}" if self.surface == "direct message" else CHANNEL

    @property
    def trigger(self) -> str:
        return f"{self.number}.9.soak"

    @property
    def key(self) -> str:
        """What the bot tells duplicates apart by."""
        return self.trigger if self.surface == "command" else f"{TEAM}:{self.channel}:{self.ts}"

    @property
    def real(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.real]
