"""The files of `deploy/` for the tests: compose, and Kubernetes as it stands and as kustomize puts it together."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "deploy/compose.yaml"
KUBERNETES = ROOT / "deploy/kubernetes"
KUBECTL = shutil.which("kubectl")

Object = dict[str, Any]


@cache
def compose() -> Object:
    """The compose file, with its anchors resolved."""
    found: Object = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


@cache
def objects(folder: str) -> tuple[Object, ...]:
    """Every Kubernetes object in a folder's files. What kustomize alone reads is left out."""
    paths = [path for path in sorted((KUBERNETES / folder).glob("*.yaml")) if path.name != "teams.yaml"]
    found = [found for path in paths for found in yaml.safe_load_all(path.read_text(encoding="utf-8"))]
    return tuple(found for found in found if found["kind"] != "Kustomization")


@cache
def built(folder: str) -> tuple[Object, ...]:
    """The objects that `kubectl kustomize` makes of a folder, which needs no cluster."""
    assert KUBECTL
    command = [KUBECTL, "kustomize", str(KUBERNETES / folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own folder
    assert not made.returncode, made.stderr
    return tuple(yaml.safe_load_all(made.stdout))


def one(found: tuple[Object, ...], kind: str, name: str) -> Object:
    """The object of a kind and name."""
    [match] = [item for item in found if item["kind"] == kind and item["metadata"]["name"] == name]
    return match


def pods(found: tuple[Object, ...]) -> Iterator[Object]:
    """The pod templates' specs."""
    for item in found:
        if item["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield item["spec"]["template"]["spec"]


def containers(found: tuple[Object, ...]) -> Iterator[Object]:
    """Every container, those that run before the others too."""
    for pod in pods(found):
        yield from (*pod.get("initContainers", ()), *pod["containers"])
