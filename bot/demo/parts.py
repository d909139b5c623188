"""What a panel beside the page is made of: the pieces that the sandbox's page draws, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

Part = dict[str, Any]
Tone = Literal["plain", "good", "bad", "quiet"]


def heading(words: str) -> Part:
    """A heading."""
    return {"kind": "heading", "text": words}


def text(words: str, *, tone: Tone = "plain") -> Part:
    """A paragraph."""
    return {"kind": "text", "text": words, "tone": tone}


def code(words: str) -> Part:
    """Words to read exactly, such as a path or a fault with its line."""
    return {"kind": "code", "text": words}


def bullets(items: Sequence[str]) -> Part:
    """A list."""
    return {"kind": "list", "items": list(items)}


def attempt(typed: str, *, note: str, room: str, command: bool = False) -> Part:
    """Words to send with one click. `room` is a channel's id, or `dm` for the direct message with the app."""
    return {"kind": "try", "text": typed, "note": note, "room": room, "do": "command" if command else "say"}


def blocks(caption: str, drawn: Sequence[Part], *, tone: Tone = "plain") -> Part:
    """A message's blocks, as they would look in Slack."""
    return {"kind": "blocks", "caption": caption, "blocks": list(drawn), "tone": tone}


def columns(*parts: Sequence[Part]) -> Part:
    """Pieces side by side, for comparing."""
    return {"kind": "columns", "parts": [list(one) for one in parts]}
