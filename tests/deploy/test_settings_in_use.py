"""Every variable that the deployments set is one that whoask reads, and stands in the guide's table."""

from __future__ import annotations

import re

from tests.deploy.manifests import ROOT, compose, containers, objects
from tests.deploy.settings_read import settings_read

OURS = re.compile(r"(?:WHOASK|SLACK)_[A-Z_]*[A-Z]")


def deployed() -> set[str]:
    services = compose()["services"].values()
    by_compose = {name for service in services for name in service.get("environment", ())}
    by_kubernetes = {
        setting["name"]
        for folder in ("base", "http")
        for container in containers(objects(folder))
        for setting in container["env"]
    }
    by_image = set(OURS.findall((ROOT / "Dockerfile").read_text(encoding="utf-8")))
    return {name for name in by_compose | by_kubernetes | by_image if OURS.fullmatch(name)}


def test_every_variable_that_is_set_is_read() -> None:
    assert deployed() - settings_read() == set()


def test_every_variable_that_is_set_is_explained() -> None:
    guide = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert {name for name in deployed() if f"`{name}`" not in guide} == set()


def test_every_variable_that_a_document_names_is_read() -> None:
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    named = {name for path in documents for name in OURS.findall(path.read_text(encoding="utf-8"))}
    # A setting of the tests, which no operator sets.
    assert named - settings_read() - {"WHOASK_BROWSER"} == set()
