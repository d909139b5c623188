"""`python -m tools.licences`: write docs/licences.md, the licence of every package that whoask runs on."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tools.locked import ROOT, versions

PAGE = ROOT / "docs/licences.md"
# By the names of https://spdx.org/licenses/. Each lets anybody run and pass on whoask, changed or not, under its own
# licence. Those of the second line ask to pass on changes to the library itself, which whoask leaves as it is.
ALLOWED = {
    *(
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    ),
    *("LGPL-3.0-only", "MPL-2.0"),
}
# How packages without an SPDX expression name theirs.
ELSEWHERE_CALLED = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
HEAD = """\
# Licences

What whoask runs on, with both extras, at the versions of `uv.lock`. `make licences` writes this table, and
`tests/tools/test_licences.py` holds that it is true and that every licence is on the list of those we take.

| package | version | licence |
| --- | --- | --- |
"""
FOOT = """
Shipped inside whoask:

| what | licence |
| --- | --- |
| the English word lists in `routing/english`, from SCOWL | SCOWL's own, beside them |
| Preact with htm, in the page of the demo | MIT and Apache-2.0, at the head of the file |

The LGPL's libraries, psycopg and psycopg-binary, come only with the extra `postgres`. They are installed as packages of
their own that anybody can replace, which is what that licence asks for.
"""


def licences() -> dict[str, str]:
    """The licence of each package that is installed, as an SPDX expression, by its name in the lock file."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--packages", *versions()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - names of the lock file
    return {_hyphens(found["Name"]): spdx(found["License"]) for found in json.loads(done.stdout)}


def spdx(told: str) -> str:
    """An SPDX expression of what a package says; several classifiers count as all of them at once."""
    return " AND ".join(ELSEWHERE_CALLED.get(part, part) for part in told.split("; "))


def refused(expression: str) -> set[str]:
    """What of an expression is not allowed: of a choice (OR) one that is allowed is enough."""
    choices = [set(re.split(r"\s+AND\s+", choice.strip("() "))) - ALLOWED for choice in expression.split(" OR ")]
    return set() if not all(choices) else set.union(*choices)


def page(found: dict[str, str]) -> str:
    """The page. A package that is not installed here, for another Python or system, keeps the row it had."""
    before = dict(re.findall(r"^\| (\S+) \| \S+ \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    rows = (
        f"| {name} | {version} | {found.get(name) or before[name]} |" for name, version in sorted(versions().items())
    )
    return HEAD + "\n".join(rows) + "\n" + FOOT


def _hyphens(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    PAGE.touch()
    PAGE.write_text(page(licences()), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(versions())} packages")
