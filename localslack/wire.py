"""What goes over the wire: JSON objects as Slack and its apps send them, and the two ways to say no."""

from typing import Any

Json = dict[str, Any]


class RefusedError(Exception):
    """Slack refuses a call.

    Attributes:
        error: Slack's own error string, such as ``channel_not_found``.
        details: what Slack sends beside it, such as ``response_metadata`` or ``needed``.
    """

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.error = error
        self.details = details


class ImpossibleError(Exception):
    """A person cannot do this in a Slack client: the button is not there, the channel is closed to them."""


def flag(args: Json, name: str, *, default: bool = False) -> bool:
    """A boolean argument. Forms carry it as text, so ``"0"``, ``"false"`` and ``""`` are no."""
    value = args.get(name, default)
    return value.lower() not in {"0", "false", ""} if isinstance(value, str) else bool(value)


def text_of(args: Json, name: str) -> str:
    """A text argument, empty when it is missing. Forms and JSON may carry numbers where Slack reads text."""
    value = args.get(name)
    return "" if value is None else str(value)


def required(args: Json, name: str) -> str:
    """A text argument that has to be there.

    Raises:
        RefusedError: ``invalid_arguments``, as Slack says for a missing one.
    """
    if value := text_of(args, name):
        return value
    raise RefusedError("invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
