"""How the bot stands, as a monitor asks for it: whether to send it work, and the gauges that say why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.service.heartbeat import Heartbeat


@dataclass(frozen=True, slots=True)
class Standing:
    """How the bot is. `stopping` is true from the moment it takes no more questions until it is gone."""

    beat: Heartbeat
    stopping: bool

    @property
    def ready(self) -> bool:
        """Whether questions can come in.

        A store that is down or a registry that is bad is a warning: the bot answers all the same, and taking it out
        would leave fewer, or none, that do.
        """
        return not self.stopping and self.beat.sockets > 0

    def as_json(self, now: datetime) -> dict[str, Any]:
        """What /readyz says."""
        beat = self.beat
        age = (now - beat.registry_loaded_at).total_seconds()
        return {
            "ready": self.ready,
            "reason": self._reason(),
            "mode": "socket" if beat.port is None else "http",
            "connections": beat.sockets,
            "last_envelope_seconds": _tenths(beat.last_envelope_seconds),
            "store": beat.store,
            "registry": {
                "valid": beat.registry_valid,
                "version": beat.registry_version,
                "loaded_at": beat.registry_loaded_at.isoformat(timespec="seconds"),
                "age_seconds": round(age),
            },
        }

    def _reason(self) -> str:
        if self.stopping:
            return "whoask is stopping"
        if not self.ready:
            return "whoask is not connected to Slack"
        warnings = self.beat.warnings()
        return f"whoask answers, but {'; '.join(warnings)}" if warnings else "whoask answers"


class Gauges(Collector):
    """The same for Prometheus, read whenever it asks."""

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._standing = standing

    def describe(self) -> Iterator[Metric]:
        """The names, without asking the bot. https://prometheus.github.io/client_python/collector/custom/."""
        return self._families()

    def collect(self) -> Iterator[Metric]:
        """The values of now."""
        beat = self._standing().beat
        values = (
            float(beat.sockets),
            float(beat.store == "ok"),
            float(beat.registry_valid),
            beat.registry_loaded_at.timestamp(),
        )
        *plain, info = self._families()
        for family, value in zip(plain, values, strict=True):
            family.add_metric([], value)
            yield family
        info.add_metric([beat.registry_version], 1)
        yield info

    @staticmethod
    def _families() -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("whoask_connections", "Open connections to Slack; in HTTP mode 1 while it listens.")
        yield GaugeMetricFamily("whoask_store_up", "1 while the store takes questions.")
        yield GaugeMetricFamily("whoask_registry_valid", "1 while each newest registry file is the one in use.")
        yield GaugeMetricFamily("whoask_registry_loaded_timestamp_seconds", "When the registry in use was loaded.")
        yield GaugeMetricFamily(
            "whoask_registry_info", "The registry in use, by the first digits of its SHA-256.", labels=["version"]
        )


def _tenths(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
