"""The controls on a message or in a view: finding one, what using it sends to the app, and filling in a form."""

from collections.abc import Iterator, Mapping, Sequence

from localslack.wire import ImpossibleError, Json

# What a control's state is called, by its type (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload).
STATE_KEYS = {
    "channels_select": "selected_channel",
    "checkboxes": "selected_options",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "datetimepicker": "selected_date_time",
    "email_text_input": "value",
    "external_select": "selected_option",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "multi_external_select": "selected_options",
    "multi_static_select": "selected_options",
    "multi_users_select": "selected_users",
    "number_input": "value",
    "overflow": "selected_option",
    "plain_text_input": "value",
    "radio_buttons": "selected_option",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "timepicker": "selected_time",
    "url_text_input": "value",
    "users_select": "selected_user",
}
INITIAL_KEYS = {
    "channels_select": "initial_channel",
    "conversations_select": "initial_conversation",
    "datepicker": "initial_date",
    "datetimepicker": "initial_date_time",
    "multi_channels_select": "initial_channels",
    "multi_conversations_select": "initial_conversations",
    "multi_users_select": "initial_users",
    "timepicker": "initial_time",
    "users_select": "initial_user",
}


def controls(blocks: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """Every control with the id of its block, in cards and containers too."""
    for block in blocks:
        found = [block.get("accessory"), block.get("element"), *block.get("elements", ()), *block.get("actions", ())]
        for element in found:
            if isinstance(element, dict) and "action_id" in element:
                yield str(block.get("block_id", "")), element
            elif isinstance(element, dict) and element.get("type") == "card":
                yield from controls([element])
        yield from controls(block.get("child_blocks", ()))


def label(element: Json) -> str:
    """The words on a button."""
    text = element.get("text")
    return str(text.get("text", "")) if isinstance(text, dict) else ""


def find(
    blocks: Sequence[Json], wanted: str, value: str | None = None, user: str = "", block: str | None = None
) -> tuple[str, Json]:
    """The control a person means: by its action id or by the words on it, and by its block or value among several.

    Raises:
        ImpossibleError: it is not there, or not for this person.
    """
    seen = [(b, e) for b, e in controls(blocks) if not e.get("visible_to_user_ids") or user in e["visible_to_user_ids"]]
    matching = [(b, e) for b, e in seen if wanted in {e["action_id"], label(e)} and block in {None, b}]
    exact = [(b, e) for b, e in matching if value is None or value in _values(e)] or matching
    if exact:
        return exact[0]
    there = ", ".join(e["action_id"] for _, e in seen) or "nothing"
    raise ImpossibleError(f"there is no {wanted!r} to use here; there is {there}")


def use(element: Json, value: object = None) -> Json:
    """What using a control sends, beside its ids.

    Raises:
        ImpossibleError: it does not offer that value.
    """
    kind = element["type"]
    if kind in {"button", "icon_button", "workflow_button"}:
        return {key: element[key] for key in ("text", "value") if key in element}
    if kind == "feedback_buttons":
        sides = (element["positive_button"], element["negative_button"])
        side = next((s for s in sides if value in (s["value"], s["text"]["text"])), None)
        if side is None:
            raise ImpossibleError(f"the feedback buttons have no {value!r}")
        return {"value": side["value"], "text": side["text"]}
    if kind not in STATE_KEYS:
        raise ImpossibleError(f"the sandbox has no {kind}")
    return {STATE_KEYS[kind]: _state(element, value)}


def initial(element: Json) -> object:
    """What a control holds before it is used."""
    kind = element["type"]
    if kind in INITIAL_KEYS:
        return element.get(INITIAL_KEYS[kind])
    if STATE_KEYS[kind] == "selected_option":
        return element.get("initial_option")
    if STATE_KEYS[kind] == "selected_options":
        return element.get("initial_options", [])
    return element.get("initial_value")


def _state(element: Json, value: object) -> object:
    key = STATE_KEYS[element["type"]]
    if key == "selected_option":
        return None if value is None else _option(element, value)
    if key == "selected_options":
        return [_option(element, item) for item in _list(element, value)]
    if key.endswith("s"):
        return [item for item in _list(element, value) if isinstance(item, str)]
    if value is None or isinstance(value, dict if key == "rich_text_value" else str | int | float):
        return value
    raise ImpossibleError(f"{element['action_id']} does not take {value!r}")


def _list(element: Json, value: object) -> Sequence[object]:
    if value is None or isinstance(value, list | tuple):
        return value or ()
    raise ImpossibleError(f"{element['action_id']} takes a list, and not {value!r}")


def _option(element: Json, value: object) -> Json:
    offered = _options(element)
    if isinstance(value, dict) and not offered and {"text", "value"} <= set(value):  # block_suggestion offered it
        return value
    named = value.get("value") if isinstance(value, dict) else value
    for option in offered:
        if named in (option.get("value"), option["text"]["text"]):
            return option
    raise ImpossibleError(f"{element['action_id']} does not offer {value!r}")


def _options(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]


def _values(element: Json) -> set[object]:
    if element["type"] == "feedback_buttons":
        return {element[side]["value"] for side in ("positive_button", "negative_button")}
    return {element.get("value"), *(option.get("value") for option in _options(element))}


# What is filled in: by action id or block id, as a test names it, or by block id and action id, as a page knows it.
FormValues = Mapping[str, object]
FormFields = Mapping[str, Mapping[str, object]]


def fill_form(blocks: Sequence[Json], values: FormValues, fields: FormFields) -> Json:
    """The state of every control, as a submission carries it.

    A field that is given empties its control when it holds nothing; a control that is not named keeps what it holds.

    Raises:
        ImpossibleError: something required is missing, or a control does not take what it is given.
    """
    state: Json = {}
    required = {b["block_id"] for b in blocks if b["type"] == "input" and not b.get("optional")}
    for block_id, element in controls(blocks):
        if element["type"] not in STATE_KEYS or element["type"] == "overflow":
            continue
        held = _held(element, block_id, values, fields)
        if block_id in required and not any(held.values()):
            raise ImpossibleError(f"{element['action_id']} must be filled in")
        state.setdefault(block_id, {})[element["action_id"]] = {"type": element["type"], **held}
    return state


def _held(element: Json, block_id: str, values: FormValues, fields: FormFields) -> Json:
    action_id = element["action_id"]
    if action_id in fields.get(block_id, {}):
        return use(element, fields[block_id][action_id] or None)
    given = values.get(action_id, values.get(block_id))
    if given is not None:
        return use(element, given)
    return {STATE_KEYS[element["type"]]: initial(element)}
