"""The threat model, and the decision on running it, name files that are there."""

from __future__ import annotations

import re

import pytest

from tests.deploy.manifests import ROOT


@pytest.mark.parametrize("name", ["docs/threat-model.md", "docs/decisions/0014-running-it.md"])
def test_every_file_that_is_named_as_holding_something_is_there(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:bot|tests|routing|deploy|docs)/[\w./-]+)`", page))
    assert named
    assert {path for path in named if not (ROOT / path).exists()} == set()
