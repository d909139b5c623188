"""The bytes of a registry file as text, or what keeps them from being text that YAML can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from routing.loading.findings import Finding, Spot

LARGEST_FILE = 2 * 1024 * 1024
_MOST_SHOWN = 20
_START = Spot(1, 1)
_UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

# What YAML forbids, and besides it: U+0085, U+2028 and U+2029 break a line in YAML 1.1 but not in 1.2 (so PyYAML and
# ruamel.yaml would read different texts), and zero-width and direction marks let a review see another text than the
# bot matches. Joiners (U+200D) stay: emoji are made of them.
_UNWANTED = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff"
)
_UNWANTED_CHARACTER = re.compile(f"[{_UNWANTED}]")
_UNWANTED_OR_TAB = re.compile(f"[\t{_UNWANTED}]")
_LINE_END = re.compile("\r\n|\r|\n")


def decode(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """The text of a file, without its byte order mark, and every fault of its bytes (then the text is empty)."""
    faults = tuple(_faults_of_bytes(data))
    if faults:
        return "", faults
    text = data.decode("utf-8-sig")
    faults = tuple(islice(_unwanted_characters(text), _MOST_SHOWN))
    return ("", faults) if faults else (text, ())


def has_unwanted_character(text: str) -> bool:
    """Whether a text holds a character that no value may hold: an escape in double quotes can bring one in."""
    return _UNWANTED_CHARACTER.search(text) is not None


def _faults_of_bytes(data: bytes) -> Iterator[Finding]:
    if len(data) > LARGEST_FILE:
        yield Finding(_START, "the file", "is larger than 2 MiB", "is it really a registry?")
    elif data.startswith(_UTF_16_OR_32):
        yield Finding(_START, "the file", "is in UTF-16 or UTF-32", "save it as UTF-8")
    elif b"\x00" in data:
        what = "holds a NUL character, so it is not plain UTF-8 text"
        yield Finding(_spot(data.index(b"\x00"), data), "the file", what, "save it as UTF-8")
    else:
        try:
            data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            # The position counts from behind a byte order mark, which the codec takes off first.
            body = error.object
            what = f"is not UTF-8: byte 0x{body[error.start]:02x} stands for no letter"
            yield Finding(_spot(error.start, body), "the file", what, "save it as UTF-8")


def _unwanted_characters(text: str) -> Iterator[Finding]:
    # No parser indents by tabs; elsewhere libyaml reads tabs that PyYAML's own parser and ruamel.yaml refuse.
    for match in _UNWANTED_OR_TAB.finditer(text):
        spot = _end_of(text[: match.start()])
        if match[0] == "\t":
            yield Finding(spot, "YAML", "a tab stands here", "use spaces")
            continue
        what = f"holds the invisible character U+{ord(match[0]):04X}"
        yield Finding(spot, "the file", what, "delete it, or type this line again")


def _spot(index: int, data: bytes) -> Spot:
    return _end_of(data[:index].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))


def _end_of(text: str) -> Spot:
    """The spot behind a text, in lines as YAML counts them: a lone carriage return ends one too."""
    lines = _LINE_END.split(text)
    return Spot(len(lines), len(lines[-1]) + 1)
