"""`python -m bot` is the same as `whoask`."""

from bot.cli import entry

entry()
