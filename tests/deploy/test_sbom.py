"""The list of parts that `make sbom` writes: CycloneDX, with every package of the lock file and its hashes."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

from tools.locked import ROOT, UV, versions


def test_the_list_of_parts_has_every_locked_package_and_its_hashes() -> None:
    recipe = re.search(r"^\t@\$\(UV\) (export .*) --quiet --output-file dist/", _makefile(), re.MULTILINE)
    assert recipe
    command = [str(UV), *recipe[1].split(), "--offline", "--quiet"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own recipe
    parts: dict[str, Any] = json.loads(made.stdout)
    assert (parts["bomFormat"], parts["specVersion"]) == ("CycloneDX", "1.5")
    assert {part["name"]: part["version"] for part in parts["components"]} == versions()
    for part in parts["components"]:
        assert any(file.get("hashes") for file in part["externalReferences"]), part["name"]


def _makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")
