"""Blocks as the JSON that Slack takes.

The SDK's own `to_dict` checks each object first, and looks for the checks among all of its attributes: for one reply
that takes as long as finding the answer. Our limits are held where the words are clipped, and every reply that we ship
is tested against Slack's rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block, FeedbackButtonObject


def as_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """What `to_dict` makes of blocks, without its checks."""
    return [_as_json(block) for block in blocks]


def _as_json(value: Any) -> Any:  # noqa: ANN401 - JSON
    match value:
        case JsonObject() if type(value).to_dict is JsonObject.to_dict:
            fields = {name: value.get_object_attribute(name) for name in value.attributes}
            return {name: _as_json(field) for name, field in fields.items() if _says_something(field)}
        case FeedbackButtonObject():  # under every answer, so it is worth a line: it keeps its fields as _text, _value
            fields = {name.removeprefix("_"): field for name, field in vars(value).items()}
            return {name: _as_json(field) for name, field in fields.items() if _says_something(field)}
        case object(to_dict=own_way):
            return own_way()
        case list() | tuple():
            return [_as_json(one) for one in value]
        case _:
            return value


def _says_something(field: object) -> bool:
    """Nothing, "" and [] are left out. Slack would take an empty list in some places, and we send none there."""
    return field is not None and (not isinstance(field, str | list | tuple) or len(field) > 0)
