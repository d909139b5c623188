"""Slack's documented limits for messages, views and the elements in them, as a table; first the words it is written in.

Sources, unless a line says otherwise: https://docs.slack.dev/reference/block-kit/blocks (one page a block),
/block-elements (one page an element), /composition-objects, and https://docs.slack.dev/reference/views.
Newer blocks (alert, card, carousel, container, context_actions, table, task_card, plan): the classes of slack_sdk 3.47.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PLAIN = frozenset({"plain_text"})
EITHER = frozenset({"plain_text", "mrkdwn"})


@dataclass(frozen=True, slots=True)
class Words:
    """A string: at most so long, at least so long, one of these, an address with a scheme."""

    most: int | None = None
    least: int = 0
    among: frozenset[str] = frozenset()
    url: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text object; ``kinds`` says whether it may be ``mrkdwn``."""

    most: int
    kinds: frozenset[str] = EITHER


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Loose:
    """Anything: not checked."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list of things that follow one rule."""

    item: "Rule"
    most: int | None = None
    least: int = 1


@dataclass(frozen=True, slots=True)
class Typed:
    """An object whose ``type`` is one of these, each with its own entry in the table.

    Attributes:
        kinds: the types allowed here.
        text: the rule for a text object, where one may stand here too.
    """

    kinds: frozenset[str]
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these fields and no others.

    Attributes:
        fields: what each may hold.
        needs: those that must be there.
        one_of: at least one of these must be there.
        not_both: of these, only one may be there.
    """

    fields: Mapping[str, "Rule"] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    not_both: frozenset[str] = frozenset()


Rule = Words | Text | Flag | Number | Loose | Many | Typed | Shape


def shape(needs: str = "", one_of: str = "", not_both: str = "", /, **fields: Rule) -> Shape:
    """A shape, with its lists of names written as words."""
    return Shape(fields, frozenset(needs.split()), frozenset(one_of.split()), frozenset(not_both.split()))


def one_of(names: str) -> Words:
    """A string that is one of these words."""
    return Words(among=frozenset(names.split()))


def typed(names: str, text: Text | None = None) -> Typed:
    """An object of one of these types."""
    return Typed(frozenset(names.split()), text)


MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
# https://docs.slack.dev/reference/methods/chat.postMessage#truncating
TEXT_ADVISED = 4_000
TEXT_CUT = 40_000
# https://docs.slack.dev/reference/methods/chat.update: msg_too_long
UPDATE_TEXT = 4_000
# Cumulative over all markdown blocks of one payload.
MARKDOWN_TOTAL = 12_000
# Measured, not documented (bolt-js 2509): 13,297 characters of markdown pass; every other block costs 125 more.
MESSAGE_CHARACTERS = 13_297
BLOCK_COST = 125
ATTACHMENTS = 100
TABLES = 1
VIEW_BYTES = 250_000
SUGGESTED_OPTIONS = 100

ID = Words(255)
URL = Words(3000, least=1, url=True)
SHOWN_TO = Many(Words(), most=10)
PLACEHOLDER = Text(150, PLAIN)
WIDTHS = one_of("narrow standard wide full")

CONFIRM = shape(
    "title text confirm deny",
    title=Text(100, PLAIN),
    text=Text(300),
    confirm=Text(30, PLAIN),
    deny=Text(30, PLAIN),
    style=one_of("primary danger"),
)
OPTION = shape("text value", text=Text(75, PLAIN), value=Words(150), description=Text(75, PLAIN), url=URL)
RICH_OPTION = shape("text value", text=Text(75), value=Words(150), description=Text(75))
GROUP = shape("label options", label=Text(75, PLAIN), options=Many(OPTION, most=100))
FEEDBACK = shape("text value", text=Text(75, PLAIN), value=Words(2000), accessibility_label=Words(75))
DISPATCH = shape(trigger_actions_on=Many(one_of("on_enter_pressed on_character_entered")))
SLACK_FILE = shape("", "id url", id=Words(), url=Words())
FILTER = shape(
    include=Many(one_of("im mpim private public")), exclude_bot_users=Flag(), exclude_external_shared_channels=Flag()
)


def control(needs: str = "", one_of: str = "", not_both: str = "", /, **fields: Rule) -> Shape:
    """An interactive element."""
    return shape(needs, one_of, not_both, action_id=ID, confirm=CONFIRM, **fields)


def menu(**fields: Rule) -> Shape:
    """A select menu, which may have a placeholder and the focus."""
    return control(placeholder=PLACEHOLDER, focus_on_load=Flag(), **fields)


def static_menu(**fields: Rule) -> Shape:
    """A select menu with options of its own, plain or in groups."""
    both: dict[str, Rule] = {"options": Many(OPTION, most=100), "option_groups": Many(GROUP, most=100)}
    own: dict[str, Rule] = {"placeholder": PLACEHOLDER, "focus_on_load": Flag(), **both}
    return control("", "options option_groups", "options option_groups", **own, **fields)


def entry(**fields: Rule) -> Shape:
    """A field to write in; it has no confirmation."""
    common: dict[str, Rule] = {
        "action_id": ID,
        "placeholder": PLACEHOLDER,
        "focus_on_load": Flag(),
        "dispatch_action_config": DISPATCH,
    }
    return shape(**common, **fields)


BUTTON: dict[str, Rule] = {"text": Text(75, PLAIN), "accessibility_label": Words(75), "style": one_of("primary danger")}
SEVERAL: dict[str, Rule] = {"max_selected_items": Number(least=1)}

ELEMENTS: dict[str, Shape] = {
    "button": control(
        "text",
        value=Words(2000),
        url=URL,
        visible_to_user_ids=SHOWN_TO,
        agent_prompt=Words(4000),
        agent_prompt_display=Loose(),
        **BUTTON,
    ),
    "workflow_button": shape("text workflow", action_id=ID, workflow=Loose(), **BUTTON),
    "icon_button": control(
        "icon text",
        icon=Words(),
        text=Text(75, PLAIN),
        value=Words(2000),
        accessibility_label=Words(75),
        visible_to_user_ids=SHOWN_TO,
    ),
    "feedback_buttons": shape(
        "positive_button negative_button", action_id=ID, positive_button=FEEDBACK, negative_button=FEEDBACK
    ),
    "overflow": control("options", options=Many(OPTION, most=5)),
    "checkboxes": control(
        "options",
        options=Many(RICH_OPTION, most=10),
        initial_options=Many(RICH_OPTION, most=10),
        focus_on_load=Flag(),
    ),
    "radio_buttons": control(
        "options", options=Many(RICH_OPTION, most=10), initial_option=RICH_OPTION, focus_on_load=Flag()
    ),
    "static_select": static_menu(initial_option=OPTION),
    "multi_static_select": static_menu(initial_options=Many(OPTION, most=100), **SEVERAL),
    "external_select": menu(initial_option=OPTION, min_query_length=Number(least=0)),
    "multi_external_select": menu(initial_options=Many(OPTION, most=100), min_query_length=Number(least=0), **SEVERAL),
    "users_select": menu(initial_user=Words()),
    "multi_users_select": menu(initial_users=Many(Words()), **SEVERAL),
    "conversations_select": menu(
        initial_conversation=Words(),
        default_to_current_conversation=Flag(),
        response_url_enabled=Flag(),
        filter=FILTER,
    ),
    "multi_conversations_select": menu(
        initial_conversations=Many(Words()), default_to_current_conversation=Flag(), filter=FILTER, **SEVERAL
    ),
    "channels_select": menu(initial_channel=Words(), response_url_enabled=Flag()),
    "multi_channels_select": menu(initial_channels=Many(Words()), **SEVERAL),
    "datepicker": menu(initial_date=Words()),
    "timepicker": menu(initial_time=Words(), timezone=Words()),
    "datetimepicker": control(initial_date_time=Number(), focus_on_load=Flag()),
    "plain_text_input": entry(
        initial_value=Words(3000),
        multiline=Flag(),
        min_length=Number(least=0, most=3000),
        max_length=Number(least=1, most=3000),
    ),
    "email_text_input": entry(initial_value=Words()),
    "url_text_input": entry(initial_value=Words()),
    "number_input": entry(initial_value=Words(), min_value=Words(), max_value=Words(), is_decimal_allowed=Flag()),
    "rich_text_input": entry(initial_value=Loose(), min_lines=Number(least=1), max_lines=Number(least=1)),
    "file_input": shape(action_id=ID, filetypes=Many(Words()), max_files=Number(least=1, most=10)),
    "image": shape(
        "alt_text",
        "image_url slack_file",
        "image_url slack_file",
        image_url=URL,
        alt_text=Words(2000),
        slack_file=SLACK_FILE,
    ),
    "url": shape("url text", url=URL, text=Words()),
    "raw_text": shape("text", text=Words(least=1)),
    "raw_number": shape("value", value=Loose(), text=Words()),
}
