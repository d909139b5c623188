"""Telling an error without its words: the message of one may quote what somebody typed, or a statement with it."""

from __future__ import annotations

import os
import re
import traceback

LONGEST_CHAIN = 10


def without_words(error: BaseException) -> str:
    """A traceback that names each error by its type, and by Slack's or the operating system's word where there is one.

    The first error comes first, as Python prints them.
    """
    steps: list[str] = []
    link: BaseException | None = error
    while link is not None and len(steps) < LONGEST_CHAIN:  # a chain can be a ring
        steps.insert(0, "".join(traceback.format_tb(link.__traceback__)) + type(link).__name__ + _code(link))
        link = link.__cause__ or link.__context__
    return "\n-- then --\n".join(steps)


def _code(error: BaseException) -> str:
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return f" ({os.strerror(error.errno)})"
    code = getattr(error, "code", None)
    return f" ({code})" if isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9_]{1,60}", code) else ""
