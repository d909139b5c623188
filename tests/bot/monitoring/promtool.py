"""Prometheus's own tool, as a judge of rules and expressions.

Where it is not installed the tests that need it are skipped, and in CI they fail: `.ci/run` says that there has to be
one.
"""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def promtool(*arguments: str, given: str | None = None) -> str:
    """What it says; a test whose files it finds fault with fails."""
    path = shutil.which("promtool")
    if path is None:
        missing = "no promtool here. On Debian it comes with: apt-get install --no-install-recommends prometheus"
        if os.environ.get("WHOASK_PROMTOOL") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False, input=given, timeout=30)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
