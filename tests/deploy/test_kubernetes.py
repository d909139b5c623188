"""The manifests: right by Kubernetes' own schemas, and right by what docs/operations.md promises of them.

No cluster is needed, and none was asked: what a cluster would make of them is not tested here.
"""

from __future__ import annotations

import re

import kubernetes_validate  # type: ignore[import-untyped]  # it ships no types
import pytest
import yaml

from bot.app import CONNECTIONS
from bot.run import FINISH_SECONDS
from localslack.socket_mode import MAX_CONNECTIONS
from routing.loading.loader import parse
from routing.registry.schema import Registry
from tests.deploy.manifests import KUBECTL, KUBERNETES, ROOT, Object, built, containers, objects, one, pods

BASE = objects("base")
WHOASK = one(BASE, "Deployment", "whoask")
POD = WHOASK["spec"]["template"]["spec"]
[BOT] = POD["containers"]
VERSIONS = ("1.33", "1.35", "1.37")
FOLDERS = ("base", "http")

needs_kubectl = pytest.mark.skipif(not KUBECTL, reason="kubectl puts the variants together")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("item", BASE, ids=lambda item: f"{item['kind']}-{item['metadata']['name']}")
def test_every_object_keeps_to_the_schema_of_kubernetes(item: Object, version: str) -> None:
    kubernetes_validate.validate(item, version, strict=True)


@needs_kubectl
@pytest.mark.parametrize("folder", FOLDERS)
def test_what_kustomize_makes_of_them_keeps_to_it_too(folder: str) -> None:
    for item in built(folder):
        kubernetes_validate.validate(item, VERSIONS[-1], strict=True)


