from __future__ import annotations

import pytest

from bot.settings.environment import Environment
from bot.settings.settings import MonitorAddress, Settings, read_log_format, read_monitor, wants_traces
from routing.errors import SettingsError


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, None),
        ({"WHOASK_MONITOR_HOST": "0.0.0.0"}, None),  # noqa: S104
        ({"WHOASK_MONITOR_PORT": "9090"}, MonitorAddress("127.0.0.1", 9090)),
        ({"WHOASK_MONITOR_PORT": " 0 ", "WHOASK_MONITOR_HOST": "::"}, MonitorAddress("::", 0)),
        ({"WHOASK_MONITOR_PORT": "65535", "WHOASK_MONITOR_HOST": "localhost"}, MonitorAddress("localhost", 65535)),
    ],
)
def test_without_a_port_there_is_no_site_and_the_host_is_this_computer(
    environ: dict[str, str], address: MonitorAddress | None
) -> None:
    env = Environment(environ)
    assert read_monitor(env) == address
    assert not env.faults


@pytest.mark.parametrize("port", ["65536", "-1", "http", "٣", "99999999", "1.5"])
def test_a_port_that_is_none_is_a_fault(port: str) -> None:
    env = Environment({"WHOASK_MONITOR_PORT": port})
    read_monitor(env)
    assert len(env.faults) == 1
    assert env.faults[0].startswith("WHOASK_MONITOR_PORT is ")


@pytest.mark.parametrize("host", ["http://x", "a b", "x:1", "-x"])
def test_a_host_that_is_none_is_a_fault(host: str) -> None:
    env = Environment({"WHOASK_MONITOR_PORT": "1", "WHOASK_MONITOR_HOST": host})
    read_monitor(env)
    assert [fault[:19] for fault in env.faults] == ["WHOASK_MONITOR_HOST"]


@pytest.mark.parametrize(("said", "read"), [("", "text"), ("text", "text"), (" JSON", "json"), ("xml", "text")])
def test_the_log_is_text_or_json(said: str, read: str) -> None:
    env = Environment({"WHOASK_LOG_FORMAT": said})
    assert read_log_format(env) == read
    assert len(env.faults) == (said == "xml")


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "TRUE"}, False),
    ],
)
def test_traces_are_sent_where_opentelemetrys_own_settings_say_so(environ: dict[str, str], *, wanted: bool) -> None:
    assert wants_traces(Environment(environ)) is wanted


def test_they_are_part_of_the_settings_and_their_faults_are_told_with_the_others() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    ours = {"WHOASK_MONITOR_PORT": "9090", "WHOASK_LOG_FORMAT": "json", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}
    settings = Settings.from_env({**tokens, **ours})
    assert settings.monitor == MonitorAddress("127.0.0.1", 9090)
    assert (settings.log_format, settings.traces) == ("json", True)
    with pytest.raises(
        SettingsError, match=r"(?s)SLACK_BOT_TOKEN.*WHOASK_MONITOR_PORT is 'x'.*WHOASK_LOG_FORMAT is 'y'"
    ):
        Settings.from_env({"WHOASK_MONITOR_PORT": "x", "WHOASK_LOG_FORMAT": "y"})
