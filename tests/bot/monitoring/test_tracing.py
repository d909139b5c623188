from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.monitoring.telemetry import Span, no_span, spans_of

WORDS = "who looks after my salary?"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def span(exporter: InMemorySpanExporter) -> Iterator[Span]:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield spans_of(provider)
    provider.shutdown()


def named(exporter: InMemorySpanExporter, name: str) -> ReadableSpan:
    return next(span for span in exporter.get_finished_spans() if span.name == name)


def test_a_span_has_what_is_known_before_and_after(span: Span, exporter: InMemorySpanExporter) -> None:
    with span("route", door="mention") as note:
        note(outcome="found", places=2)
    attributes = named(exporter, "route").attributes
    assert attributes == {"whoask.door": "mention", "whoask.outcome": "found", "whoask.places": 2}


async def test_what_a_task_does_within_a_span_is_its_child(span: Span, exporter: InMemorySpanExporter) -> None:
    async def serve() -> None:
        with span("send"):
            await asyncio.sleep(0)

    with span("question"):
        serving = asyncio.create_task(serve())
    await serving  # the question was acknowledged before its answer was sent
    question, send = named(exporter, "question"), named(exporter, "send")
    assert question.context
    assert send.parent
    assert send.parent.span_id == question.context.span_id


def test_an_error_is_named_by_its_type_and_its_words_stay_out(span: Span, exporter: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="salary"), span("route"):
        raise ValueError(WORDS)
    route = named(exporter, "route")
    assert route.attributes == {"error.type": "ValueError"}
    assert WORDS not in route.to_json()


def test_without_traces_a_span_does_nothing_and_costs_no_object() -> None:
    with no_span("route", door="mention") as note:
        note(outcome="found")
    assert no_span("route") is no_span("send")
    with pytest.raises(ValueError, match="salary"), no_span("route"):
        raise ValueError(WORDS)


def run(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**environ}, timeout=30
    )


def test_nothing_of_opentelemetry_is_imported_where_nobody_wants_traces() -> None:
    code = """
import sys
import bot.app, bot.run
from bot.monitoring.telemetry import tracing
with tracing(wanted=False) as span, span("question"):
    pass
print(*sorted(sys.modules))
"""
    loaded = run(code).stdout.split()
    assert "bot.monitoring.telemetry" in loaded
    assert not [module for module in loaded if module.startswith("opentelemetry")]


def test_where_it_is_wanted_but_not_installed_one_line_says_so_and_the_bot_goes_on() -> None:
    code = """
import sys
sys.modules["opentelemetry"] = None  # as if it were not there
from bot.monitoring.telemetry import no_span, tracing
with tracing(wanted=True) as span:
    print(span is no_span)
"""
    done = run(code, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1")
    assert done.stdout == "True\n"
    assert done.stderr.startswith("OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed")


def test_spans_go_to_the_endpoint_by_the_name_of_the_service() -> None:
    code = """
import http.server, os, threading
from bot.monitoring.telemetry import tracing

class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        print(self.path, self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass

server = http.server.HTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://127.0.0.1:{server.server_port}"
with tracing(wanted=True) as span, span("question", door="mention"):
    pass
"""
    sent = run(code).stdout
    assert sent.startswith("/v1/traces ")
    for word in ("service.name", "whoask", "question", "whoask.door", "mention"):
        assert word in sent
    assert "unknown_service" not in sent


def test_a_collector_that_hangs_does_not_hold_up_the_end() -> None:
    code = """
import os, socket, time
from bot.monitoring import telemetry as tracing
tracing.FLUSH_SECONDS = 0.2
server = socket.create_server(("127.0.0.1", 0))  # takes connections, and never answers
os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://127.0.0.1:{server.getsockname()[1]}"
with tracing.tracing(wanted=True) as span, span("question"):
    pass
    began = time.monotonic()
print(time.monotonic() - began < 2.0)
"""
    assert run(code).stdout == "True\n"
