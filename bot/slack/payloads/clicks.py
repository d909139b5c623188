"""Clicks and submissions, read from Slack's interaction payloads.

Shapes: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and .../view-interactions-payload
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.slack.messages.controls import ButtonValue
from bot.slack.payloads.installation import Installation

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Click:
    """One use of a control on a message, or on the Home tab, where there is no channel.

    `user`, `workspace`, `channel` are Slack ids; the workspace is the one where the bot is installed, whoever clicks.
    `message` is the timestamp of the message, `thread` that of its thread, None outside of one. `ephemeral` says that
    only `user` sees the message. `value` is what the control carries, or what was chosen or typed. `response_url`
    answers or replaces the message; a view has none. `view` is the id of the view, `metadata` its private_metadata,
    and `version` its hash. `external_user` is true for a user of another organisation in a shared channel.
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
        """The state that the control carries."""
        return ButtonValue.decode(self.value)


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal that was submitted. `values` has what each control holds, by action id: words, an option's value, ids.

    `external_user` is as in `Click`.
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
        value=str(_value_of(action) or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        channel=_text(container.get("channel_id") or (body.get("channel") or {}).get("id")),
        message=_text(container.get("message_ts")),
        thread=_text(container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")),
        ephemeral=bool(container.get("is_ephemeral")),
        response_url=_text(body.get("response_url")),
        view=_text(view.get("id")),
        metadata=str(view.get("private_metadata") or ""),
        version=_text(view.get("hash")),
        external_user=here.is_external_user(body),
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
        values={action: _value_of(control) for block in state.values() for action, control in block.items()},
        external_user=here.is_external_user(body),
    )


def _person(body: Payload) -> str:
    """The id of the user. Raises ValueError without one: what follows may be posted in their name."""
    user = body["user"]["id"]
    if user and isinstance(user, str):
        return user
    raise ValueError("nobody did this")


def _value_of(control: Payload) -> Any:  # noqa: ANN401 - text, an id, or a list of them
    """The value of a control: what was chosen, else what it carries or what was typed."""
    for name in ("selected_option", "selected_options"):
        if chosen := control.get(name):
            return chosen["value"] if isinstance(chosen, dict) else [option["value"] for option in chosen]
    names = ("value", "selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time")
    return next((control[name] for name in names if control.get(name)), None)


def _text(value: object) -> str | None:
    return str(value) if value else None