def test_the_schema_check_sees_a_field_that_kubernetes_does_not_have() -> None:
    """Else the tests above could not fail."""
    wrong = {**WHOASK, "spec": {**WHOASK["spec"], "replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError, match="replica"):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_of_a_folder_is_used(folder: str) -> None:
    used = yaml.safe_load((KUBERNETES / folder / "kustomization.yaml").read_text(encoding="utf-8"))
    named = {
        *used["resources"],
        *(patch["path"] for patch in used.get("patches", ())),
        *(file for made in used.get("configMapGenerator", ()) for file in made["files"]),
    }
    there = {path.name for path in (KUBERNETES / folder).iterdir()} - {"kustomization.yaml"}
    assert there == named - {"../base"}


def test_two_replicas_are_replaced_one_after_the_other_and_never_fewer() -> None:
    assert WHOASK["spec"]["replicas"] == 2
    assert WHOASK["spec"]["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1},
    }
    assert one(BASE, "PodDisruptionBudget", "whoask")["spec"]["maxUnavailable"] == 1


def test_a_rolling_deploy_opens_no_more_connections_than_slack_allows() -> None:
    surge = WHOASK["spec"]["strategy"]["rollingUpdate"]["maxSurge"]
    at_most = MAX_CONNECTIONS // CONNECTIONS - surge
    # One more, because Kubernetes does not count a replica that is still stopping.
    opened = CONNECTIONS * (WHOASK["spec"]["replicas"] + surge)
    assert opened + CONNECTIONS <= MAX_CONNECTIONS
    guide = " ".join((ROOT / "docs/operations.md").read_text(encoding="utf-8").split())
    assert f"With 2 replicas and 1 surge that is {opened} connections" in guide
    assert f"at most {at_most} replicas and 1 surge" in guide


def test_a_stopping_replica_has_time_to_finish_what_is_under_way() -> None:
    patch = one(objects("http"), "Deployment", "whoask")
    [changed] = patch["spec"]["template"]["spec"]["containers"]
    wait = changed["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert POD["terminationGracePeriodSeconds"] == 30
    assert wait + FINISH_SECONDS < POD["terminationGracePeriodSeconds"]


def test_replicas_keep_apart() -> None:
    assert {spread["topologyKey"] for spread in POD["topologySpreadConstraints"]} == {
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
    }


def test_probes_ask_the_monitor_port() -> None:
    ports = {port["name"]: port["containerPort"] for port in BOT["ports"]}
    settings = {setting["name"]: setting["value"] for setting in BOT["env"]}
    asked = {name: BOT[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {name: probe["path"] for name, probe in asked.items()} == {
        "startupProbe": "/healthz",
        "livenessProbe": "/healthz",
        "readinessProbe": "/readyz",
    }
    assert {probe["port"] for probe in asked.values()} == {"monitor"}
    assert settings["WHOASK_MONITOR_PORT"] == str(ports["monitor"])
    assert settings["WHOASK_MONITOR_HOST"] == "0.0.0.0"  # noqa: S104 - the probes come from the node


@pytest.mark.parametrize("pod", [*pods(BASE)], ids=lambda pod: pod["containers"][0]["name"])
def test_every_pod_runs_as_nobody_special(pod: Object) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in (*pod.get("initContainers", ()), *pod["containers"]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_the_bot_is_the_user_of_the_image() -> None:
    assert POD["securityContext"]["runAsUser"] == POD["securityContext"]["fsGroup"] == 10001
    assert re.search(r"^USER 10001:10001$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("container", [*containers(BASE)], ids=lambda container: container["name"])
def test_every_container_says_what_it_needs_and_which_image(container: Object) -> None:
    assert set(container["resources"]["requests"]) == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]
    assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?", container["image"])


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_secret_stands_in_a_manifest(folder: str) -> None:
    """They are files that a Secret mounts, and the Secrets themselves are not ours to write down."""
    assert "Secret" not in {item["kind"] for item in objects(folder)}
    for container in containers(objects(folder)):
        for setting in container["env"]:
            assert "valueFrom" not in setting
            if re.search(r"TOKEN|SECRET|KEY|PASSWORD|STORE", setting["name"]):
                assert setting["name"].endswith("_FILE")
                assert setting.get("$patch") == "delete" or setting["value"].startswith("/run/secrets/")


def test_nothing_but_the_state_and_the_temporary_folder_is_written() -> None:
    written = {mount["mountPath"] for mount in BOT["volumeMounts"] if not mount.get("readOnly")}
    assert written == {"/var/lib/whoask", "/tmp"}  # noqa: S108 - that folder is what is meant


def test_the_registry_follows_its_config_map() -> None:
    """Kubernetes never renews a mounted subPath, and a name with a hash would restart every replica."""
    assert all("subPath" not in mount for mount in BOT["volumeMounts"])
    used = yaml.safe_load((KUBERNETES / "base/kustomization.yaml").read_text(encoding="utf-8"))
    assert used["generatorOptions"]["disableNameSuffixHash"] is True


def test_the_example_registry_is_one() -> None:
    path = KUBERNETES / "base/teams.yaml"
    assert isinstance(parse(path.read_bytes(), str(path)), Registry)


def test_the_schema_is_upgraded_before_a_replica_starts() -> None:
    [upgrade] = POD["initContainers"]
    assert upgrade["args"] == ["whoask", "db", "upgrade"]
    assert upgrade["image"] == BOT["image"]


def test_only_the_bot_reaches_the_database() -> None:
    [rule] = one(BASE, "NetworkPolicy", "whoask-postgres")["spec"]["ingress"]
    assert rule["from"] == [{"podSelector": {"matchLabels": WHOASK["spec"]["selector"]["matchLabels"]}}]


@needs_kubectl
def test_http_mode_needs_a_signing_secret_and_no_app_token() -> None:
    [bot] = one(built("http"), "Deployment", "whoask")["spec"]["template"]["spec"]["containers"]
    names = {setting["name"] for setting in bot["env"]}
    assert bot["args"] == ["whoask", "run", "--http"]
    assert "SLACK_SIGNING_SECRET_FILE" in names
    assert "SLACK_APP_TOKEN_FILE" not in names
    assert {port["name"] for port in bot["ports"]} == {"http", "monitor"}


def test_what_stands_in_front_limits_each_address_and_writes_no_code_of_an_installation_down() -> None:
    """Both as docs/http.md asks, and with the figures of its example."""
    annotations = one(objects("http"), "Ingress", "whoask")["metadata"]["annotations"]
    asked = {name.removeprefix("nginx.ingress.kubernetes.io/"): value for name, value in annotations.items()}
    guide = (ROOT / "docs/http.md").read_text(encoding="utf-8")
    assert f"rate={asked['limit-rps']}r/s" in guide
    assert f"burst={int(asked['limit-rps']) * int(asked['limit-burst-multiplier'])};" in guide
    assert f"client_max_body_size {asked['proxy-body-size']};" in guide
    assert asked["enable-access-log"] == "false"


def test_only_slacks_paths_come_in_from_outside() -> None:
    [rule] = one(objects("http"), "Ingress", "whoask")["spec"]["rules"]
    assert [path["path"] for path in rule["http"]["paths"]] == ["/slack/"]
