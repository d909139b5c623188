"""Telemetry: counters, and traces by OpenTelemetry where an operator wants them.

Without traces, nothing of OpenTelemetry is imported. A span holds ids and the registry's own words, never what people
typed: an error is named by its type alone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.inquiry import Inquiry
from bot.monitoring.metrics import NO_SURFACE, Metrics

SERVICE = "whoask"
# What has not been sent by then is lost: a collector that hangs must not hold up the end.
FLUSH_SECONDS = 2.0
MISSING = (
    "OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed, so there are no traces. "
    "Install whoask[tracing]."
)

Value = str | int | float | bool
# Adds to a span what is known only later.
Note = Callable[..., object]


class Span(Protocol):
    """Opens a span for the body of a `with`. Spans opened within it, also by tasks started there, are its children."""

    def __call__(self, name: str, /, **attributes: Value) -> AbstractContextManager[Note]:
        """Begin one. The attributes are kept under `whoask.`; the body can note more."""
        ...


# A note that goes nowhere: `dict` takes any names.
_NOTHING: AbstractContextManager[Note] = nullcontext(dict)


def no_span(_name: str, /, **_attributes: Value) -> AbstractContextManager[Note]:
    """The span where no traces are wanted."""
    return _NOTHING


@contextmanager
def tracing(*, wanted: bool) -> Iterator[Span]:
    """Send the spans of the body to where OpenTelemetry's own settings say, or nothing at all."""
    provider = _provider() if wanted else None
    if provider is None:
        yield no_span
        return
    try:
        yield spans_of(provider)
    finally:
        # OpenTelemetry's own deadline does not hold: github.com/open-telemetry/opentelemetry-python/issues/4568.
        ending = threading.Thread(target=provider.shutdown, name="last traces", daemon=True)
        ending.start()
        ending.join(FLUSH_SECONDS)


def spans_of(provider: TracerProvider) -> Span:
    """Spans by a provider of OpenTelemetry's."""
    tracer = provider.get_tracer(SERVICE)

    @contextmanager
    def span(name: str, /, **attributes: Value) -> Iterator[Note]:
        # OpenTelemetry would write down an exception's message, which may quote a question.
        with tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as current:

            def note(**more: Value) -> None:
                current.set_attributes({f"{SERVICE}.{key}": value for key, value in more.items()})

            note(**attributes)
            try:
                yield note
            except BaseException as error:
                current.set_attribute("error.type", type(error).__name__)
                raise

    return span


def _provider() -> TracerProvider | None:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - heavy
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        log.warning(MISSING)
        return None
    named = Resource({"service.name": SERVICE}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=named, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


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


if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Counters and spans. By default there are counters, and spans go nowhere."""

    metrics: Metrics = field(default_factory=Metrics)
    span: Span = no_span

    @property
    def observer(self) -> Observer:
        """The observer for calls to Slack."""
        metrics = self.metrics
        return Observer(
            failed=lambda _, code: metrics.slack_error(code),
            retried=lambda _, kind: metrics.retried(kind),
            circuit=lambda whose, is_open: metrics.circuit(whose, is_open=is_open),
        )

    @contextmanager
    def delivery(self, context: Mapping[str, Any], *, since: float | None = None) -> Iterator[Callable[[], None]]:
        """Trace a delivery of Slack's; gives what to call once it is acknowledged, which is then timed.

        `context` is the request's, in which ClaimMiddleware puts the inquiry. `since` is when it arrived, by
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
