"""What the bot's parts tell of themselves, handed to them as one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.inquiry import Inquiry
from bot.monitor.metrics import NO_DOOR, Metrics
from bot.monitor.tracing import Span, no_span
from bot.slack.observer import Observer


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Counters and spans. By default the counters are there for whoever asks, and spans go nowhere."""

    metrics: Metrics = field(default_factory=Metrics)
    span: Span = no_span

    @property
    def observer(self) -> Observer:
        """For whoever calls Slack."""
        metrics = self.metrics
        return Observer(
            failed=lambda _, code: metrics.slack_error(code),
            retried=lambda _, kind: metrics.retried(kind),
            circuit=lambda whose, is_open: metrics.circuit(whose, is_open=is_open),
        )

    @contextmanager
    def delivery(self, context: Mapping[str, Any], *, since: float | None = None) -> Iterator[Callable[[], None]]:
        """Trace a delivery of Slack's; gives what to call once it is acknowledged, which is then timed.

        `context` is the request's, in which the intake puts the inquiry. `since` is when it arrived, on the clock of
        `time.monotonic`, which is the event loop's as well; by default it is now.
        """
        began = time.monotonic() if since is None else since
        with self.span("delivery") as note:

            def acknowledged() -> None:
                inquiry: Inquiry | None = context.get("inquiry")
                door = inquiry.door if inquiry else NO_DOOR
                note(door=str(door))
                self.metrics.acknowledged(door, time.monotonic() - began)

            yield acknowledged
