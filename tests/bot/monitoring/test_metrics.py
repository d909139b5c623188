from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.monitoring import metrics as module
from bot.monitoring.metrics import ACKNOWLEDGE_BUCKETS, Metrics
from bot.monitoring.telemetry import Telemetry


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_an_answer_counts_by_door_outcome_and_destination_and_is_timed(metrics: Metrics) -> None:
    metrics.answered("mention", 0.2, outcome="found", destination="#dns")
    metrics.answered("mention", 0.3, outcome="nobody")
    assert value(metrics, "whoask_questions_total", door="mention", outcome="found") == 1
    assert value(metrics, "whoask_questions_total", door="mention", outcome="nobody") == 1
    assert value(metrics, "whoask_destinations_total", destination="#dns") == 1
    assert value(metrics, "whoask_answer_seconds_count", door="mention") == 2
    assert value(metrics, "whoask_answer_seconds_bucket", door="mention", le="0.25") == 1


def test_a_question_that_ends_without_an_answer_counts_but_is_not_timed(metrics: Metrics) -> None:
    metrics.ended("command", "too-many")
    assert value(metrics, "whoask_questions_total", door="command", outcome="too-many") == 1
    assert value(metrics, "whoask_answer_seconds_count", door="command") is None


def test_acknowledgements_after_three_seconds_can_be_counted(metrics: Metrics) -> None:
    assert 3.0 in ACKNOWLEDGE_BUCKETS
    metrics.acknowledged("command", 2.9)
    metrics.acknowledged("command", 3.1)
    assert value(metrics, "whoask_acknowledge_seconds_bucket", door="command", le="3.0") == 1
    assert value(metrics, "whoask_acknowledge_seconds_count", door="command") == 2


def test_a_clock_that_was_set_back_counts_as_no_time_at_all(metrics: Metrics) -> None:
    metrics.answered("command", -5.0, outcome="found")
    assert value(metrics, "whoask_answer_seconds_sum", door="command") == 0


@pytest.mark.parametrize(
    ("tell", "name", "labels", "counted"),
    [
        (lambda m: m.duplicate("mention"), "whoask_duplicates_total", {"door": "mention"}, 1),
        (lambda m: m.retried("limited"), "whoask_retries_total", {"kind": "limited"}, 1),
        (lambda m: m.slack_error("is_archived"), "whoask_slack_errors_total", {"error": "is_archived"}, 1),
        (lambda m: m.slack_error("who owns payroll?"), "whoask_slack_errors_total", {"error": "other"}, 1),
        (lambda m: m.store_missed(), "whoask_store_misses_total", {}, 1),
        (lambda m: m.taken_over(3), "whoask_taken_over_total", {}, 3),
        (lambda m: m.unanswered(4), "whoask_unanswered", {}, 4),
        (lambda m: m.circuit("slack", is_open=True), "whoask_circuit_open", {"circuit": "slack"}, 1),
        (lambda m: m.circuit("slack", is_open=False), "whoask_circuit_open", {"circuit": "slack"}, 0),
    ],
)
def test_each_event_has_its_counter(
    metrics: Metrics, tell: Callable[[Metrics], None], name: str, labels: dict[str, str], counted: float
) -> None:
    tell(metrics)
    assert value(metrics, name, **labels) == counted


def test_workspaces_that_refuse_us_are_counted_each(metrics: Metrics) -> None:
    for is_open, counted in ((True, 1), (True, 2), (False, 1), (False, 0), (False, 0), (True, 1)):
        metrics.circuit("workspace", is_open=is_open)
        assert value(metrics, "whoask_circuit_open", circuit="workspace") == counted
    assert value(metrics, "whoask_circuit_open", circuit="slack") == 0


def test_two_bots_in_one_process_do_not_mix() -> None:
    first, second = Metrics(), Metrics()
    first.store_missed()
    assert value(second, "whoask_store_misses_total") == 0


def test_there_are_only_so_many_destinations(metrics: Metrics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DESTINATIONS", 2)
    metrics = Metrics()
    for number in range(5):
        metrics.answered("form", 0.1, outcome="found", destination=f"#{number}")
    assert value(metrics, "whoask_destinations_total", destination="#1") == 1
    assert value(metrics, "whoask_destinations_total", destination="other") == 3


def test_whoever_calls_slack_is_heard_by_an_observer() -> None:
    telemetry = Telemetry()
    telemetry.observer.failed("chat.postMessage", "ClientConnectorError")
    telemetry.observer.retried("chat.postMessage", "failed")
    telemetry.observer.circuit("slack", True)  # noqa: FBT003
    assert value(telemetry.metrics, "whoask_slack_errors_total", error="network") == 1
    assert value(telemetry.metrics, "whoask_retries_total", kind="failed") == 1
    assert value(telemetry.metrics, "whoask_circuit_open", circuit="slack") == 1
