"""What the bot's parts tell of themselves, handed to them as one.

Who is told how it goes with Slack: metrics, where an operator wants them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.inquiry import Inquiry
from bot.monitoring.metrics import NO_SURFACE, Metrics
from bot.monitoring.tracing import Span, no_span


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
                surface = inquiry.surface if inquiry else NO_SURFACE
                note(door=str(surface))
                self.metrics.acknowledged(surface, time.monotonic() - began)

            yield acknowledged


@dataclass(frozen=True, slots=True)
class Observer:
    """Called as it happens, on the event loop: must be quick and must not raise.

    `failed(method, code)`: a call that Slack did not take, with its word for why, the name of the network's error, or
    `circuit_open`; what is left alone for lack of a scope (call_policy.py) is no call. The method is Slack's name,
    or `response_url`. `retried(method, kind)`: a call is made again; `kind` is `limited` after a 429, else `failed`.
    `circuit(whose, is_open)`: a circuit opens or closes; `whose` is `slack` for all of it, or `workspace` for one whose
    token is refused.
    """

    failed: Callable[[str, str], object] = lambda _method, _code: None
    retried: Callable[[str, str], object] = lambda _method, _kind: None
    circuit: Callable[[str, bool], object] = lambda _whose, _is_open: None


NOBODY = Observer()
