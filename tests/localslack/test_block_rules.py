"""Messages and views against Slack's documented limits."""

import inspect
from typing import Any

import pytest
from slack_sdk.models.blocks import block_elements, blocks
from slack_sdk.web.async_client import AsyncWebClient

from localslack import LocalSlack
from localslack.block_limits import BLOCKS
from localslack.block_rules import check_blocks, check_view
from localslack.limits import ELEMENTS, Many, Shape, Text, Words
from localslack.wire import RefusedError
from tests.localslack.harness import error_of

Block = dict[str, Any]


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def section(text: str = "words", **more: Any) -> Block:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(**more: Any) -> Block:
    return {"type": "button", "text": plain("Go"), **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def options(count: int) -> list[Block]:
    return [{"text": plain(f"o{n}"), "value": str(n)} for n in range(count)]


def card(**more: Any) -> Block:
    return {"type": "card", "title": mrkdwn("t"), **more}


CONFIRM = {"title": plain("t"), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")}
FEEDBACK = {
    "type": "feedback_buttons",
    "positive_button": {"text": plain("+"), "value": "1"},
    "negative_button": {"text": plain("-"), "value": "0"},
}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
EXTERNAL = {"type": "external_select", "action_id": "find"}
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "words"}]}],
}

GOOD = [
    section("x" * 3000),
    section(fields=[mrkdwn("x" * 900)] * 10),
    section(fields=[mrkdwn("x" * 2000)]),
    {"type": "section", "fields": [plain("x")], "expand": True},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("a"), plain("b"), IMAGE]},
    actions(*[button(action_id=str(n)) for n in range(25)]),
    actions(button(text=plain("x" * 75), value="v" * 2000, url="https://example.com", confirm=CONFIRM)),
    {"type": "context_actions", "elements": [FEEDBACK, {"type": "icon_button", "icon": "trash", "text": plain("x")}]},
    {"type": "markdown", "text": "x" * 12_000},
    RICH,
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, RICH]]},
    {"type": "alert", "text": plain("careful"), "level": "warning"},
    section(accessory=EXTERNAL | {"min_query_length": 1, "placeholder": None}),
    {"type": "call", "call_id": "R1", "call": {"v1": {}}},
    card(title=plain("x" * 150), actions=[button()], hero_image=IMAGE),
    {"type": "carousel", "elements": [card()] * 10},
    {"type": "container", "title": plain("t"), "child_blocks": [section(), IMAGE], "is_collapsible": True},
    section(accessory={"type": "static_select", "options": options(100), "placeholder": plain("choose")}),
    section(accessory={"type": "overflow", "options": options(5)}),
]

