"""Opening the page in a browser, where there is one with a window."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping


def open_page(url: str, environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Open the page; says whether a browser was asked to.

    On a machine without a screen Python falls back on browsers of the terminal, which would take the keyboard from
    the prompt: there the address is enough.
    """
    screen = platform in {"darwin", "win32"} or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return bool(screen) and webbrowser.open(url)
