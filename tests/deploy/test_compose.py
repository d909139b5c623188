"""The compose file: right by the compose specification, and right by what docs/operations.md promises of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.app import CONNECTIONS
from bot.run import FINISH_SECONDS
from localslack.socket_mode import MAX_CONNECTIONS
from tests.deploy.manifests import COMPOSE, Object, compose

SERVICES: dict[str, Object] = compose()["services"]
WHOASK, UPGRADE, POSTGRES = (SERVICES[name] for name in ("whoask", "upgrade", "postgres"))


def check(path: Path) -> subprocess.CompletedProcess[str]:
    """By the schema that check-jsonschema brings with it: nothing is fetched."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own file


def test_it_keeps_to_the_compose_specification() -> None:
    checked = check(COMPOSE)
    assert not checked.returncode, checked.stdout


def test_the_schema_check_sees_a_key_that_compose_does_not_have(tmp_path: Path) -> None:
    """Else the test above could not fail."""
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(COMPOSE.read_text(encoding="utf-8").replace("restart:", "restarts:"), encoding="utf-8")
    assert check(wrong).returncode == 1


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_no_rights_and_a_read_only_file_system(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["user"].startswith(("0", "root"))
    assert not service.get("privileged")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_keeps_its_log_small_and_names_its_version(name: str) -> None:
    assert SERVICES[name]["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+(\.\d+)?", SERVICES[name]["image"])


def test_two_replicas_wait_for_the_schema_which_waits_for_postgres() -> None:
    assert WHOASK["deploy"]["replicas"] == 2
    assert WHOASK["depends_on"]["upgrade"] == {"condition": "service_completed_successfully"}
    assert UPGRADE["command"] == ["whoask", "db", "upgrade"]
    assert UPGRADE["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert POSTGRES["healthcheck"]["test"][1] == "pg_isready"


def test_twice_the_replicas_still_fit_into_slacks_connections() -> None:
    """That is how they are replaced without a gap: docs/operations.md."""
    assert 2 * WHOASK["deploy"]["replicas"] * CONNECTIONS <= MAX_CONNECTIONS


def test_a_stopping_replica_has_time_to_finish_what_is_under_way() -> None:
    assert int(WHOASK["stop_grace_period"].removesuffix("s")) > FINISH_SECONDS


def test_every_secret_comes_from_a_file_outside_git() -> None:
    secrets = compose()["secrets"]
    ignored = (COMPOSE.parents[1] / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {secret["file"] for secret in secrets.values()} == {f"./secrets/{name}" for name in secrets}
    assert "deploy/secrets/" in ignored
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"TOKEN|SECRET|KEY|PASSWORD|STORE", name):
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_the_database_is_on_the_inner_network_alone() -> None:
    assert POSTGRES["networks"] == ["inside"]
    assert compose()["networks"]["inside"]["internal"] is True
    assert "ports" not in POSTGRES
    assert "ports" not in WHOASK


def test_limits_stand_in_one_place() -> None:
    """Docker Compose refuses `pids_limit` beside `deploy.resources.limits`, which the schema does not know."""
    for service in SERVICES.values():
        assert "deploy" not in service or not {"pids_limit", "mem_limit", "cpus"} & service.keys()


def test_what_is_published_is_published_to_this_machine_alone() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published.keys() == {"prometheus", "grafana"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_every_file_that_monitoring_mounts_is_there() -> None:
    mounts = [mount for name in ("prometheus", "grafana") for mount in SERVICES[name]["volumes"]]
    files = [mount.partition(":")[0] for mount in mounts if mount.startswith("./")]
    assert len(files) == 5
    assert [file for file in files if not (COMPOSE.parent / file).is_file()] == []


def test_prometheus_asks_every_replica_at_its_monitor_port() -> None:
    scrapes = yaml.safe_load((COMPOSE.parent / "monitoring/prometheus.yaml").read_text(encoding="utf-8"))
    [[found]] = [job["dns_sd_configs"] for job in scrapes["scrape_configs"]]
    assert found["names"] == ["whoask"]
    assert str(found["port"]) == WHOASK["environment"]["WHOASK_MONITOR_PORT"]
    shared = set(SERVICES["prometheus"]["networks"]) & set(WHOASK["networks"])
    assert shared == {"inside"}, "on two networks each replica would have two addresses, and count twice"


def test_nothing_but_the_state_and_the_temporary_folder_is_written() -> None:
    assert {path.partition(":")[0] for path in WHOASK["tmpfs"]} == {"/var/lib/whoask", "/tmp"}  # noqa: S108 - meant
    assert all(volume.endswith(":ro") for volume in WHOASK["volumes"])
