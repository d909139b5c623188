"""The fonts that browser tests bring along, so that no test depends on what a machine has installed.

Two sets whose letters differ in width: Roboto is about as wide as Arial, Bitstream Vera as wide as DejaVu, which most
desktops have. Both come in packages of the development group.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

FontSet = Literal["narrow", "wide"]
FONT_SETS: tuple[FontSet, ...] = ("narrow", "wide")
_FOLDERS: dict[FontSet, tuple[str, str]] = {"narrow": ("font_roboto", "files"), "wide": ("reportlab", "fonts")}
# https://www.freedesktop.org/software/fontconfig/fontconfig-user.html
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def font_environment(fonts: FontSet, folder: Path) -> dict[str, str]:
    """The environment of a browser that has only one set of fonts. `folder` takes its configuration and cache."""
    package, inside = _FOLDERS[fonts]
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    configuration = folder / f"fonts-{fonts}.conf"
    text = _CONFIGURATION.format(fonts=Path(spec.origin).parent / inside, cache=folder / f"cache-{fonts}")
    configuration.write_text(text, encoding="utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(configuration)}
