"""Signs what Slack gives back unchanged: the values of buttons and the metadata of modals.

Slack's signature says that a payload came by way of Slack, not that a user's client sent the value that the bot had put
there. What the bot signs is a JSON object, and the signature is one more field of it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

FIELD = "s"
# What a signature adds to a value at most: {"s": "…"}, with 22 characters.
LONGEST_SIGNATURE = 32


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one workspace. `keyed_hash` is that of a text, with the bot's key (bot/store/privacy.py).

    A signature is bound to the workspace and to a purpose, the control's action id or the modal's callback id: nothing
    that another workspace or another button was given can be used in its place.
    """

    keyed_hash: Callable[[str], str]
    workspace: str

    def sign(self, text: str, purpose: str) -> str:
        """A JSON object with its signature; any other text as it is."""
        fields = _fields(text)
        return text if fields is None else _written({**fields, FIELD: self._signature(fields, purpose)})

    def is_signed(self, text: str, purpose: str) -> bool:
        """Whether a text was signed for this workspace and purpose."""
        fields = _fields(text) or {}
        there = str(fields.pop(FIELD, "")).encode("utf-8", "replace")
        return hmac.compare_digest(there, self._signature(fields, purpose).encode())

    def signed(self, arguments: Json) -> dict[str, Any]:
        """The arguments of a call to Slack, with each button's value and the modal's metadata signed."""
        found = dict(arguments)
        if isinstance(blocks := found.get("blocks"), list):
            found["blocks"] = [self._of_block(block) for block in blocks]
        if isinstance(view := found.get("view"), Mapping):
            found["view"] = self.signed(view)
        if found.get("type") == "modal" and found.get("private_metadata"):
            found["private_metadata"] = self.sign(found["private_metadata"], str(found.get("callback_id")))
        return found

    def _of_block(self, block: Json) -> Json:
        """A block with the values of its controls signed: buttons, and the two sides of feedback buttons."""
        if isinstance(elements := block.get("elements"), list):
            return {**block, "elements": [self._of_control(element) for element in elements]}
        return block

    def _of_control(self, control: Json) -> Json:
        match control:
            case {"type": "button", "value": str(value), "action_id": str(action)}:
                return {**control, "value": self.sign(value, action)}
            case {"type": "feedback_buttons", "action_id": str(action)}:
                sides = {name: control[name] for name in ("positive_button", "negative_button")}
                signed = {name: {**side, "value": self.sign(side["value"], action)} for name, side in sides.items()}
                return {**control, **signed}
            case _:
                return control

    def _signature(self, fields: Json, purpose: str) -> str:
        return self.keyed_hash(f"{self.workspace} {purpose} {_written(fields)}")


def _fields(text: str) -> dict[str, Any] | None:
    """The fields of a JSON object; None for any other text."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _written(fields: Json) -> str:
    return json.dumps(fields, ensure_ascii=False)
