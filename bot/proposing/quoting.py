"""A text as YAML: as it stands where that is safe, in double quotes otherwise."""

from __future__ import annotations

import re

import yaml

# A number of YAML 1.2 that PyYAML, which follows 1.1, takes for a word.
_OCTAL = re.compile(r"0o[0-7]+")


def written(text: str, *, in_brackets: bool) -> str:
    """The text as an item of a list or as a key. In brackets a comma or a question mark needs quotes as well.

    PyYAML decides what is safe: `no`, `503`, `#x`, `a: b` and `@handle` are not.
    """
    item = _dumped([text], in_brackets=in_brackets)
    alone = f"[{text}]" if in_brackets else f"- {text}"
    return text if item == alone and not _OCTAL.fullmatch(text) else _dumped(text, in_brackets=False, style='"')


def _dumped(value: object, *, in_brackets: bool, style: str | None = None) -> str:
    dumped = yaml.safe_dump(
        value, default_flow_style=in_brackets, default_style=style, allow_unicode=True, width=float("inf")
    )
    return str(dumped).removesuffix("\n")
