"""What somebody did with a control, out of Slack's payload.

Shapes: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and .../view-interactions-payload

What a button under an answer carries: which question it belongs to and, where it is short, the question itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.slack.payloads.installation import Installation

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Click:
    """One use of a control on a message, or on the Home tab, where there is no channel.

    `user`, `workspace`, `channel` are Slack ids; the workspace is ours, whoever acts. `message` is the timestamp of
    the message, `thread` that of the thread it is in, null where it is in none. `ephemeral` says that only `user` sees
    the message. `value` is what the control carries or what was chosen or typed. `response_url` answers or replaces
    the message; a view has none. `view` is the id of the view, `metadata` its private_metadata, and `version` the hash
    of what it showed. `stranger` is true for somebody of another organisation in a shared channel.
    """

    user: str
    workspace: str
    action: str
    value: str
    trigger_id: str
    channel: str | None = None
    message: str | None = None
    thread: str | None = None
    ephemeral: bool = False
    response_url: str | None = None
    view: str | None = None
    metadata: str = ""
    version: str | None = None
    external_user: bool = False

    @property
    def button(self) -> ButtonValue:
        """The ticket that the control carries."""
        return ButtonValue.decode(self.value)


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal that was submitted. `values` has what each control holds, by action id: words, an option's value, ids.

    `stranger` is true for somebody of another organisation, as in `Click`.
    """

    user: str
    workspace: str
    view: str
    callback: str
    metadata: str
    trigger_id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    external_user: bool = False


def read_click(body: Payload, here: Installation) -> Click:
    """The click in a `block_actions` payload."""
    action = body["actions"][0]
    container = body.get("container") or {}
    view = body.get("view") or {}
    return Click(
        user=_person(body),
        workspace=here.workspace,
        action=str(action.get("action_id", "")),
        value=str(_held(action) or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        channel=_text(container.get("channel_id") or (body.get("channel") or {}).get("id")),
        message=_text(container.get("message_ts")),
        thread=_text(container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")),
        ephemeral=bool(container.get("is_ephemeral")),
        response_url=_text(body.get("response_url")),
        view=_text(view.get("id")),
        metadata=str(view.get("private_metadata") or ""),
        version=_text(view.get("hash")),
        external_user=here.is_stranger(body),
    )


def read_submission(body: Payload, here: Installation) -> Submission:
    """The modal in a `view_submission` payload."""
    view = body["view"]
    state = (view.get("state") or {}).get("values") or {}
    return Submission(
        user=_person(body),
        workspace=here.workspace,
        view=str(view["id"]),
        callback=str(view.get("callback_id") or ""),
        metadata=str(view.get("private_metadata") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        values={action: _held(control) for block in state.values() for action, control in block.items()},
        external_user=here.is_stranger(body),
    )


def _person(body: Payload) -> str:
    """Whoever did this. Raises ValueError for nobody: what follows is said in somebody's name, before everybody too."""
    user = body["user"]["id"]
    if user and isinstance(user, str):
        return user
    raise ValueError("nobody did this")


def _held(control: Payload) -> Any:  # noqa: ANN401 - text, an id, or a list of them
    """What a control holds: what it carries, else what was chosen, else what was typed."""
    for name in ("selected_option", "selected_options"):
        if chosen := control.get(name):
            return chosen["value"] if isinstance(chosen, dict) else [option["value"] for option in chosen]
    names = ("value", "selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time")
    return next((control[name] for name in names if control.get(name)), None)


def _text(value: object) -> str | None:
    return str(value) if value else None


# A button's value holds 2,000 characters, and all blocks of a message about 13,000 (slackapi/bolt-js issue 2509): the
# question is in several buttons of each answer.
LONGEST_QUESTION = 500
# A value as it stands in a message: each quotation mark and each new line of a question is up to four characters there.
LONGEST_VALUE = 1_000
# Slack's ids are a tenth of it. Only somebody who forges one makes it longer, and gets buttons that know no question.
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class ButtonValue:
    """`key` is the inquiry's dedupe key. `question` is in plain words, null where it was too long to carry.

    The words travel with the button, so that it works where the store keeps none: they are in Slack anyway. `note` is
    a word of the button's own, such as the step of the ladder that has been shown.
    """

    key: str
    question: str | None = None
    note: str = ""

    def encode(self) -> str:
        """As a button's value."""
        fields = {"k": self.key if len(self.key) <= LONGEST_KEY else "", "q": self.question, "n": self.note}
        value = json.dumps({name: field for name, field in fields.items() if field}, ensure_ascii=False)
        is_short = len(self.question or "") <= LONGEST_QUESTION and _length_as_sent(value) <= LONGEST_VALUE
        return value if is_short or not self.question else replace(self, question=None).encode()

    @classmethod
    def decode(cls, value: str) -> ButtonValue:
        """From a button's value; of an older version's button, or of one that is no ticket, as much as can be read.

        >>> ButtonValue.decode(Ticket("1.2.a", "who owns DNS?", "2").encode())
        Ticket(key='1.2.a', question='who owns DNS?', note='2')
        >>> ButtonValue.decode("[]")
        Ticket(key='', question=None, note='')
        """
        found = carried(value)
        return cls(found.get("k", ""), found.get("q"), found.get("n", ""))


def carried(text: str) -> Mapping[str, str]:
    """What a button or a modal carries, by name, as far as it has words: older versions of us wrote other fields."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {name: str(field) for name, field in found.items() if field} if isinstance(found, dict) else {}


def _length_as_sent(value: str) -> int:
    """How long a value is in the JSON of a message's blocks."""
    return len(json.dumps(value, ensure_ascii=False))
