"""What a bot exports, read from the code's own registry, and what an expression of Prometheus asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from bot.inquiry import Surface
from bot.monitoring.health import Gauges, HealthStatus
from bot.monitoring.heartbeat import Heartbeat
from bot.monitoring.metrics import Metrics

SELECTOR = re.compile(r"\b((?:whoask|process)_\w+)(?:\{([^}]*)\})?")


def told() -> Metrics:
    """Counters in which everything has happened once."""
    metrics = Metrics()
    beat = Heartbeat(1, datetime.now(UTC), 1, "ok", datetime.now(UTC), registry_valid=True, registry_version="1")
    metrics.registry.register(Gauges(lambda: HealthStatus(beat, stopping=False)))
    metrics.acknowledged(Surface.COMMAND, 0.1)
    metrics.answered(Surface.COMMAND, 0.1, outcome="found", destination="#dns")
    metrics.duplicate(Surface.COMMAND)
    metrics.retried("limited")
    metrics.slack_error("ratelimited")
    metrics.circuit("slack", is_open=True)
    return metrics


@cache
def names() -> dict[str, frozenset[str]]:
    """Every series by its name as Prometheus stores it, with its labels."""
    found: dict[str, frozenset[str]] = {}
    for family in told().registry.collect():
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, frozenset()) | frozenset(sample.labels)
    return found


def metrics_in(expression: str) -> set[str]:
    """The metrics that an expression asks for."""
    return {metric for metric, _ in SELECTOR.findall(expression)}


def labels_of(expression: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each metric of an expression, with the labels that its selector names."""
    for metric, selector in SELECTOR.findall(expression):
        yield metric, frozenset(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector))
