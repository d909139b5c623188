"""Slack's documented limits for blocks and views, as a table. The elements in them are in `limits`."""

from localslack.limits import (
    ID,
    PLAIN,
    SLACK_FILE,
    URL,
    VIEW_BLOCKS,
    WIDTHS,
    Flag,
    Loose,
    Many,
    Number,
    Rule,
    Shape,
    Text,
    Words,
    one_of,
    shape,
    typed,
)

PICKERS = "datepicker timepicker"
MENUS = (
    "static_select external_select users_select conversations_select channels_select"
    " multi_static_select multi_external_select multi_users_select multi_conversations_select multi_channels_select"
)
CHOICES = f"checkboxes radio_buttons {PICKERS} {MENUS}"
ENTRIES = "plain_text_input email_text_input url_text_input number_input rich_text_input file_input datetimepicker"
RICH_PARTS = "rich_text_section rich_text_list rich_text_preformatted rich_text_quote"
RICH_INLINE = "text link user usergroup channel team emoji date broadcast color"
# A container holds everything but itself.
CHILDREN = "actions alert card carousel context divider file header image markdown rich_text section table video"


def block(needs: str = "", one_of: str = "", not_both: str = "", /, **fields: Rule) -> Shape:
    """A block: every one may have an id."""
    return shape(needs, one_of, not_both, block_id=ID, **fields)


BLOCKS: dict[str, Shape] = {
    "section": block(
        "",
        "text fields",
        text=Text(3000),
        fields=Many(Text(2000), most=10),
        accessory=typed(f"button workflow_button overflow image {CHOICES}"),
        expand=Flag(),
    ),
    "divider": block(),
    "header": block("text", text=Text(150, PLAIN), level=Number(least=1, most=4)),
    "image": block(
        "alt_text",
        "image_url slack_file",
        "image_url slack_file",
        image_url=URL,
        alt_text=Words(2000),
        title=Text(2000, PLAIN),
        slack_file=SLACK_FILE,
    ),
    "context": block("elements", elements=Many(typed("image", Text(3000)), most=10)),
    "context_actions": block("elements", elements=Many(typed("feedback_buttons icon_button"), most=5)),
    "actions": block(
        "elements",
        elements=Many(typed(f"button workflow_button overflow rich_text_input datetimepicker {CHOICES}"), most=25),
    ),
    "input": block(
        "label element",
        label=Text(2000, PLAIN),
        element=typed(f"{ENTRIES} {CHOICES}"),
        hint=Text(2000, PLAIN),
        optional=Flag(),
        dispatch_action=Flag(),
    ),
    "markdown": block("text", text=Words(12_000, least=1)),
    "rich_text": block("elements", elements=Many(typed(RICH_PARTS), least=0)),
    "table": block(
        "rows",
        rows=Many(Many(typed("raw_text raw_number rich_text"), most=20), most=100),
        column_settings=Many(shape(align=one_of("left center right"), is_wrapped=Flag()), most=20),
    ),
    "alert": block("text", text=Text(3000), level=one_of("default info warning error success")),
    "card": block(
        "",
        "hero_image title actions body",
        hero_image=typed("image"),
        icon=typed("image"),
        title=Text(150),
        subtitle=Text(150),
        body=Text(200),
        actions=Many(typed("button")),
    ),
    "carousel": block("elements", elements=Many(typed("card"), most=10)),
    "container": block(
        "child_blocks",
        "title rich_text_title",
        title=Text(150, PLAIN),
        rich_text_title=typed("rich_text"),
        subtitle=Text(150),
        child_blocks=Many(typed(CHILDREN), most=10),
        width=WIDTHS,
        icon=typed("image"),
        is_collapsible=Flag(),
        default_collapsed=Flag(),
        has_header_divider=Flag(),
    ),
    "video": block(
        "alt_text title thumbnail_url video_url",
        alt_text=Words(),
        title=Text(199, PLAIN),
        title_url=URL,
        thumbnail_url=URL,
        video_url=URL,
        description=Text(200, PLAIN),
        author_name=Words(49),
        provider_name=Words(),
        provider_icon_url=URL,
    ),
    "file": block("external_id source", external_id=Words(), source=one_of("remote")),
    "call": block("call_id", call_id=Words(), api_decoration_available=Flag(), call=Loose()),
    "task_card": block(
        "task_id title status",
        task_id=Words(),
        title=Words(),
        status=one_of("pending in_progress complete error"),
        details=typed("rich_text"),
        output=typed("rich_text"),
        sources=Many(typed("url")),
    ),
    "plan": block("title", title=Words(), tasks=Many(typed("task_card"))),
    "auth_provider": block(
        "value name is_connected",
        value=Words(150, least=1),
        name=Text(75, PLAIN),
        is_connected=Flag(),
        description=Text(150, PLAIN),
        icon_url=URL,
        auth_url=URL,
        disconnect_url=URL,
        connected_identity=Text(75, PLAIN),
        connected_context=Text(75, PLAIN),
        accessory=typed("overflow"),
        fallback=Loose(),
    ),
}
# Blocks that only a message takes, or only a view does.
MESSAGE_ONLY = frozenset({"call", "context_actions", "file", "markdown", "plan", "table", "task_card"})
VIEW_ONLY = frozenset({"auth_provider"})

RICH: dict[str, Shape] = {
    **{
        name: shape(
            "elements",
            elements=Many(typed(RICH_INLINE), least=0),
            border=Number(least=0, most=1),
            language=Words(),
        )
        for name in ("rich_text_section", "rich_text_preformatted", "rich_text_quote")
    },
    "rich_text_list": shape(
        "elements style",
        elements=Many(typed("rich_text_section")),
        style=one_of("bullet ordered"),
        indent=Number(least=0),
        offset=Number(least=0),
        border=Number(least=0, most=1),
    ),
    "text": shape("text", text=Words(), style=Loose()),
    "link": shape("url", url=Words(least=1), text=Words(), unsafe=Flag(), style=Loose()),
    "user": shape("user_id", user_id=Words(least=1), style=Loose()),
    "usergroup": shape("usergroup_id", usergroup_id=Words(least=1), style=Loose()),
    "channel": shape("channel_id", channel_id=Words(least=1), style=Loose()),
    "team": shape("team_id", team_id=Words(least=1), style=Loose()),
    "emoji": shape("name", name=Words(least=1), unicode=Words(), skin_tone=Number(), style=Loose()),
    "date": shape("timestamp", timestamp=Loose(), format=Words(), url=Words(), fallback=Words(), style=Loose()),
    "broadcast": shape("range", range=one_of("here channel everyone"), style=Loose()),
    "color": shape("value", value=Words(), style=Loose()),
}

_VIEW: dict[str, Rule] = {
    "type": one_of("modal home"),
    "blocks": Many(typed(" ".join(sorted(set(BLOCKS) - MESSAGE_ONLY))), most=VIEW_BLOCKS, least=0),
    "private_metadata": Words(3000),
    "callback_id": ID,
    "external_id": ID,
}
VIEWS: dict[str, Shape] = {
    "home": shape("blocks", **_VIEW),
    "modal": shape(
        "blocks title",
        title=Text(24, PLAIN),
        submit=Text(24, PLAIN),
        close=Text(24, PLAIN),
        clear_on_close=Flag(),
        notify_on_close=Flag(),
        submit_disabled=Flag(),
        **_VIEW,
    ),
}
