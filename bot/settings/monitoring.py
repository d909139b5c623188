"""The settings of monitoring. A fault is added to `faults`, like those of bot/settings/environment.py."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LogFormat = Literal["text", "json"]
LOCAL = "127.0.0.1"
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class MonitorAddress:
    """Where /healthz, /readyz and /metrics are served. Port 0 is any free one."""

    host: str = LOCAL
    port: int = 0


def read_monitor(environ: Mapping[str, str], faults: list[str]) -> MonitorAddress | None:
    """The address to listen at; null where no port is set."""
    port = environ.get("WHOASK_MONITOR_PORT", "").strip()
    host = environ.get("WHOASK_MONITOR_HOST", "").strip() or LOCAL
    if not _is_host(host):
        faults.append(f"WHOASK_MONITOR_HOST is {host[:40]!r}: write an address such as 127.0.0.1 or 0.0.0.0.")
    if not port:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > HIGHEST_PORT:
        faults.append(f"WHOASK_MONITOR_PORT is {port[:20]!r}: write a port from 1 to {HIGHEST_PORT}, 0 for any.")
        return None
    return MonitorAddress(host, int(port))


def read_log_format(environ: Mapping[str, str], faults: list[str]) -> LogFormat:
    """How the log is written."""
    match environ.get("WHOASK_LOG_FORMAT", "").strip().lower():
        case "" | "text":
            return "text"
        case "json":
            return "json"
        case other:
            faults.append(f"WHOASK_LOG_FORMAT is {other[:20]!r}: write text or json.")
            return "text"


def wants_traces(environ: Mapping[str, str]) -> bool:
    """Whether traces are to be sent: OpenTelemetry's own settings say where.

    https://opentelemetry.io/docs/specs/otel/protocol/exporter/ and the general switch on
    https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
    """
    named = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    off = environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    return not off and any(environ.get(name, "").strip() for name in named)


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252})", host) is not None
    return True
