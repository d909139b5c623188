from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from localslack import page

# Of preact/standalone.module.js in htm 3.1.1, as npm has it. A new version comes with a new sum and its licence.
SUM = "72284e8e9079c87817145df1110f74e8a2aa040b2fc384922e18dfcb46fc1fd7"
STATIC = Path(page.__file__).parent / "static"


def test_the_vendored_library_is_the_published_file() -> None:
    assert sha256((STATIC / "vendor" / "preact.js").read_bytes()).hexdigest() == SUM


def test_nothing_else_is_vendored_and_its_licences_are_beside_it() -> None:
    assert {path.name for path in (STATIC / "vendor").iterdir()} == {"preact.js", "LICENSES.txt"}


def test_no_module_makes_markup_from_text() -> None:
    ways = ("innerHTML", "outerHTML", "insertAdjacentHTML", "dangerouslySetInnerHTML", "document.write", "eval(")
    own = [path for path in STATIC.rglob("*.js") if "vendor" not in path.parts]
    assert {"app.js", "mrkdwn.js", "inspector.js"} <= {path.name for path in own}
    assert not [(path.name, way) for path in own for way in ways if way in path.read_text(encoding="utf-8")]
