"""The Chromium of this machine, for the pictures and for the tests in a browser."""

from __future__ import annotations

import shutil

# Debian calls it chromium; the others are for the machines of those who work on this.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Root needs --no-sandbox; the rest keeps the browser from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-proxy-server",
)
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
MISSING = "There is no Chromium here. On Debian: apt-get install chromium"


def chromium_path() -> str | None:
    """Where the browser is, None where none is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)
