"""One delivery: a payload on its way to the app, the attempts to carry it, and how it was answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from localslack.wire import Json

EnvelopeKind = Literal["events_api", "slash_commands", "interactive"]
# Slack shows a person `operation_timeout` and `dispatch_failed`; `given_up` is an event after its last retry.
Outcome = Literal["waiting", "acked", "operation_timeout", "dispatch_failed", "given_up"]
AckKind = Literal["matched", "late", "repeated", "misdirected", "unknown"]


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One envelope on one connection.

    Attributes:
        connection: the number of the connection that carried it.
        retry: 0 for the first, then Slack's ``retry_attempt``.
        acked_on: the connection its acknowledgement came back on, None while there is none.
        lost: the connection dropped before it was acknowledged.
    """

    envelope_id: str
    connection: int
    retry: int
    sent_at: float
    entry: int
    acked_at: float | None = None
    acked_on: int | None = None
    lost: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """A payload for the app.

    Attributes:
        about: the ts of the message an event is about, the action id of a click, the name of a command.
        attempts: every time it was sent, in order.
        outcome: how it stands.
        answer: what the app sent back with its acknowledgement.
        then: called once it is settled.
    """

    kind: EnvelopeKind
    payload: Json
    accepts_payload: bool = False
    about: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    outcome: Outcome = "waiting"
    answer: Json = field(default_factory=dict)
    then: Callable[["Delivery"], None] = lambda _delivery: None

    @property
    def event_id(self) -> str:
        """The event's id; empty for commands and interactions, which have none."""
        return str(self.payload.get("event_id", ""))

    @property
    def event(self) -> Json:
        """The event; empty for commands and interactions."""
        event: Json = self.payload.get("event", {})
        return event

    @property
    def acked(self) -> bool:
        """Whether any attempt was acknowledged."""
        return any(attempt.acked_at is not None for attempt in self.attempts)

    @property
    def acked_on(self) -> tuple[int, ...]:
        """The connections its acknowledgements came back on."""
        return tuple(a.acked_on for a in self.attempts if a.acked_on is not None)

    @property
    def is_stranded(self) -> bool:
        """An event that no connection carries now."""
        carried = bool(self.attempts) and not self.attempts[-1].lost
        return self.kind == "events_api" and not self.settled and not carried

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.outcome != "waiting"


@dataclass(frozen=True, slots=True)
class Ack:
    """One acknowledgement as it came in.

    Attributes:
        kind: ``matched`` settled its delivery; ``late`` came after Slack had told the person it failed; ``repeated``
            came a second time; ``misdirected`` came on another connection while that is not allowed; ``unknown``
            names an envelope that was never sent.
    """

    envelope_id: str
    connection: int
    at: float
    kind: AckKind
    payload: Json
