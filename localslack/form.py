"""A modal's form: what somebody filled in, and what its controls held before."""

from collections.abc import Mapping, Sequence

from localslack import elements
from localslack.wire import ImpossibleError, Json

# What is filled in: by action id or block id, as a test names it, or by block id and action id, as a page knows it.
Values = Mapping[str, object]
Fields = Mapping[str, Mapping[str, object]]


def fill(blocks: Sequence[Json], values: Values, fields: Fields) -> Json:
    """The state of every control, as a submission carries it.

    A field that is given empties its control when it holds nothing; a control that nobody names keeps what it holds.

    Raises:
        ImpossibleError: something required is missing, or a control does not take what it is given.
    """
    state: Json = {}
    required = {b["block_id"] for b in blocks if b["type"] == "input" and not b.get("optional")}
    for block_id, element in elements.controls(blocks):
        if element["type"] not in elements.STATE_KEYS or element["type"] == "overflow":
            continue
        held = _held(element, block_id, values, fields)
        if block_id in required and not any(held.values()):
            raise ImpossibleError(f"{element['action_id']} must be filled in")
        state.setdefault(block_id, {})[element["action_id"]] = {"type": element["type"], **held}
    return state


def _held(element: Json, block_id: str, values: Values, fields: Fields) -> Json:
    action_id = element["action_id"]
    if action_id in fields.get(block_id, {}):
        return elements.use(element, fields[block_id][action_id] or None)
    given = values.get(action_id, values.get(block_id))
    if given is not None:
        return elements.use(element, given)
    return {elements.STATE_KEYS[element["type"]]: elements.initial(element)}
