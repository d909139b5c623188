"""The unmodified bot against the local Slack: what it counts, times and traces while people ask."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.app import open_http_server, web_client
from bot.inquiry import Inquiry, Surface
from bot.jobs import LONG, count_unanswered
from bot.monitoring.logs import JsonLines
from bot.monitoring.telemetry import Telemetry, spans_of
from bot.settings.http import HttpSettings
from bot.settings.secret import Secret
from bot.store.sql import MemoryStore
from localslack import LocalSlack, ServerFault
from tests.journeys.harness import ALICE, PROXIES, QUESTION, RIGHT, DownStore, Journey, bot_on, journey, seed

MONITORING = (Path(__file__).parents[3] / "docs/monitoring.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@dataclass(frozen=True, slots=True)
class Watched:
    """A journey, with what the bot on it tells."""

    trip: Journey
    telemetry: Telemetry

    def count(self, name: str, **labels: str) -> float:
        return self.telemetry.metrics.registry.get_sample_value(name, labels) or 0.0


@asynccontextmanager
async def watched(telemetry: Telemetry | None = None, **options: object) -> AsyncIterator[Watched]:
    telemetry = telemetry or Telemetry()
    async with journey(telemetry=telemetry, **options) as trip:  # type: ignore[arg-type]
        yield Watched(trip, telemetry)


async def test_a_question_is_counted_by_its_door_and_what_became_of_it_and_timed() -> None:
    async with watched() as seen:
        await seen.trip.mention(f"@whoask {QUESTION}")
        await seen.trip.ask("zzzz qqqq")
        await seen.trip.quiet()

        assert seen.count("whoask_questions_total", door="mention", outcome="found") == 1
        assert seen.count("whoask_questions_total", door="command", outcome="nobody") == 1
        assert seen.count("whoask_destinations_total", destination=RIGHT) == 1
        for surface in ("mention", "command"):
            assert seen.count("whoask_acknowledge_seconds_count", door=surface) == 1
            assert 0 < seen.count("whoask_acknowledge_seconds_sum", door=surface) < 3
            assert seen.count("whoask_answer_seconds_count", door=surface) == 1
            assert 0 < seen.count("whoask_answer_seconds_sum", door=surface) < 3


async def test_what_is_no_question_is_acknowledged_under_no_door() -> None:
    async with watched() as seen:
        await seen.trip.slack.open_home(ALICE)
        await seen.trip.quiet()
        assert seen.count("whoask_acknowledge_seconds_count", door="none") == 1


async def test_a_delivery_that_comes_twice_is_a_duplicate_and_one_question() -> None:
    async with watched() as seen:
        seen.trip.slack.faults.duplicate_events(1, fresh_event_id=True)
        await seen.trip.mention(f"@whoask {QUESTION}")
        await seen.trip.quiet()
        assert seen.count("whoask_duplicates_total", door="mention") == 1
        assert seen.count("whoask_questions_total", door="mention", outcome="found") == 1


async def test_a_store_that_is_down_is_missed_and_the_question_still_counts() -> None:
    async with watched(store=DownStore(retention=timedelta())) as seen:
        await seen.trip.dm(QUESTION)
        await seen.trip.quiet()
        assert seen.count("whoask_store_misses_total") == 1
        assert seen.count("whoask_questions_total", door="direct-message", outcome="found") == 1


async def test_what_slack_does_not_take_is_an_error_and_what_is_sent_again_a_retry() -> None:
    async with watched() as seen:
        seen.trip.slack.faults.next("chat.postMessage", ServerFault())
        await seen.trip.dm(QUESTION)
        await seen.trip.quiet()
        assert seen.count("whoask_slack_errors_total", error="http_500") == 1
        assert seen.count("whoask_retries_total", kind="failed") == 1


@asynccontextmanager
async def traced(**options: object) -> AsyncIterator[tuple[Watched, InMemorySpanExporter]]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    async with watched(Telemetry(span=spans_of(provider)), **options) as seen:
        yield seen, exporter
    await asyncio.to_thread(provider.shutdown)


async def test_the_spans_of_a_question_are_one_trace_without_words_or_names() -> None:
    async with traced() as (seen, exporter):
        await seen.trip.mention(f"@whoask {QUESTION}")
        await seen.trip.quiet()

    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert spans.keys() >= {"delivery", "claim", "route", "render", "send"}
    assert len({span.context.trace_id for span in spans.values() if span.context}) == 1
    told = "".join(span.to_json() for span in spans.values())
    assert '"whoask.door": "mention"' in told
    assert '"whoask.outcome": "found"' in told
    assert not {word for word in ("certificate", "alice") if word in told.casefold()}
    assert f'"{ALICE}"' not in told


async def test_the_spans_have_the_attributes_that_the_guide_names() -> None:
    store = MemoryStore(retention=timedelta())
    past = datetime.now(UTC) - timedelta(minutes=1)
    async with traced(store=store) as (seen, exporter):
        await seen.trip.mention(f"@whoask {QUESTION}")
        asked = Inquiry("k", Surface.DIRECT_MESSAGE, QUESTION, ALICE, "T0SANDBOX", seen.trip.slack.dm(ALICE), past)
        await store.claim(inquiry=asked, lease_until=past)
        assert await seen.trip.bot.recovery.look() == 1
        await seen.trip.quiet()

    table = MONITORING.partition("| span | covers | attributes |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \|.*\|([^|]*)\|$", table, re.MULTILINE)
    named = {span: set(re.findall(r"`(whoask\.\w+)`", attributes)) for span, attributes in rows}
    assert named == {span.name: set(span.attributes or ()) for span in exporter.get_finished_spans()}


async def test_a_line_of_the_log_about_a_question_carries_its_ids_and_nothing_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with watched(store=DownStore(retention=timedelta())) as seen:
        await seen.trip.dm(QUESTION)
        await seen.trip.quiet()
        channel = seen.trip.slack.dm(ALICE)
    [record] = [record for record in caplog.records if "answering from memory" in record.message]
    line = json.loads(JsonLines().format(record))
    assert (line["door"], line["channel"], line["user"]) == ("direct-message", channel, ALICE)
    assert channel in line["key"]
    assert line.keys() == {"time", "level", "logger", "message", "key", "door", "workspace", "channel", "user"}


async def test_a_question_that_was_left_behind_counts_as_waiting_and_then_as_taken_on() -> None:
    store = MemoryStore(retention=timedelta())
    past = datetime.now(UTC) - timedelta(minutes=1)
    async with watched(store=store) as seen:
        asked = Inquiry("k", Surface.DIRECT_MESSAGE, QUESTION, ALICE, "T0SANDBOX", seen.trip.slack.dm(ALICE), past)
        await store.claim(inquiry=asked, lease_until=past)
        count = count_unanswered(store, seen.telemetry.metrics, lambda: datetime.now(UTC) + LONG)
        await count()
        assert seen.count("whoask_unanswered") == 1
        assert await seen.trip.bot.recovery.look() == 1
        await seen.trip.quiet()
        await count()

        assert seen.count("whoask_unanswered") == 0
        assert seen.count("whoask_taken_over_total") == 1
        assert seen.count("whoask_questions_total", door="direct-message", outcome="found") == 1
        assert seen.count("whoask_answer_seconds_sum", door="direct-message") >= 60


async def test_over_http_the_same_is_counted_and_timed() -> None:
    store = MemoryStore(retention=timedelta())
    async with LocalSlack.start(seed()) as slack:
        bot = bot_on(web_client(slack.bot_token, base_url=slack.api_url), store)
        listening = await open_http_server(bot, HttpSettings(Secret(slack.seed.app.signing_secret), port=0))
        await slack.http.use(f"http://127.0.0.1:{listening.port}/slack/events")
        said = await slack.say(ALICE, slack.dm(ALICE), QUESTION)
        await slack.wait_for(lambda: [m for m in slack.messages(said.channel) if m.bot_id])
        await listening.stop()
    await store.close()
    registry = bot.telemetry.metrics.registry
    for name in ("whoask_acknowledge_seconds_count", "whoask_answer_seconds_count"):
        assert registry.get_sample_value(name, {"door": "direct-message"}) == 1
