"""What runs on every push: right by the schemas of GitHub, with as few rights as it needs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.manifests import ROOT

CI = ROOT / ".github/workflows/ci.yml"
WORKFLOW: dict[str, Any] = yaml.safe_load(CI.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("schema", "path"),
    [("github-workflows", CI), ("dependabot", ROOT / ".github/dependabot.yml")],
    ids=["ci", "dependabot"],
)
def test_it_keeps_to_its_schema(schema: str, path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own file
    assert not checked.returncode, checked.stdout


def test_it_may_read_the_code_and_nothing_else() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in WORKFLOW["jobs"].values())
    assert "secrets." not in CI.read_text(encoding="utf-8")


def test_every_action_is_named_by_its_commit() -> None:
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"] if "uses" in step]
    assert steps
    for step in steps:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])
        assert "checkout" not in step["uses"] or step["with"]["persist-credentials"] is False


def test_every_make_target_that_it_calls_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = set(re.findall(r"make ([a-z-]+)", " ".join(str(step) for step in _runs())))
    assert {"check", "test", "audit", "licences", "sbom"} <= called
    assert {target for target in called if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def _runs() -> list[str]:
    return [step["run"] for job in WORKFLOW["jobs"].values() for step in job["steps"] if "run" in step]


def test_make_passes_the_networks_own_certificates_on_to_pip_and_uv() -> None:
    make = ["make", "--eval=show:; @env", "show"]
    set_here = {"SSL_CERT_FILE", "PIP_CERT", "UV_SYSTEM_CERTS", "MAKEFLAGS", "MAKELEVEL"}
    plain = {name: value for name, value in os.environ.items() if name not in set_here}
    for own, passed_on in (({}, set()), ({"SSL_CERT_FILE": "/ca.pem"}, {"PIP_CERT=/ca.pem", "UV_SYSTEM_CERTS=true"})):
        done = subprocess.run(make, cwd=ROOT, env=plain | own, capture_output=True, text=True, check=True)  # noqa: S603
        assert {line for line in done.stdout.splitlines() if line.startswith(("PIP_CERT", "UV_SYS"))} == passed_on