BAD: list[tuple[Block, str]] = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section(fields=[mrkdwn("x")] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (section(fields=[mrkdwn("x" * 2001)]), "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    (section(block_id="x" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    ({"type": "section", "text": mrkdwn("a") | {"emoji": True}}, "invalid additional property: emoji"),
    ({"type": "section"}, "must provide one of fields, text [json-pointer:/blocks/0]"),
    ({"type": "header", "text": mrkdwn("x")}, "must be one of plain_text [json-pointer:/blocks/0/text/type]"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    ({"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"),
    ({"type": "banner"}, "unsupported type: banner [json-pointer:/blocks/0/type]"),
    ({"text": plain("x")}, "unsupported type: None"),
    (actions(*[button(action_id=str(n)) for n in range(26)]), "no more than 25 items allowed"),
    (actions(), "no less than 1 items required"),
    (actions({"type": "slider"}), "unsupported type: slider [json-pointer:/blocks/0/elements/0/type]"),
    (actions(button(action_id="a"), button(action_id="a")), "`action_id` a already exists [json-pointer:/blocks/0]"),
    (actions(button(text=plain("x" * 76))), "must be less than 76 characters"),
    (actions(button(text=mrkdwn("x"))), "must be one of plain_text"),
    (actions(button(value="x" * 2001)), "must be less than 2001 characters"),
    (actions(button(style="default")), "must be a valid enum value"),
    (actions(button(url="x" * 3001)), "must be less than 3001 characters"),
    (actions(button(url="example.com")), "must be a valid URL"),
    (actions(button(action_id="x" * 256)), "must be less than 256 characters"),
    (actions(button(confirm=CONFIRM | {"title": plain("x" * 101)})), "must be less than 101 characters"),
    (actions(button(visible_to_user_ids=["U"] * 11)), "no more than 10 items allowed"),
    (section(accessory={"type": "overflow", "options": options(6)}), "no more than 5 items allowed"),
    (section(accessory={"type": "static_select", "options": options(101)}), "no more than 100 items allowed"),
    (section(accessory={"type": "static_select"}), "must provide one of option_groups, options"),
    (section(accessory=button() | {"text": "Go"}), "must provide an object"),
    ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items allowed"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    ({"type": "context_actions", "elements": [button()]}, "unsupported type: button"),
    ({"type": "context_actions", "elements": [FEEDBACK] * 6}, "no more than 5 items allowed"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
    ({"type": "image", "image_url": "https://example.com/a.png"}, "missing required field: alt_text"),
    ({"type": "rich_text", "elements": [{"type": "rich_text_poem"}]}, "unsupported type: rich_text_poem"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}, "no more than 20 items allowed"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * 101}, "no more than 100 items allowed"),
    (card(body=mrkdwn("x" * 201)), "must be less than 201 characters"),
    ({"type": "card", "subtitle": plain("x")}, "must provide one of"),
    ({"type": "carousel", "elements": [card()] * 11}, "no more than 10 items allowed"),
    ({"type": "carousel", "elements": [section()]}, "unsupported type: section"),
    ({"type": "alert", "text": plain("x"), "level": "loud"}, "must be a valid enum value"),
    ({"type": "container", "child_blocks": [section()]}, "must provide one of rich_text_title, title"),
    (
        {
            "type": "container",
            "title": plain("t"),
            "child_blocks": [section()],
            "is_collapsible": True,
            "has_header_divider": True,
        },
        "has_header_divider cannot be set",
    ),
    ({"type": "section", "text": mrkdwn("x"), "fields": "many"}, "must provide an array"),
    ({"type": "section", "text": "x"}, "must provide an object [json-pointer:/blocks/0/text]"),
    ({"type": "section", "text": {"type": "mrkdwn"}}, "missing required field: text [json-pointer:/blocks/0/text]"),
    (section(accessory="button"), "must provide an object [json-pointer:/blocks/0/accessory]"),
    (section(accessory=button(confirm="sure?")), "must provide an object [json-pointer:/blocks/0/accessory/confirm]"),
    (section(accessory=IMAGE | {"slack_file": {"id": "F1"}}), "only one of image_url, slack_file is allowed"),
    (section(accessory=EXTERNAL | {"min_query_length": "3"}), "must provide a number"),
    (section(accessory=EXTERNAL | {"min_query_length": -1}), "must be in the allowed range"),
    ({"type": "markdown", "text": ""}, "must be more than 0 characters"),
    (section(expand="yes"), "must provide a boolean"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: str(block["type"]))
def test_a_block_within_the_limits_is_taken(block: Block) -> None:
    check_blocks([block])


@pytest.mark.parametrize(("block", "expected"), BAD, ids=[fault[:60] for _, fault in BAD])
def test_a_block_beyond_the_limits_is_refused_with_a_pointer_to_the_place(block: Block, expected: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        check_blocks([block])

    assert refusal.value.error == "invalid_blocks"
    assert expected in " ".join(refusal.value.details["errors"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("many", "error"),
    [
        ([section()] * 51, "invalid_blocks"),
        ([section(block_id="a"), section(block_id="a")], "invalid_blocks"),
        ([{"type": "markdown", "text": "x" * 6_001}] * 2, "invalid_blocks"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}] * 2, "invalid_blocks"),
        ([section("x" * 3000)] * 5, "msg_blocks_too_long"),
        ("[]", "invalid_blocks_format"),
    ],
)
def test_a_message_is_refused_for_what_its_blocks_are_together(many: Any, error: str) -> None:
    with pytest.raises(RefusedError, match=error):
        check_blocks(many)


MODAL = {"type": "modal", "title": plain("t"), "blocks": [section()]}
INPUT = {"type": "input", "label": plain("l"), "element": {"type": "plain_text_input"}}


@pytest.mark.parametrize(
    "view",
    [
        MODAL,
        MODAL | {"blocks": [INPUT], "submit": plain("Send")},
        MODAL | {"blocks": [section()] * 100},
        {"type": "home", "blocks": []},
    ],
)
def test_a_view_within_the_limits_is_taken(view: Block) -> None:
    check_view(view)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (MODAL | {"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        (MODAL | {"submit": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (MODAL | {"private_metadata": "x" * 3001}, "must be less than 3001 characters"),
        (MODAL | {"callback_id": "x" * 256}, "must be less than 256 characters"),
        (MODAL | {"blocks": [section()] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (MODAL | {"blocks": [INPUT]}, "missing required field: submit [json-pointer:/view]"),
        (MODAL | {"blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown"),
        (
            MODAL | {"submit": plain("S"), "blocks": [INPUT | {"label": mrkdwn("x")}]},
            "must be one of plain_text [json-pointer:/view/blocks/0/label/type]",
        ),
        ({"type": "modal", "blocks": []}, "missing required field: title"),
        ({"type": "home", "blocks": [], "title": plain("t")}, "invalid additional property: title"),
        ({"type": "poster", "blocks": []}, "must be a valid enum value [json-pointer:/view/type]"),
    ],
)
def test_a_view_beyond_the_limits_is_refused(view: Block, expected: str) -> None:
    with pytest.raises(RefusedError, match="invalid_arguments") as refusal:
        check_view(view)

    assert expected in " ".join(refusal.value.details["errors"])  # type: ignore[arg-type]


def test_a_view_of_a_quarter_of_a_megabyte_is_too_large() -> None:
    with pytest.raises(RefusedError, match="view_too_large"):
        check_view(MODAL | {"blocks": [section("x" * 3000)] * 90})


async def test_slack_answers_with_its_own_error_and_where_it_is(slack: LocalSlack, web: AsyncWebClient) -> None:
    await error_of(web.chat_postMessage(channel="C1", text="t", blocks=[section("x" * 3001)]))

    (call,) = slack.calls("chat.postMessage")
    assert call.answer["error"] == "invalid_blocks"
    assert call.answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert slack.messages("#general") == ()


async def test_blocks_without_a_text_are_taken_but_flagged(slack: LocalSlack, web: AsyncWebClient) -> None:
    with pytest.warns(UserWarning, match="text"):
        await web.chat_postMessage(channel="C1", blocks=[section()])

    assert len(slack.messages("#general")) == 1
    assert "blocks without a top-level text" in slack.warnings[0]


async def test_a_text_beyond_forty_thousand_characters_is_cut_off_and_flagged(
    slack: LocalSlack, web: AsyncWebClient
) -> None:
    await web.chat_postMessage(channel="C1", text="x" * 40_001)

    assert len(slack.messages("#general")[0].text) == 40_000
    assert any("cut off" in warning for warning in slack.warnings)


def sdk_classes() -> list[Any]:
    found: list[Any] = []
    for module in (blocks, block_elements):
        for _, candidate in inspect.getmembers(module, inspect.isclass):
            kind = getattr(candidate, "type", None)
            if candidate.__module__ == module.__name__ and isinstance(kind, str):
                found.append(candidate)
    return [c for c in found if not c.type.startswith("rich_text_") or c.type == "rich_text_input"]


# Fields the SDK's classes inherit, but Slack does not document for the element.
INHERITED = {
    "alt_text": None,
    "placeholder": {"checkboxes", "radio_buttons", "datetimepicker", "file_input"},
    "confirm": {
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
    },
    "focus_on_load": {"file_input"},
}


def documented(kind: str, field: str) -> bool:
    return (
        field not in INHERITED or (field == "alt_text" and kind == "image") or kind not in (INHERITED[field] or {kind})
    )


@pytest.mark.parametrize("sdk", sdk_classes(), ids=lambda c: str(c.__name__))
def test_the_table_knows_every_block_and_element_the_sdk_can_build(sdk: Any) -> None:
    table = BLOCKS if sdk.__module__.endswith(".blocks") else ELEMENTS
    found: Any = sdk.attributes
    attributes = found.__get__(object.__new__(sdk)) if isinstance(found, property) else found

    missing = {field for field in attributes - {"type"} - set(table[sdk.type].fields) if documented(sdk.type, field)}

    assert missing == set()


@pytest.mark.parametrize("sdk", sdk_classes(), ids=lambda c: str(c.__name__))
def test_the_table_agrees_with_the_lengths_the_sdk_knows(sdk: Any) -> None:
    table = BLOCKS if sdk.__module__.endswith(".blocks") else ELEMENTS
    fields = table[sdk.type].fields
    lengths = {name[: -len("_max_length")]: getattr(sdk, name) for name in dir(sdk) if name.endswith("_max_length")}

    def ours(field: str) -> int | None:
        rule = fields[field]
        assert isinstance(rule, Words | Text | Many)
        if field == "title" and sdk.type == "video":
            return rule.most + 1  # type: ignore[operator]  # the SDK compares with "less than" here
        return rule.most + 1 if field == "author_name" else rule.most  # type: ignore[operator]  # and here

    assert {f: ours(f) for f in lengths if f in fields} == {f: most for f, most in lengths.items() if f in fields}


def test_every_table_entry_is_a_shape() -> None:
    assert all(isinstance(entry, Shape) for entry in (*BLOCKS.values(), *ELEMENTS.values()))
