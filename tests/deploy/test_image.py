"""The Dockerfile and what it takes in. No image is built here: the CI job `image` does that where there is Docker."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from routing.loading.files import read_files
from tests.deploy.manifests import ROOT, compose, containers, objects

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]


def test_both_stages_have_the_same_python_of_a_named_debian() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == 2
    assert len(set(images)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", images[0])


def test_everything_is_installed_from_the_lock_file_with_what_production_needs() -> None:
    """`--locked` fails where uv.lock does not fit pyproject.toml, and uv checks every file by the hash in it."""
    installs = re.findall(r"^RUN uv sync (.*)$", DOCKERFILE, re.MULTILINE)
    assert len(installs) == 2
    for flags in installs:
        assert {"--locked", "--no-dev"} <= set(flags.split())
        assert set(re.findall(r"--extra (\S+)", flags)) == set(PROJECT["optional-dependencies"])


def test_it_runs_as_a_user_of_its_own_and_has_a_health_check() -> None:
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert re.search(r'^HEALTHCHECK .* CMD \["whoask", "health"\]$', last, re.MULTILINE)


def test_its_ports_are_those_of_the_manifests() -> None:
    exposed = re.search(r"^EXPOSE (.*)$", DOCKERFILE, re.MULTILINE)
    assert exposed
    ports = {
        str(port["containerPort"])
        for folder in ("base", "http")
        for container in containers(objects(folder))
        if container["name"] == "whoask"
        for port in container["ports"]
    }
    assert ports == set(exposed[1].split())


def test_every_deployment_names_the_version_of_the_project() -> None:
    tag = f"whoask:{PROJECT['version']}"
    services = compose()["services"]
    postgres = services["postgres"]["image"]
    assert {container["image"] for container in containers(objects("base"))} == {tag, postgres}
    assert services["whoask"]["image"] == services["upgrade"]["image"] == tag
    kustomization = (ROOT / "deploy/kubernetes/base/kustomization.yaml").read_text(encoding="utf-8")
    assert f"newTag: {PROJECT['version']}" in kustomization


def test_nothing_goes_into_the_image_that_is_not_named() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    assert {line for line in lines if line.startswith("!")} == {
        *("!pyproject.toml", "!uv.lock", "!README.md", "!LICENSE", "!manifest.json"),
        *("!bot", "!routing", "!localslack", "!data/teams.yaml"),
        "!data/examples.yaml",
    }


def test_the_wheel_has_every_file_of_the_registry() -> None:
    carried = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for file in read_files(ROOT / "data/teams.yaml").files:
        name = file.path.relative_to(ROOT).as_posix()
        assert carried[name] == f"bot/{name}"


def test_every_file_that_the_wheel_is_made_from_is_let_in_and_copied() -> None:
    """Where one is missing, the build ends with an error, and only whoever builds the image would see it."""
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], PROJECT["readme"], *PROJECT["license-files"]}
    build = DOCKERFILE.rpartition("FROM ")[0]
    copied = {word for line in re.findall(r"^COPY (?!--from)(.*)$", build, re.MULTILINE) for word in line.split()[:-1]}
    let_in = {
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line
    }
    for file in needed:
        assert file in let_in, file
        assert {file, *map(str, Path(file).parents)} & copied, file
