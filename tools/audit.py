"""`python -m tools.audit [--required]`: does a package that whoask runs on have a known vulnerability?

pip-audit asks PyPI's advisories. Where it cannot look a package up it still ends well and says that it found nothing
(https://github.com/pypa/pip-audit/blob/main/README.md: --strict), so what it left out is counted here, and said.
Exit status: 1 where something is known; with --required also where anything could not be looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.locked import requirements

LONGEST_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of it: how many packages were looked up, of how many, and what is known of them."""

    asked: int
    of: int
    known: tuple[str, ...]

    def told(self) -> str:
        """In words."""
        lines = list(self.known)
        if not self.asked:
            return f"NOT AUDITED: the advisories cannot be reached from here. Nothing is known of {self.of} packages."
        if self.asked < self.of:
            lines.append(f"NOT AUDITED: {self.of - self.asked} of {self.of} packages, which could not be looked up.")
        return "\n".join([f"Packages looked up: {self.asked}. Known vulnerabilities: {len(self.known)}.", *lines])

    def status(self, *, required: bool) -> int:
        """The exit status."""
        return int(bool(self.known) or (required and self.asked < self.of))


def read(report: str, *, of: int) -> Audit:
    """What pip-audit's JSON says. An empty report is one of nothing: it stopped before it could ask."""
    packages: list[dict[str, Any]] = json.loads(report)["dependencies"] if report.strip() else []
    asked = [package for package in packages if "skip_reason" not in package]
    known = tuple(
        f"{package['name']} {package['version']}: {hole['id']}, mended in: {', '.join(hole['fix_versions']) or 'none'}"
        for package in asked
        for hole in package["vulns"]
    )
    return Audit(len(asked), of, known)


def main(words: list[str]) -> int:
    """Audit the lock file."""
    locked = requirements()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text(locked, encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner=off"]
        command += ["--format=json", f"--requirement={path}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS)  # noqa: S603
            report = done.stdout
        except subprocess.TimeoutExpired:
            report = ""
    audit = read(report, of=sum(not line.startswith((" ", "#")) for line in locked.splitlines()))
    print(audit.told())
    return audit.status(required="--required" in words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
