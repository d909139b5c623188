"""An audit that could not look is never told as one that found nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tools.audit import read
from tools.locked import requirements, versions

SOUND = {"name": "attrs", "version": "26.1.0", "vulns": []}
HOLED = {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60", "fix_versions": ["3.7"]}]}
SKIPPED = {"name": "yarl", "skip_reason": "Dependency not found on PyPI and could not be audited: yarl (1.25.1)"}

ONE_SOUND = "Packages looked up: 1. Known vulnerabilities: 0."


def report(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("packages", "status", "required", "words"),
    [
        ([SOUND], 0, 0, ONE_SOUND),
        (
            [SOUND, HOLED],
            1,
            1,
            "Packages looked up: 2. Known vulnerabilities: 1.\nidna 3.6: PYSEC-2024-60, mended in: 3.7",
        ),
        ([SKIPPED], 0, 1, "NOT AUDITED: the advisories cannot be reached from here. Nothing is known of 1 packages."),
        (
            [SOUND, SKIPPED],
            0,
            1,
            f"{ONE_SOUND}\nNOT AUDITED: 1 of 2 packages, which could not be looked up.",
        ),
    ],
)
def test_what_came_of_it_is_said_and_counts(
    packages: list[dict[str, Any]], status: int, required: int, words: str
) -> None:
    audit = read(report(*packages), of=len(packages))
    assert audit.told() == words
    assert (audit.status(required=False), audit.status(required=True)) == (status, required)


def test_no_report_at_all_is_no_audit() -> None:
    assert read("", of=3).told().startswith("NOT AUDITED")


def test_every_package_that_is_audited_has_a_version_and_hashes() -> None:
    locked = requirements()
    assert len(versions()) > 40
    assert locked.count("--hash=sha256:") > len(versions())
    for block in locked.split("\n"):
        assert not block or block.startswith((" ", "#")) or "==" in block
